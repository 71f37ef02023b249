"""Use cases on user tasks: what staff may do with the work in their worklists."""

from engine.user_tasks.assigning import assign, change_due
from engine.user_tasks.choosing import choose
from engine.user_tasks.claiming import claim, release
from engine.user_tasks.completing import complete, escalate, throw_error
from engine.user_tasks.consulting import answer, consult, consultations
from engine.user_tasks.deciding import Said, Signature, approve, reject, resolve, vote
from engine.user_tasks.differences import Differences, differences
from engine.user_tasks.handing import delegate, transfer
from engine.user_tasks.late import Late
from engine.user_tasks.pausing import pause, resume
from engine.user_tasks.proving import Proof
from engine.user_tasks.reading import TaskForm, form, get, may_open
from engine.user_tasks.remarking import attach, comment
from engine.user_tasks.rerouting import hand_on, reroute
from engine.user_tasks.returning import return_targets, send_back
from engine.user_tasks.signers import add_after, add_before, add_parallel, remove_signer
from engine.user_tasks.situation import operations
from engine.user_tasks.team import team, team_addresses
from engine.user_tasks.urging import urge
from engine.user_tasks.withdrawing import is_unread, read, withdraw

__all__ = [
    "Differences",
    "Late",
    "Proof",
    "Said",
    "Signature",
    "TaskForm",
    "add_after",
    "add_before",
    "add_parallel",
    "answer",
    "approve",
    "assign",
    "attach",
    "change_due",
    "choose",
    "claim",
    "comment",
    "complete",
    "consult",
    "consultations",
    "delegate",
    "differences",
    "escalate",
    "form",
    "get",
    "hand_on",
    "is_unread",
    "may_open",
    "operations",
    "pause",
    "read",
    "reject",
    "release",
    "remove_signer",
    "reroute",
    "resolve",
    "resume",
    "return_targets",
    "send_back",
    "team",
    "team_addresses",
    "throw_error",
    "transfer",
    "urge",
    "vote",
    "withdraw",
]
