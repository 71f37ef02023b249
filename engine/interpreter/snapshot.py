"""The state of a case as bytes: living tokens, variables once per scope, what is armed.

No specification, no history, no predictions, no finished token.  Rows are short lists; what a
token lacks is left out.  The order of everything is that of becoming real, so the same state gives
the same bytes whether or not it was saved and loaded in between.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from engine.errors import Invalid
from engine.interpreter.flows import Case, Flow, Row, SubFlow, Watch
from engine.interpreter.gathering import COME
from engine.interpreter.program import Program
from engine.interpreter.tokens import Phase, Token

FORMAT: Final = 1


def save(case: Case) -> bytes:
    """Return the state of a case that waits.

    Raises Invalid when its variables nest deeper than JSON can be written.
    """
    try:
        return orjson.dumps(_document(case))
    except TypeError as error:
        raise Invalid(f"the variables cannot be kept: {error}") from None


def load(program: Program, snapshot: bytes, now: datetime) -> Case:
    """Return the case that a snapshot of this program holds."""
    document = read(snapshot)
    case = Case(program, UUID(document["id"]), document["case"], now)
    case.ordinal = document["n"]
    case.outcome = document["out"]
    case.completed, case.success = document["done"], document["ok"]
    case.scope.local = document["vars"]
    case.parked = document["parked"]
    case.cancelling, case.todo, *called = document.get("cancelling") or (None, [])
    case.called = dict(called[0]) if called else {}
    busy = {host for host, *_ in document["flows"]} | {row[3] for row in document["watches"]}
    roots: dict[int, Token] = {}
    for host, root, rows, *undo in document["flows"]:
        flow: Flow = case
        if host:
            owner = case.token(host)
            assert owner is not None
            flow = SubFlow(owner.task_spec.inside, owner, root)
        else:
            case.plant(root)
        roots[root] = flow.task_tree
        flow.undo = undo[0] if undo else []
        for row in rows:
            if _is_cold(row, busy):
                flow.cold[row[0]] = row
            else:
                flow.warm(row)
    for row in document["watches"]:
        _load_watch(case, roots, row)
    return case


def variables(snapshot: bytes) -> dict[str, Any]:
    """Return the variables of the process itself, as the snapshot holds them."""
    return dict(read(snapshot)["vars"])


def forgetting(snapshot: bytes, without: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> bytes:
    """Return the state of a case that has ended, its variables as `without` leaves them.

    Nothing but the process's own scope is kept: what was kept for compensation goes as well.
    """
    document = read(snapshot)
    host, root, *_ = document["flows"][0]
    kept = {
        **document,
        "vars": without(document["vars"]),
        "flows": [[host, root, []]],
        "watches": [],
        "parked": [],
    }
    kept.pop("cancelling", None)
    return orjson.dumps(kept)


def counted_by(snapshot: bytes) -> str:
    """Return code and version of the calendar by which a case's timers count; empty = by none."""
    return str(read(snapshot)["case"].get("calendar", {}).get("id", ""))


def is_cancelling(snapshot: bytes) -> bool:
    """Tell whether a case is being cancelled: what was completed in it is being undone."""
    return "cancelling" in read(snapshot)


def read(snapshot: bytes) -> dict[str, Any]:
    """Return a snapshot's document; raises Invalid for bytes that are none."""
    try:
        document = orjson.loads(snapshot)
        version = document["v"]
    except (orjson.JSONDecodeError, TypeError, KeyError):
        raise Invalid("these bytes are no snapshot of a process instance") from None
    if version != FORMAT:
        raise Invalid(f"snapshot format {version!r} is not known", format=version)
    return dict(document)


def _document(case: Case) -> dict[str, Any]:
    document = {
        "v": FORMAT,
        "id": case.instance_id.hex,
        "n": case.ordinal,
        "case": dict(case.facts),
        "out": case.outcome,
        "done": case.completed,
        "ok": case.success,
        "vars": case.scope.local,
        "flows": [_flow_row(flow) for flow in case.flows()],
        "watches": [_watch_row(watch) for watch in case.watches.values()],
        "parked": case.parked,
    }
    if case.cancelling is not None:
        called = [list(case.called.items())] if case.called else []
        document["cancelling"] = [case.cancelling, case.todo, *called]
    return document


def _flow_row(flow: Flow) -> list[Any]:
    row = [0 if flow.host is None else flow.host.id, flow.task_tree.id, flow.rows()]
    return [*row, flow.undo] if flow.undo else row


def _is_cold(row: Row, busy: set[int]) -> bool:
    """Whether the row is of a multi-instance body that just waits: most are not asked for."""
    return (
        row[3] == Phase.WAITING
        and len(row) > 4  # noqa: PLR2004  (what a token lacks is left out)
        and "n" in row[4]
        and "i" not in row[4]
        and row[0] not in busy
    )


def _watch_row(watch: Watch) -> list[Any]:
    row = [watch.id, watch.kind, watch.element_id, watch.owner.id, *_awaited(watch)]
    return [*row, watch.which] if watch.which else row


def _awaited(watch: Watch) -> tuple[Any, Any]:
    if watch.kind == COME:
        return watch.brought, None if watch.then is None else _watch_row(watch.then)
    if watch.kind == "conditional":
        return watch.name, watch.held
    if watch.due_at is not None:
        return watch.due_at.isoformat(), watch.cycle
    return watch.name, watch.key


def _load_watch(case: Case, roots: dict[int, Token], row: Row) -> None:
    token = roots.get(row[3]) or case.token(row[3])
    assert token is not None  # an owner lives as long as its watches
    watch = _watch_of(token, row)
    case.watches[watch.id] = watch
    token.watches.append(watch.id)


def _watch_of(token: Token, row: Row) -> Watch:
    ordinal, kind, element_id, _, first, second, *which = row
    watch = Watch(id=ordinal, kind=kind, element_id=element_id, owner=token)
    watch.which = which[0] if which else 0
    if kind == "timer":
        watch.due_at, watch.cycle = datetime.fromisoformat(first), second
    elif kind == "conditional":
        watch.name, watch.held = first, second
    elif kind == COME:
        watch.brought = first
        watch.then = None if second is None else _watch_of(token, second)
    else:
        watch.name, watch.key = first, second
    return watch
