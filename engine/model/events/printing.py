"""Events of paper: what of a case was printed, by whom, and how it stood then."""

from dataclasses import dataclass

from engine.model.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalSheetPrinted(Event):
    """Somebody printed the approval sheet (审批单) of a case."""

    round: int | None
    """The round that was printed; None = all of them."""
    seq: int
    """The last entry of the record that stands on the paper."""
    head: str
    """Its hash (hex): what the paper is checked against."""
