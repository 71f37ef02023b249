"""Why somebody intervenes: nothing is changed by hand without a reason on record."""

from engine.errors import Invalid


def said(reason: str) -> str:
    """Return the reason; raises Invalid where none is given."""
    if not reason.strip():
        raise Invalid("say why: an intervention needs a reason")
    return reason.strip()
