"""Use cases on user tasks: what staff may do with the work in their worklists."""

from engine.user_tasks.assigning import assign, change_due
from engine.user_tasks.claiming import claim, release
from engine.user_tasks.completing import complete, escalate, throw_error
from engine.user_tasks.reading import TaskForm, form, get
from engine.user_tasks.remarking import attach, comment

__all__ = [
    "TaskForm",
    "assign",
    "attach",
    "change_due",
    "claim",
    "comment",
    "complete",
    "escalate",
    "form",
    "get",
    "release",
    "throw_error",
]
