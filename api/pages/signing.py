"""A signature as a page sends it: drawn by hand, photographed, or one's own name typed."""

from html import escape
from typing import Final

from api.pages.visits import Posted, Upload
from engine.errors import Invalid
from engine.model import Actor
from engine.participation import refused

_DRAWN: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120">'
    '<text x="160" y="78" text-anchor="middle" font-size="48" font-family="serif">{name}</text>'
    "</svg>"
)


def image_of(posted: Posted, actor: Actor) -> Upload | None:
    """Return the picture of a signature, if somebody signed; raises Invalid for another's name."""
    images = posted.files.get("gj-signature")
    if images:
        return images[-1]
    name = posted.text("gj-signed").strip()
    if not name:
        return None
    own = actor.name.partition("(")[0]
    if name != own:
        raise refused(Invalid, f"{name!r} is not {own!r}", "签名须为本人姓名")
    drawn = _DRAWN.format(name=escape(name)).encode()
    return Upload(name=f"{name}.svg", media_type="image/svg+xml", content=drawn)
