"""The clock of a task as people see it: what it counts by, whether it runs, what it rests on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Self

from pydantic import BaseModel, Field

from engine import deadlines
from engine.model import TaskState, UserTask

UNMAINTAINED_ZH: Final = "该年度节假日未维护，按周一至周五计算"
UNMAINTAINED_EN: Final = "The holidays of the year are not maintained; Monday to Friday counts."


class DeadlineOut(BaseModel):
    """How a task stands to its clock."""

    state: str = Field(description="running, paused, met, breached; empty without a deadline.")
    clock: str = Field(examples=["natural", "work"])
    calendar: str = Field(description="Code and version.", examples=["cn/1"])
    rule: str = Field(description="The setting, or the decision's rule, that gave it.")
    decision: Mapping[str, Any] = Field(
        description="Which table (by SHA-256) and which rule decided, where one did."
    )
    paused_at: datetime | None
    paused_reason: str = Field(examples=["parts"])
    warnings: list[dict[str, Any]]
    levels: list[datetime] = Field(description="When each level of breach is reached.")
    unmaintained_years: list[int]
    notice: dict[str, str] = Field(
        description="In Chinese and English, where a year's holidays are not known.",
        examples=[{"zh": UNMAINTAINED_ZH, "en": UNMAINTAINED_EN}],
    )

    @classmethod
    def of(cls, task: UserTask) -> Self:
        facts = task.deadline
        stopped = facts.get("paused", {})
        years = list(facts.get("unmaintained_years", ()))
        done = task.state is TaskState.COMPLETED
        return cls(
            state=deadlines.state(facts, breaches=task.breaches, done=done),
            clock=facts.get("clock", ""),
            calendar=facts.get("calendar", ""),
            rule=facts.get("rule", ""),
            decision=facts.get("decision", {}),
            paused_at=stopped.get("at"),
            paused_reason=stopped.get("reason", ""),
            warnings=list(facts.get("warn", ())),
            levels=list(facts.get("levels", ())),
            unmaintained_years=years,
            notice={"zh": UNMAINTAINED_ZH, "en": UNMAINTAINED_EN} if years else {},
        )
