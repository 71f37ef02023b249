"""What a check of diagrams, tables and forms found: data, so that every front end can show it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error refuses a deployment, a warning allows it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong or doubtful, at one element."""

    rule: str
    element_id: str | None
    severity: Severity
    message_zh: str
    message_en: str
    hint_zh: str = ""
    hint_en: str = ""
    resource: str = ""
    """The file of the deployment that it stands in."""
    clause: str | None = None
    """The clause of BPMN 2.0.2 that the rule is named after, as `10.5.2`; None = a rule of ours."""
