"""Files that people uploaded, on their way back to somebody."""

from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from engine.store import Attachment

_PICTURES: Final = frozenset(
    {"image/png", "image/jpeg", "image/webp", "image/gif", "image/svg+xml"}
)


def as_file(attachment: Attachment, content: bytes) -> Response:
    """Answer a file to be saved, never opened: what somebody uploaded must not run in our pages.

    A picture keeps its type, so that a page can show it as a picture.
    """
    return saved(attachment.name, content, attachment.media_type)


def saved(name: str, content: bytes, media_type: str = "") -> Response:
    """Answer bytes to be saved under a name."""
    quoted = quote(name, safe="")
    return Response(
        content,
        media_type=media_type if media_type in _PICTURES else "application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quoted}"},
    )
