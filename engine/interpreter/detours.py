"""Going back to where a task was returned from: straight there, not by the flows (重新提交直达)."""

from engine.interpreter.entering import enter
from engine.interpreter.failures import Failure
from engine.interpreter.tokens import Token


def back(token: Token) -> list[str]:
    """Return the elements to go on before, one after the other; none = by the flows.

    Raises Failure where the first of them does not exist here (any more).
    """
    left: list[str] = token.internal_data.get("then", [])
    around = token.task_spec.element.parent_id
    for element_id in left[:1]:
        element = token.case.program.process.elements.get(element_id)
        if element is None or element.parent_id != around:
            name = token.task_spec.bpmn_id
            raise Failure("return", f"{name}: there is no {element_id!r} to go back to")
    return left


def go_back(token: Token) -> None:
    """Let the first of them begin, which goes on to the others."""
    first, *others = back(token)
    place = {"element": first, "cause": token.id, "local": {}, "then": others}
    enter(token.workflow, place)
