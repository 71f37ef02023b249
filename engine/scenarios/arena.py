"""Arena: the test files of SpiffArena, `test_<diagram>.json`.

They say what each task gets, every time it comes, and what the variables are in the end, but not in
which order tasks come: the diagram is played through for that.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from engine import interpreter
from engine.errors import EngineError
from engine.model import ProcessDefinition
from engine.model.commands import Command, CompleteActivity, Start
from engine.model.events import JobCreated, UserTaskCreated
from engine.scenarios.foreign import Drawn, Imported, given, start
from engine.scenarios.reading import MONDAY
from engine.scenarios.waits import Waits

KNOWN: Final = frozenset({"tasks", "expected_output_json", "mocks"})
_ID: Final = UUID("01990000-0000-7000-8000-000100000000")
Given = dict[str, list[dict[str, Any]]]
"""What each task gets, by element id; used up from the front."""


def is_arena(document: Mapping[str, Any]) -> bool:
    """Tell whether a file is one of SpiffArena."""
    return all(isinstance(case, dict) and case.keys() & KNOWN for case in document.values())


def import_arena(document: Mapping[str, Any], drawn: Drawn, imported: Imported, by: str) -> None:
    """Add a story for each test case."""
    for name, case in document.items():
        for strange in sorted(case.keys() - KNOWN):
            imported.leave_out(name, f"{strange} is not known")
        for mocked in case.get("mocks", {}):
            imported.leave_out(name, f"the mock of {mocked}(): scripts here are FEEL")
        given_ = _given(name, case.get("tasks", {}), drawn, imported)
        steps = [start({}, by), *_played(name, given_, drawn, imported, by)]
        steps.append({"expect": _expected(case, drawn)})
        imported.tell(name, name, steps)


def _given(name: str, tasks: Mapping[str, Any], drawn: Drawn, imported: Imported) -> Given:
    """Return what the tasks get; a task of a called process is the story of another process."""
    found: Given = {}
    for task, said in tasks.items():
        where, element = f"{name}: {task}", task.rpartition(":")[2]
        known = drawn.elements().get(element)
        for strange in sorted(said.keys() - {"data"}):
            imported.leave_out(where, f"{strange} is not known")
        if drawn.process and known is None:
            imported.leave_out(where, f"{drawn.process.id} has no such task")
        elif known is not None and known.kind != "userTask" and known.job is None:
            imported.leave_out(where, f"a {known.kind} is carried out, it gets no data")
        else:
            found[element] = list(said.get("data", [{}]))
    return found


def _expected(case: Mapping[str, Any], drawn: Drawn) -> dict[str, Any]:
    ends = drawn.ends()
    ended = {"ended": ends[0]} if len(ends) == 1 else {"log": [{"event": "InstanceCompleted"}]}
    output = case.get("expected_output_json")
    return {**ended, **({"variables": output} if output else {})}


def _played(
    name: str, left: Given, drawn: Drawn, imported: Imported, by: str
) -> Iterator[dict[str, Any]]:
    """Yield the steps in the order in which the tasks come, then what did not come."""
    try:
        yield from _order(left, drawn, by)
    except EngineError as error:
        imported.approximate(name, f"the order of its tasks is that of the file: {error}")
    rest = [(element, data) for element, all_ in left.items() for data in all_]
    if rest and drawn.process is None:
        imported.approximate(name, "the order of its tasks is that of the file: no diagram")
    elif rest:
        names = ", ".join(dict.fromkeys(element for element, _ in rest))
        imported.approximate(name, f"{names} did not come when the diagram was played through")
    yield from (_step(element, data, drawn, by) for element, data in rest)


def _order(left: Given, drawn: Drawn, by: str) -> Iterator[dict[str, Any]]:
    """Play the diagram through with what the tasks get, as far as it goes."""
    if drawn.process is None:
        return
    key, now = drawn.process.id, MONDAY
    definition = ProcessDefinition(
        id=f"{key}:0",
        key=key,
        version=0,
        name=key,
        digest=sha256(drawn.xml).hexdigest(),
        xml=drawn.xml,
        decisions={},
        forms={},
    )
    snapshot, waits = _run(definition, None, Waits(), Start(instance_id=_ID), now)
    while (found := _next(waits, left)) is not None:
        id_, element = found
        data = left[element].pop(0)
        order = CompleteActivity(activity_id=id_, variables=data)
        snapshot, waits = _run(definition, snapshot, waits, order, now)
        yield _step(element, data, drawn, by)


def _run(
    definition: ProcessDefinition,
    snapshot: bytes | None,
    waits: Waits,
    command: Command,
    now: datetime,
) -> tuple[bytes, Waits]:
    step = interpreter.run(definition, snapshot, command, now)
    return step.snapshot, waits.after(step.events)


def _next(waits: Waits, left: Given) -> tuple[UUID, str] | None:
    """Return the oldest open task or job that still gets something."""
    for id_, begun in waits.open.items():
        if isinstance(begun, UserTaskCreated | JobCreated) and left.get(begun.element_id):
            return id_, begun.element_id
    return None


def _step(element: str, data: Mapping[str, Any], drawn: Drawn, by: str) -> dict[str, Any]:
    known = drawn.elements().get(element)
    if known is not None and known.job is not None:
        return {"job_done": known.job.type, **given(data)}
    return {"complete": element, "by": by, **given(data)}
