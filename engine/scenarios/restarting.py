"""Restarting: an ended case of a story begins again, as far as the product lets one."""

from collections.abc import Mapping
from typing import Any

from engine.errors import EngineError
from engine.scenarios.playing import OWN, Play, Which
from engine.scenarios.unmet import Unmet, same


def restart(
    play: Play, element: str, by: str, values: Mapping[str, Any], which: Which = OWN
) -> None:
    """Begin the next round of an ended case at an element; the story is about it from now on.

    It begins with what the case had in the end, `values` put over it.
    """
    play.go_on_with(
        play.acts.restart(play.case(which).id, play.actor(by), element, play.filled(values))
    )


def refuse(play: Play, element: str, by: str, because: str, which: Which = OWN) -> None:
    """Try to restart a case; it must be rejected with the error code `because`."""
    try:
        restart(play, element, by, {}, which)
    except EngineError as rejection:
        same(f"{element} was rejected, but because", rejection.code, because)
    else:
        raise Unmet(f"the case began again at {element}; expected it rejected: {because}")
