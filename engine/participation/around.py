"""What may be done around a task: urging, copies, its clock, and a jump by who is in charge."""

from typing import Final

from engine.errors import Conflict, NotPermitted
from engine.participation.operations import Operation, Situation, refused


def may_urge(situation: Situation) -> None:
    """Ask whoever has the task to hurry (催办): who has to do with the case, not every minute."""
    if not situation.concerned and not situation.leads:
        raise refused(
            NotPermitted, "you have nothing to do with this case", "您与本单无关，不能催办"
        )
    if situation.urged:
        minutes = situation.rules.urge_every
        en, zh = f"{minutes} minutes", f"{minutes}分钟"
        if minutes % 60 == 0:
            en, zh = f"{minutes // 60} hours", f"{minutes // 60}小时"
        raise refused(Conflict, f"it was urged within the last {en}", f"{zh}内已催办过")


def may_copy(_situation: Situation) -> None:
    """Send the case to people to read (抄送): whoever sees the task."""


def may_pause(situation: Situation) -> None:
    """Stop the clock of the task (暂停计时): who has it, and who leads."""
    _check_holds(situation)
    if situation.task.due_at is None or situation.task.deadline.get("paused"):
        name = situation.task.name
        raise refused(Conflict, f"no clock runs for task {name}", "该任务没有正在计时的时限")
    if situation.late:
        raise refused(
            Conflict,
            f"task {situation.task.name} is late already",
            "该任务已超时，不能暂停计时",
        )


def may_resume(situation: Situation) -> None:
    """Let the clock of the task run again (恢复计时)."""
    _check_holds(situation)
    if not situation.task.deadline.get("paused"):
        raise refused(
            Conflict, f"the clock of {situation.task.name} is not paused", "该任务没有暂停计时"
        )


def may_jump(situation: Situation) -> None:
    """Put the case somewhere else from this task (跳转): whoever is in charge of processes."""
    if not situation.in_charge:
        raise refused(
            NotPermitted, "only process administrators may jump", "只有流程管理员可以跳转"
        )


def _check_holds(situation: Situation) -> None:
    task, actor = situation.task, situation.actor
    takes_part = bool(situation.group) and task.is_candidate(actor)
    if task.assignee != actor.id and not takes_part and not situation.leads:
        raise refused(
            NotPermitted,
            f"task {task.name} is not with {actor.name}",
            "请先签收，或由主管操作",
        )


OPERATIONS: Final = (
    Operation(name="urge", zh="催办", en="Urge", guard=may_urge, always=True),
    Operation(name="copy", zh="抄送", en="Copy", guard=may_copy, always=True),
    Operation(name="pause", zh="暂停计时", en="Stop the clock", guard=may_pause, always=True),
    Operation(name="resume", zh="恢复计时", en="Run the clock", guard=may_resume, always=True),
    Operation(name="jump", zh="跳转", en="Jump", guard=may_jump, always=True, reason=True),
)
