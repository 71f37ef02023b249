"""Steps, acts and changes of a case in the words of pages and papers."""

from typing import Any, Final

import orjson

from api.language import Language, text
from api.views.auditing.story import ActOut, ChangeOut, StepOut
from api.views.clock import local

_TONES: Final = {"done": "ok", "open": "mine", "returned": "soon", "taken-back": "soon"}
_MINUTE: Final = 60
_HOUR: Final = 3600


def step_times(step: StepOut, language: Language) -> dict[str, Any]:
    """Return a step as pages and papers show it."""
    return {
        "name": step.name,
        "round": step.round,
        "ending": step.ending,
        "tone": "late" if step.late else _TONES.get(step.ending, ""),
        "arrived": local(step.arrived_at),
        "taken": local(step.taken_at),
        "taken_by": step.taken_by,
        "ended": local(step.ended_at),
        "ended_by": step.ended_by,
        "ended_post": step.ended_post,
        "principal": step.on_behalf_of,
        "due": local(step.due_at),
        "late": step.late,
        "waiting": span(step.waiting_seconds, language),
        "handling": span(step.handling_seconds, language),
        "acts": [told_act(act, language) for act in step.acts],
        "changes": [changed_field(each) for each in step.changes],
    }


def told_act(act: ActOut, language: Language) -> dict[str, Any]:
    """Return an act as pages and papers show it."""
    return {
        "seq": act.seq,
        "at": local(act.at),
        "who": act.who,
        "post": act.post,
        "principal": act.on_behalf_of,
        "text": act.text,
        "quote": act.quote,
        "attachment": ""
        if act.attachment_id is None or act.attachment_closed
        else f"/attachments/{act.attachment_id}",
        "closed": act.attachment_closed,
        "system": act.system,
        "late": act.late,
        "deviations": [text(language, f"deviation.{rule}") for rule in act.deviations],
    }


def changed_field(change: ChangeOut) -> dict[str, Any]:
    """Return a change as pages and papers show it."""
    return {
        "label": change.label,
        "named": change.label != change.name,
        "old": shown(change.old),
        "new": shown(change.new),
        "who": change.who,
        "at": local(change.at),
        "element": change.element,
    }


def shown(value: Any) -> str:
    """Return a value as it stands in a table: texts as they are, all else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value, default=dict).decode()


def span(seconds: int, language: Language) -> str:
    """Return a length of time in hours and minutes."""
    hours, rest = divmod(max(seconds, 0), _HOUR)
    if hours:
        return text(language, "audit.hours", h=hours, m=rest // _MINUTE)
    return text(language, "audit.minutes", m=rest // _MINUTE)
