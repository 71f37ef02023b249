"""BPMN diagrams as immutable, typed values."""
