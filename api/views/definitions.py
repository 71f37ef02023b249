"""Process definitions, deployments and what their check found."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from engine.model import Finding, ProcessDefinition, Severity


class DefinitionOut(BaseModel):
    """One deployed, immutable version of one process."""

    id: str = Field(examples=["complaint-handling:1"])
    key: str = Field(examples=["complaint-handling"])
    version: int
    version_tag: str | None
    name: str = Field(examples=["投诉处理"])
    digest: str = Field(description="SHA-256 of the diagram with its decisions and forms.")
    deployment_id: str | None
    deployed_at: datetime | None
    deployed_by: str | None
    decisions: list[str]
    forms: list[str]

    @classmethod
    def of(cls, definition: ProcessDefinition) -> Self:
        return cls(
            id=definition.id,
            key=definition.key,
            version=definition.version,
            version_tag=definition.version_tag,
            name=definition.name,
            digest=definition.digest,
            deployment_id=definition.deployment_id,
            deployed_at=definition.deployed_at,
            deployed_by=definition.deployed_by,
            decisions=sorted(definition.decisions),
            forms=sorted(definition.forms),
        )


class FindingOut(BaseModel):
    """One thing that is wrong (error) or doubtful (warning) in a deployment, at one element."""

    rule: str
    resource: str
    element_id: str | None
    severity: Severity
    message_zh: str
    message_en: str
    hint_zh: str
    hint_en: str

    @classmethod
    def of(cls, finding: Finding) -> Self:
        return cls(
            rule=finding.rule,
            resource=finding.resource,
            element_id=finding.element_id,
            severity=finding.severity,
            message_zh=finding.message_zh,
            message_en=finding.message_en,
            hint_zh=finding.hint_zh,
            hint_en=finding.hint_en,
        )
