"""Going back to where a task was returned from: straight there, not by the flows (重新提交直达)."""

from engine.interpreter.entering import enter
from engine.interpreter.tokens import Token


def back(token: Token) -> list[str]:
    """Return the elements to go on before, one after the other; none = by the flows.

    They are of this level: what places a token checks it, and so does a change of version.
    """
    left: list[str] = token.internal_data.get("then", [])
    return left


def go_back(token: Token) -> None:
    """Let the first of them begin, which goes on to the others."""
    first, *others = back(token)
    place = {"element": first, "cause": token.id, "local": {}, "then": others}
    enter(token.workflow, place)
