"""A layout for diagrams that come without one: where shapes stand and how lines run."""

from engine.layout.diagrams import MOST, drawn, lay_out

__all__ = ["MOST", "drawn", "lay_out"]
