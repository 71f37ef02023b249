"""BPMN diagrams as immutable, typed values."""

from engine.diagram.ahead import Ahead, ahead, between
from engine.diagram.associations import compensation_handlers, go_together, may_cancel
from engine.diagram.data import DataAssociation, DataEnd, DataUse
from engine.diagram.entrances import instantiating, triggered, unled
from engine.diagram.model import (
    GJ,
    Collaboration,
    DataItem,
    Diagram,
    Element,
    EventDefinition,
    Fault,
    Lane,
    Message,
    MessageFlow,
    Participant,
    Process,
    SequenceFlow,
    Signal,
    Thrown,
    Timer,
)
from engine.diagram.nodes import DiagramError
from engine.diagram.reading import read
from engine.diagram.settings import (
    AdHoc,
    Assignment,
    Called,
    CalledDecision,
    Form,
    Job,
    Loop,
    Mapped,
    Schedule,
    Script,
)
from engine.diagram.xml import UnsafeXML

__all__ = [
    "GJ",
    "AdHoc",
    "Ahead",
    "Assignment",
    "Called",
    "CalledDecision",
    "Collaboration",
    "DataAssociation",
    "DataEnd",
    "DataItem",
    "DataUse",
    "Diagram",
    "DiagramError",
    "Element",
    "EventDefinition",
    "Fault",
    "Form",
    "Job",
    "Lane",
    "Loop",
    "Mapped",
    "Message",
    "MessageFlow",
    "Participant",
    "Process",
    "Schedule",
    "Script",
    "SequenceFlow",
    "Signal",
    "Thrown",
    "Timer",
    "UnsafeXML",
    "ahead",
    "between",
    "compensation_handlers",
    "go_together",
    "instantiating",
    "may_cancel",
    "read",
    "triggered",
    "unled",
]
