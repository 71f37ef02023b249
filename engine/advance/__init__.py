"""The inner part of every use case: carry out one command, settle, record, and what follows."""

from engine.advance.beginning import Beginning
from engine.advance.carry import begin, call, carry_out, note, offer, tell_caller
from engine.advance.clocks import adopted, calendar_of
from engine.advance.deciding import carry_move
from engine.advance.heading import check_unique
from engine.advance.incidents import CALLS_STOPPED, is_own, job_stopped, own_incident
from engine.advance.initiators import named
from engine.advance.linking import link_sender, to_source
from engine.advance.moving import Move, completion
from engine.advance.outcomes import was_rejected
from engine.advance.pausing import all_paused, all_resumed, paused, recalculated, resumed, runs
from engine.advance.reasons import said
from engine.advance.rehearsing import rehearse
from engine.advance.rerouting import offered_anew
from engine.advance.returns import ReturnTarget
from engine.advance.ruling import data_digest
from engine.advance.starts import check_may_start, keep_suspended_starts, suspended_starts
from engine.advance.stepping import stepped
from engine.advance.suspending import note_in_tree, suspend
from engine.advance.undoing import undone

__all__ = [
    "CALLS_STOPPED",
    "Beginning",
    "Move",
    "ReturnTarget",
    "adopted",
    "all_paused",
    "all_resumed",
    "begin",
    "calendar_of",
    "call",
    "carry_move",
    "carry_out",
    "check_may_start",
    "check_unique",
    "completion",
    "data_digest",
    "is_own",
    "job_stopped",
    "keep_suspended_starts",
    "link_sender",
    "named",
    "note",
    "note_in_tree",
    "offer",
    "offered_anew",
    "own_incident",
    "paused",
    "recalculated",
    "rehearse",
    "resumed",
    "runs",
    "said",
    "stepped",
    "suspend",
    "suspended_starts",
    "tell_caller",
    "to_source",
    "undone",
    "was_rejected",
]
