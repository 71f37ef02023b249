"""Use case on notices: what a process tells people (`notify` jobs) is put on the case's record.

The engine itself carries these jobs out, so that a process with notices runs to its end without a
worker outside; who reads the case sees what was told to whom, and when.
"""

from typing import Final
from uuid import UUID

from engine import advance
from engine.model import SYSTEM, InstanceState, Job, JobState, ProcessInstance
from engine.model.events import CommentAdded, JobCompleted
from engine.store import Transaction

TYPE: Final = "notify"
"""The job type (`zeebe:taskDefinition`); its headers say `template`, and `to`."""


def deliver(tx: Transaction, job_id: UUID) -> ProcessInstance | None:
    """Record a notice as given, and let its case go on; None where it is not open, or suspended."""
    case, job = tx.cases.lock_of_job(job_id)
    waits = job.state in {JobState.OPEN, JobState.LEASED}
    if not waits or case.instance.state is not InstanceState.ACTIVE:
        return None
    said = CommentAdded(comment_id=tx.files.new_id(), text=_text(job))
    advance.note(tx, case, [said], by=SYSTEM)
    done = JobCompleted(job_id=job.id, element_id=job.element_id, variables={})
    return advance.carry_out(tx, tx.cases.lock(case.instance.id), done, by=SYSTEM)


def _text(job: Job) -> str:
    template = job.headers.get("template", job.element_id)
    to = job.headers.get("to", "")
    return f"通知：{template}" + (f" → {to}" if to else "")
