"""Drawing diagrams: BPMN with its layout in, SVG out, for pages, phones, print and chat cards."""

from engine.drawing.marks import Detour, Marks, State, Way
from engine.drawing.plane import NoLayout
from engine.drawing.svg import draw

__all__ = ["Detour", "Marks", "NoLayout", "State", "Way", "draw"]
