"""Reads the file that says what groups mean here."""

import orjson

from engine.errors import Invalid
from engine.model import Role
from engine.organisations import Rule


def read_rules(content: bytes, *, name: str) -> tuple[Rule, ...]:
    """Read what groups mean: a JSON list of objects; raises Invalid for anything else.

    `name` is that of the setting, for the error to tell.
    """
    try:
        listed = orjson.loads(content)
        return tuple(
            Rule(**{**each, **({"role": Role(each["role"])} if "role" in each else {})})
            for each in listed
        )
    except (orjson.JSONDecodeError, TypeError, ValueError) as error:
        raise Invalid(f"{name}: {error}") from error
