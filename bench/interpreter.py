"""What the interpreter costs: CPU of one command with loading and saving, as cases grow.

    python bench/interpreter.py

CPU time of this process, medians; trust ratios more than figures on a shared machine.
"""

import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from uuid import UUID

from engine.interpreter import compiling, run
from engine.model import ProcessDefinition, Step, commands, events

DIAGRAMS = Path(__file__).parent.parent / "tests" / "bpmn"
INSTANCE = UUID("01990000-0000-7000-8000-000100000000")
NOW = datetime(2026, 1, 1, 4, tzinfo=UTC)
FIELDS = {f"field_{n}": f"第{n}项内容" for n in range(8)}


def definition_of(name: str, xml: bytes | None = None) -> ProcessDefinition:
    xml = xml or (DIAGRAMS / f"{name}.bpmn").read_bytes()
    return ProcessDefinition(
        id=f"{name}:1", key=name, version=1, name=name, digest=sha256(xml).hexdigest(), xml=xml,
        decisions={}, forms={},
    )  # fmt: skip


class Case:
    """One case, bytes to bytes; keeps how long each command took."""

    def __init__(self, definition: ProcessDefinition, **variables: object) -> None:
        self.definition = definition
        self.took: list[float] = []
        self.open: dict[UUID, str] = {}
        self.timers: dict[str, UUID] = {}
        self.snapshot: bytes | None = None
        self.do(commands.Start(instance_id=INSTANCE, variables=variables))

    def do(self, command: commands.Command) -> Step:
        before = time.process_time()
        step = run(self.definition, self.snapshot, command, NOW)
        self.took.append(time.process_time() - before)
        self.snapshot = step.snapshot
        for event in step.events:
            if isinstance(event, events.UserTaskCreated):
                self.open[event.task_id] = event.element_id
            elif isinstance(event, events.TimerArmed):
                self.timers[event.element_id] = event.timer_id
        return step

    def complete(self, element_id: str, **variables: object) -> None:
        task_id = next(task for task, element in self.open.items() if element == element_id)
        del self.open[task_id]
        self.do(commands.CompleteActivity(activity_id=task_id, variables=variables))


def complaint(took: list[float], sizes: list[int]) -> None:
    """Ten commands of a process with a sub-process, timers, a fork and a rework loop."""
    case = Case(definition_of("complaint_like"), severity=7, **FIELDS)
    case.complete("Register", field_1="changed", note="x")
    for satisfied in (False, True):
        case.complete("Accept", field_2="changed")
        case.do(commands.FireTimer(timer_id=case.timers["Slow"]))
        case.complete("Urge")
        case.complete("Solve", result="ok")
        case.complete("Visit", satisfied=satisfied)
        case.complete("Audit")
    took += case.took
    sizes.append(len(case.snapshot or b""))


def loop(rounds: int) -> tuple[list[float], list[int]]:
    case, sizes = Case(definition_of("loop"), **FIELDS), []
    for number in range(rounds):
        case.complete("U", round=number % 10, again=True)
        sizes.append(len(case.snapshot or b""))
    return case.took, sizes


def votes(people: int, count: int) -> list[float]:
    case = Case(definition_of("multi_instance_cardinality"), n=people)
    for _ in range(count):
        case.complete("Sign", opinion="agreed")
    return case.took[1:]


def sequence(length: int) -> tuple[float, float]:
    """Compile and run a straight sequence of script tasks in one command."""
    nodes = "".join(
        f'<scriptTask id="T{n}"><extensionElements><zeebe:script expression="={n}" '
        f'resultVariable="x"/></extensionElements><incoming>F{n}</incoming>'
        f'<outgoing>F{n + 1}</outgoing></scriptTask><sequenceFlow id="F{n + 1}" '
        f'sourceRef="T{n}" targetRef="{"E" if n == length - 1 else f"T{n + 1}"}"/>'
        for n in range(length)
    )
    xml = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" '
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t"><process id="long">'
        '<startEvent id="S"><outgoing>F0</outgoing></startEvent>'
        f'<sequenceFlow id="F0" sourceRef="S" targetRef="T0"/>{nodes}'
        f'<endEvent id="E"><incoming>F{length}</incoming></endEvent></process></definitions>'
    ).encode()
    definition = definition_of("long", xml)
    compiled = _cpu(lambda: compiling.program(definition))
    return compiled, Case(definition).took[0]


def _cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _compile() -> float:
    compiling.program.cache_clear()
    return _cpu(lambda: compiling.program(definition_of("complaint_like")))


def main() -> None:
    print(f"python {platform.python_version()}, {platform.machine()}; CPU milliseconds, medians")
    took: list[float] = []
    sizes: list[int] = []
    for _ in range(30):
        complaint(took, sizes)
    _say("complaint, one command, load + run + save", median(took), "target 1")
    _say("complaint, compile the diagram", median(_compile() for _ in range(5)))
    took, grown = loop(1000)
    early, late = median(took[6:56]), median(took[950:])
    _say("loop, round 10", early)
    _say("loop, round 1,000", late, f"ratio {late / early:.2f}, at most 1.5")
    ratio = grown[999] / grown[9]
    print(
        f"{'loop, snapshot bytes':<45}{grown[9]:>8}{grown[999]:>8}   ratio {ratio:.2f}, at most 1.2"
    )
    _say("multi-instance of 10, one vote", median(votes(10, 10)))
    _say("multi-instance of 1,000, one vote", median(votes(1000, 20)), "target 5")
    compiled, ran = sequence(1000)
    _say("1,000 tasks in a row, compile", compiled)
    _say("1,000 tasks in a row, run", ran)


def _say(what: str, seconds: float, aim: str = "") -> None:
    print(f"{what:<45}{seconds * 1e3:>8.2f}   {aim}")


if __name__ == "__main__":
    main()
