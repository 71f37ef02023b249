"""The one error of a decision model that cannot be read."""

from typing import ClassVar

from engine import errors


class DecisionError(errors.Invalid):
    """The decision model (DMN) cannot be read."""

    code: ClassVar[str] = "decision-invalid"

    def __init__(self, detail: str, *, element_id: str) -> None:
        """Say what is wrong and name the element; `element_id` may be empty at the very root."""
        super().__init__(f"{element_id}: {detail}" if element_id else detail, element_id=element_id)
        self.element_id = element_id
