"""What is deployed: immutable, versioned, addressed by its content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProcessDefinition:
    """One deployed version of one BPMN process; never changes.

    `digest` is the SHA-256 (hex) of the diagram, the decisions and the forms it was released with:
    the same content is the same version. Everything a run needs is bound here, at deployment.
    """

    id: str
    """`{key}:{version}`"""
    key: str
    """The BPMN process id."""
    version: int
    name: str
    digest: str
    xml: bytes
    decisions: Mapping[str, bytes]
    """DMN XML by decision id: the models that business rule tasks may ask."""
    forms: Mapping[str, Mapping[str, Any]]
    """Form documents by form id."""
    version_tag: str | None = None
    deployment_id: str | None = None
    deployed_at: datetime | None = None
    deployed_by: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    """The process's own `gj:*` properties (search variables, case number rule, title rule…)."""

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProcessDefinition) and (self.id, self.digest) == (
            other.id,
            other.digest,
        )
