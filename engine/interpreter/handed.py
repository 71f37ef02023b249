"""What a command hands over: variables that are JSON under names that may be, and ids of parts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from engine.errors import Invalid, NotFound
from engine.interpreter.expressions import CASE
from engine.interpreter.flows import Case
from engine.interpreter.tokens import Token
from engine.model import Variables

MOST_PARTS = 20
"""Of a path: forms nest a few levels, snapshots cannot nest without end."""


def json_patch(variables: Variables) -> dict[str, Any]:
    """Return the variables as JSON; raises Invalid for a name that none may have."""
    for path in variables:
        parts = path.split(".")
        if not all(parts) or len(parts) > MOST_PARTS:
            raise Invalid(f"{path!r} is no variable name or path", name=path)
        if parts[0] == CASE:
            raise Invalid("the facts of the case cannot be changed", name=path)
    return json_of(variables)


def json_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy that is JSON and nothing else; raises Invalid for what cannot be JSON."""
    try:
        return dict(orjson.loads(orjson.dumps(dict(values))))
    except TypeError as error:
        raise Invalid(f"the variables are no JSON: {error}") from None


def ordinal_of(case: Case, part: UUID) -> int:
    """Return the number of a part of the case."""
    return part.int - case.instance_id.int


def open_token(case: Case, activity_id: UUID) -> Token:
    """Return the token of an open activity; raises NotFound when it is not open."""
    token = case.token(ordinal_of(case, activity_id))
    if token is None:
        raise NotFound(f"no activity {activity_id} is open", id=str(activity_id))
    return token
