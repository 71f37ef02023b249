"""Variables live in scopes, not in tokens: what an expression sees and where a value is put.

A process, an embedded sub-process, a multi-instance with its bodies, and an activity with mapped
inputs have a scope each.  Reads fall outward; a write goes to the scope that has the name, else to
the process (Zeebe's rule).  A closed scope (multi-instance body with an output element) lets
nothing out.  Values are JSON and never changed in place, so nothing is ever copied.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Change = tuple[Any, Any]


class Scope:
    """The variables of one scope; `owner` is the ordinal of its activity, 0 for the process."""

    __slots__ = ("closed", "local", "owner", "parent", "past")

    def __init__(
        self, owner: int, parent: "Scope | None" = None, local: dict[str, Any] | None = None
    ) -> None:
        """Open a scope inside `parent`."""
        self.owner = owner
        self.parent = parent
        self.local: dict[str, Any] = {} if local is None else local
        self.closed = False
        self.past = False
        """Whether it shows how things were (to a compensation): writes pass through it."""

    def chain(self) -> Iterator["Scope"]:
        """Yield this scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def find(self, name: str) -> Any:
        """Return the visible value; raises KeyError when no scope has the name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.local:
                return scope.local[name]
            scope = scope.parent
        raise KeyError(name)

    def home(self, name: str) -> "Scope":
        """Return the scope that a write of this name changes."""
        past = None
        for scope in self.chain():
            if scope.past:
                past = past or (scope if name in scope.local else None)
            elif name in scope.local or scope.closed:
                return scope
        return past or scope

    def visible(self) -> dict[str, Any]:
        """Return every visible variable by name."""
        merged: dict[str, Any] = {}
        for scope in reversed(tuple(self.chain())):
            merged |= scope.local
        return merged


class Changes:
    """What one write changed, by scope, with old and new values."""

    __slots__ = ("by_scope",)

    def __init__(self) -> None:
        """Begin with nothing changed."""
        self.by_scope: dict[int, tuple[Scope, dict[str, Change]]] = {}

    def put(self, scope: Scope, path: str, value: Any) -> None:
        """Set a variable of `scope`, or a value inside a context by a path `a.b`."""
        name, _, rest = path.partition(".")
        old = scope.local.get(name)
        new = _inside(old, rest, value) if rest else value
        known = name in scope.local
        scope.local[name] = new
        if not known or not same(old, new):
            changes = self.by_scope.setdefault(scope.owner, (scope, {}))[1]
            changes[name] = (changes[name][0] if name in changes else old, new)


def write(scope: Scope, patch: Mapping[str, Any]) -> Changes:
    """Write each entry to the scope that has its name, seen from `scope`."""
    changes = Changes()
    for path, value in patch.items():
        name = path.partition(".")[0]
        home = scope.home(name)
        changes.put(home, path, value)
        for shown in scope.chain():
            if shown.past and name in shown.local:
                shown.local[name] = home.local[name]
    return changes


def write_local(scope: Scope, patch: Mapping[str, Any]) -> Changes:
    """Write each entry to this very scope; a path begins from the value visible now."""
    changes = Changes()
    for path, value in patch.items():
        name = path.partition(".")[0]
        if name != path and name not in scope.local and scope.parent is not None:
            scope.local[name] = _visible(scope.parent, name)
        changes.put(scope, path, value)
    return changes


def same(old: Any, new: Any) -> bool:
    """Whether two JSON values are the same value: 1 and true differ, 1 and 1.0 do not."""
    if old is new:
        return True
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def _visible(scope: Scope, name: str) -> Any:
    try:
        return scope.find(name)
    except KeyError:
        return None


def _inside(context: Any, path: str, value: Any) -> dict[str, Any]:
    """Return a copy of `context` with the value at `path`; what is no context becomes one."""
    name, _, rest = path.partition(".")
    copy = dict(context) if isinstance(context, Mapping) else {}
    copy[name] = _inside(copy.get(name), rest, value) if rest else value
    return copy
