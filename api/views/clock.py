"""Times as people read them on pages and papers."""

from datetime import datetime

from api.views.fields import ZONE


def local(at: datetime | None) -> str:
    """Return a time in the company's zone, to the minute; empty for none."""
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if at else ""
