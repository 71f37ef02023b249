"""What a BPMN file says, as immutable values: the diagram before anything is executed.

Texts of settings are kept as the designer wrote them: a leading `=` marks FEEL, anything else is a
literal.  A formal expression of BPMN itself (a condition, a cardinality) is FEEL in any case and is
given its `=` where the file leaves it out.  Ids of referenced things are plain ids, without a
namespace prefix.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from engine.diagram.data import DataUse
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
    nothing,
)
from engine.diagram.xml import Node

GJ: Final = "gj:"  # marks the settings that only this engine has

TimerKind = Literal["date", "duration", "cycle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that may be sent or awaited (`bpmn:message`)."""

    id: str
    name: str
    correlation_key: str | None = None  # zeebe:subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A signal that everybody may hear (`bpmn:signal`)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An error or an escalation: both have a code by which they are caught."""

    id: str
    name: str
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """When a timer event fires; `text` is ISO 8601 or `= FEEL`."""

    kind: TimerKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDefinition:
    """What an event throws or catches.

    `kind` is BPMN's local name without `EventDefinition`: message, timer, signal, error,
    escalation, terminate, link, compensate, conditional, cancel.  `ref` is the id of the message,
    signal, error, escalation or activity as written, also when nothing has that id.  `name` and
    `code` are those of what `ref` points to; a link has its own name, and a message or signal
    without `ref` may have a derived one (see `engine.diagram.naming`).
    """

    kind: str
    id: str | None = None
    ref: str | None = None
    name: str | None = None
    code: str | None = None
    timer: Timer | None = None
    condition: str | None = None
    waits: bool = True  # a thrown compensation: for its handlers


@dataclass(frozen=True, slots=True, kw_only=True)
class Thrown:
    """What an instance of a multi-instance activity throws when it completes (BPMN 10.3.8)."""

    event: EventDefinition
    condition: str | None = None  # of a complexBehaviorDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A flow node: a task, an event, a gateway, a sub-process or a call activity.

    `kind` is BPMN's local name (`userTask`).  `incoming` and `outgoing` are flow ids in the order
    of the file, `outgoing` in that of the node's own list where it has one (BPMN 2.0.2, 8.4.9).
    A receive or send task that names a message has it among `events`.  `extensions` names the
    extension elements and foreign attributes as `prefix:local` with this module's prefixes,
    whether or not they were understood.
    """

    id: str
    kind: str
    name: str
    process_id: str
    parent_id: str  # the enclosing sub-process, or the process
    line: int
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    documentation: str = ""
    lane_id: str | None = None
    attached_to: str | None = None
    cancel_activity: bool = True
    interrupting: bool = True
    triggered_by_event: bool = False
    for_compensation: bool = False
    parallel_multiple: bool = False
    start_quantity: str = "1"  # as written, like completion_quantity
    completion_quantity: str = "1"
    activation_condition: str | None = None  # of a complex gateway
    ad_hoc: AdHoc | None = None
    instantiate: bool = False
    waits_for_all: bool = False  # an event-based gateway of the type Parallel
    events: tuple[EventDefinition, ...] = ()
    loop: Loop | None = None
    thrown_by_instances: tuple[Thrown, ...] = ()
    called_task: str | None = None  # id of the global task that a call activity stands for
    form: Form | None = None
    assignment: Assignment | None = None
    schedule: Schedule | None = None
    priority: str | None = None
    job: Job | None = None
    called: Called | None = None
    decision: CalledDecision | None = None
    script: Script | None = None
    inputs: tuple[Mapped, ...] = ()
    outputs: tuple[Mapped, ...] = ()
    data: DataUse | None = None
    properties: Mapping[str, str] = field(default_factory=nothing)
    extensions: tuple[str, ...] = ()

    @property
    def event(self) -> EventDefinition | None:
        """The one event definition; None for a plain event, and when there are several."""
        return self.events[0] if len(self.events) == 1 else None

    @property
    def collects(self) -> bool:
        """Whether all of several event definitions are waited for: a parallel multiple event."""
        return self.parallel_multiple and len(self.events) > 1

    @property
    def is_event_subprocess(self) -> bool:
        """Whether an event starts this sub-process."""
        return self.kind == "subProcess" and self.triggered_by_event


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFlow:
    """An arrow between two flow nodes; `condition` is FEEL unless `language` says otherwise."""

    id: str
    name: str
    parent_id: str
    source: str
    target: str
    condition: str | None = None
    language: str | None = None  # of the condition, where there is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A row of a pool; `parent_id` is the enclosing lane, `node_ids` what it lists itself."""

    id: str
    name: str
    parent_id: str | None
    node_ids: tuple[str, ...]
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataItem:
    """A data object, data store or a reference to one.

    `variable` holds its value; `state` (`dataState`) is what the designer says of it, no more.
    """

    id: str
    kind: str
    name: str
    parent_id: str
    ref: str | None = None
    variable: str = ""
    state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process of a diagram, with what its sub-processes hold, flat.

    `executable` says whether it is meant to run: see `engine.diagram.running`.
    """

    id: str
    name: str
    executable: bool
    line: int
    version_tag: str | None
    elements: Mapping[str, Element]
    flows: Mapping[str, SequenceFlow]
    lanes: Mapping[str, Lane]
    data: Mapping[str, DataItem]
    needs: tuple[tuple[str, ...], ...] = ()  # sets of required data inputs; any of them will do
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=nothing)
    extensions: tuple[str, ...] = ()

    def children(self, parent_id: str) -> Iterator[Element]:
        """Yield the elements directly in this process or sub-process, in the file's order."""
        return (element for element in self.elements.values() if element.parent_id == parent_id)

    def lanes_of(self, element: Element) -> Iterator[Lane]:
        """Yield the element's lane and the lanes around it, innermost first."""
        lane_id = element.lane_id
        while lane_id is not None:
            lane = self.lanes[lane_id]
            yield lane
            lane_id = lane.parent_id

    def effective(self, element: Element) -> dict[str, str]:
        """Return the element's properties over the `gj:` settings of its lanes.

        A setting of an inner lane goes before one of an outer lane, and the element's own before
        both (`gj:assign`, `gj:scope`, `gj:mode`, `gj:fallback`, `gj:exclude` and the like).
        """
        settings: dict[str, str] = {}
        for lane in reversed(tuple(self.lanes_of(element))):
            settings |= {name: v for name, v in lane.properties.items() if name.startswith(GJ)}
        return settings | dict(element.properties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A pool; a closed pool has no process."""

    id: str
    name: str
    process_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFlow:
    """An arrow between pools; it is drawn, not executed."""

    id: str
    name: str
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaboration:
    """The pools of a diagram and the messages between them."""

    id: str | None
    name: str
    participants: tuple[Participant, ...]
    message_flows: tuple[MessageFlow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """One BPMN file.  `root` is its safe element tree, for readers of structure and layout."""

    id: str | None
    name: str
    sha256: str  # hexadecimal, of the file's bytes
    execution_platform: str | None
    processes: Mapping[str, Process]
    messages: Mapping[str, Message]
    signals: Mapping[str, Signal]
    errors: Mapping[str, Fault]
    escalations: Mapping[str, Fault]
    collaboration: Collaboration | None
    root: Node = field(repr=False, compare=False)

    def element(self, element_id: str) -> Element | None:
        """Return the flow node with this id, in whichever process it is."""
        for process in self.processes.values():
            if element_id in process.elements:
                return process.elements[element_id]
        return None

    def effective(self, element: Element) -> dict[str, str]:
        """Return the element's properties over those of its lanes (see Process.effective)."""
        return self.processes[element.process_id].effective(element)
