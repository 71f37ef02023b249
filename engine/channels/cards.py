"""What a person is shown of a delivery: title, text, when it happened, and where to look."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engine.calendar import SHANGHAI
from engine.model import Delivery
from engine.telling import KINDS

_WORDS: Final = {
    "zh": ("查看", "管家自动发送，请勿回复。", "待办理"),
    "en": ("Open", "Sent automatically by Guanjia; please do not reply.", "To do"),
}
_MARKUP: Final = str.maketrans("<>[]*`", "＜＞［］＊｀")
_DOTS: Final = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One message as people read it."""

    title: str
    text: str
    at: str
    """Date and minute: a repetition has the same one, the same matter told again has another."""
    url: str
    """Empty where nobody said under which address people reach the pages."""
    button: str
    footer: str
    waiting: str
    """How a task is called that waits for somebody."""
    urgent: bool
    done: str = ""
    """What became of the task, where the card was sent before and is changed now."""
    due_at: datetime | None = None
    """Until when a task is to be done."""
    of_task: bool = False
    """Whether it asks somebody to do something: such a card is changed when that is done."""


def card(delivery: Delivery, public_url: str) -> Card:
    """Return what is shown of a delivery; the title has one line."""
    button, footer, waiting = _WORDS["en" if delivery.data.get("language") == "en" else "zh"]
    kind, due = KINDS.get(delivery.kind), delivery.data.get("due_at")
    return Card(
        title=" ".join(delivery.title.split()) or "管家",
        text=delivery.text,
        at=delivery.created_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        url=link(delivery, public_url),
        button=button,
        footer=footer,
        waiting=waiting,
        urgent=kind is not None and kind.urgent,
        done=str(delivery.data.get("done", "")),
        due_at=datetime.fromisoformat(due) if due else None,
        of_task=delivery.kind.startswith("task."),
    )


def link(delivery: Delivery, public_url: str) -> str:
    """Return the absolute address of the page that a delivery speaks of; empty = not known."""
    path = delivery.data.get("path", "")
    return f"{public_url.rstrip('/')}{path}" if public_url and path else ""


def harmless(text: str) -> str:
    """Return a text in which nothing is markup: nobody's words become a link or a heading."""
    return text.translate(_MARKUP)


def cut(text: str, most: int) -> str:
    """Return a text of at most so many bytes of UTF-8, with dots where something is left out."""
    encoded = text.encode()
    if len(encoded) <= most:
        return text
    return encoded[: most - len(_DOTS.encode())].decode(errors="ignore") + _DOTS
