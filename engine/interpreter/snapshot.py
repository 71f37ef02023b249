"""The state of a case as bytes: living tokens, variables once per scope, what is armed.

No specification, no history, no predictions, no finished token.  Rows are short lists; what a
token lacks is left out.  The order of everything is that of becoming real, so the same state gives
the same bytes whether or not it was saved and loaded in between.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from engine.errors import Invalid
from engine.interpreter.flows import Case, Flow, SubFlow, Watch
from engine.interpreter.program import Program
from engine.interpreter.scopes import Scope
from engine.interpreter.tokens import Phase, Token

FORMAT: Final = 1


def save(case: Case) -> bytes:
    """Return the state of a case that waits."""
    return orjson.dumps(
        {
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
    )


def load(program: Program, snapshot: bytes, now: datetime) -> Case:
    """Return the case that a snapshot of this program holds."""
    document = read(snapshot)
    case = Case(program, UUID(document["id"]), document["case"], now)
    case.ordinal = document["n"]
    case.outcome = document["out"]
    case.completed, case.success = document["done"], document["ok"]
    case.scope.local = document["vars"]
    case.parked = document["parked"]
    roots: dict[int, Token] = {}
    for host, root, rows in document["flows"]:
        flow: Flow = case
        if host:
            owner = case.token(host)
            assert owner is not None
            flow = SubFlow(owner.task_spec.inside, owner, root)
        else:
            case.plant(root)
        roots[root] = flow.task_tree
        for row in rows:
            _load_token(flow, *row)
    for row in document["watches"]:
        _load_watch(case, roots, *row)
    return case


def variables(snapshot: bytes) -> dict[str, Any]:
    """Return the variables of the process itself, as the snapshot holds them."""
    return dict(read(snapshot)["vars"])


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


def _flow_row(flow: Flow) -> list[Any]:
    root = flow.task_tree
    tokens = [_token_row(token, root.id) for token in flow.open.values()]
    return [0 if flow.host is None else flow.host.id, root.id, tokens]


def _token_row(token: Token, root: int) -> list[Any]:
    row: list[Any] = [token.id, token.task_spec.name[1:], token.state, token.phase]
    scope, parent = token.scope, token._parent  # noqa: SLF001  (the library's tree)
    more = {
        "p": None if parent == root else parent,
        "v": token.via,
        "n": token.counter,
        "i": token.incident,
        "d": token.internal_data or None,
        "s": None if scope is None else scope.local,
        "c": True if scope is not None and scope.closed else None,
    }
    more = {name: found for name, found in more.items() if found is not None}
    return [*row, more] if more else row


def _load_token(
    flow: Flow, ordinal: int, name: str, state: int, phase: int, more: dict[str, Any] | None = None
) -> None:
    more = more or {}
    parent = flow.tasks[more["p"]] if "p" in more else flow.task_tree
    token = Token(flow, flow.spec.task_specs["#" + name], parent, state, ordinal=ordinal)
    token.phase = Phase(phase)
    token.via = more.get("v")
    token.counter = more.get("n")
    token.internal_data = more.get("d") or {}
    if "s" in more:
        token.scope = Scope(ordinal, token.outer, more["s"])
        token.scope.closed = "c" in more
    if "i" in more:
        token.incident = more["i"]
        token.case.incidents[more["i"]] = token


def _watch_row(watch: Watch) -> list[Any]:
    due = watch.due_at.isoformat() if watch.due_at else None
    row = [watch.id, watch.kind, watch.element_id, watch.owner.id]
    return [*row, due, watch.cycle] if due else [*row, watch.name, watch.key]


def _load_watch(
    case: Case,
    roots: dict[int, Token],
    ordinal: int,
    kind: str,
    element_id: str,
    owner: int,
    *more: Any,
) -> None:
    token = roots.get(owner) or case.token(owner)
    assert token is not None
    watch = Watch(id=ordinal, kind=kind, element_id=element_id, owner=token)
    if kind == "timer":
        watch.due_at, watch.cycle = datetime.fromisoformat(more[0]), more[1]
    else:
        watch.name, watch.key = more
    case.watches[ordinal] = watch
    token.watches.append(ordinal)
