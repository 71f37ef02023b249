"""Files that people uploaded, on their way back to somebody."""

from urllib.parse import quote

from starlette.responses import Response

from engine.store import Attachment


def as_file(attachment: Attachment, content: bytes) -> Response:
    """Answer a file to be saved, never shown: what somebody uploaded must not run in our pages."""
    return saved(attachment.name, content)


def saved(name: str, content: bytes) -> Response:
    """Answer bytes to be saved under a name."""
    quoted = quote(name, safe="")
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quoted}"},
    )
