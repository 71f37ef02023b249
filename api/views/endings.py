"""What cancelling a case would do, as REST answers it."""

from typing import Self

from pydantic import BaseModel, Field

from api.views.modifications import OpenActivityOut
from engine.endings import CancellationPreview
from engine.model.moves import Undone


class UndoneOut(BaseModel):
    """What was completed, and the activity that undoes it."""

    element_id: str
    name: str
    handler_id: str
    handler_name: str

    @classmethod
    def of(cls, undone: Undone) -> Self:
        return cls(
            element_id=undone.element_id,
            name=undone.name,
            handler_id=undone.handler_id,
            handler_name=undone.handler_name,
        )


class CancellationPreviewOut(BaseModel):
    """What cancelling would take back and undo; nothing was written."""

    rule: str = Field(description="Of the process (`gj:undo`).", examples=["asked"])
    withdrawn: list[OpenActivityOut]
    undone: list[UndoneOut] = Field(description="In this order, each when the last has ended.")

    @classmethod
    def of(cls, preview: CancellationPreview) -> Self:
        return cls(
            rule=preview.rule,
            withdrawn=[OpenActivityOut.of(each) for each in preview.withdrawn],
            undone=[UndoneOut.of(each) for each in preview.undone],
        )
