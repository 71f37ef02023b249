"""Process definitions, deployments and what their check found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, BaseModel, Field

from engine.model import Finding, ProcessDefinition, Severity
from engine.store import Deployment


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
    clause: str | None = Field(
        description="Clause of BPMN 2.0.2; null for rules of this engine.", examples=["10.5.2"]
    )
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
            clause=finding.clause,
            message_zh=finding.message_zh,
            message_en=finding.message_en,
            hint_zh=finding.hint_zh,
            hint_en=finding.hint_en,
        )


class DeploymentOut(BaseModel):
    """What was put in force together, by whom, when."""

    id: str
    deployed_at: AwareDatetime
    deployed_by: str
    deployed_by_name: str
    resources: dict[str, str]
    definitions: list[DefinitionOut]
    findings: list[FindingOut] = Field(
        description="Warnings; a deployment that is looked up again has none."
    )

    @classmethod
    def of(
        cls,
        deployment: Deployment,
        definitions: Sequence[ProcessDefinition],
        findings: Sequence[Finding],
    ) -> Self:
        return cls(
            id=deployment.id,
            deployed_at=deployment.deployed_at,
            deployed_by=deployment.deployed_by,
            deployed_by_name=deployment.deployed_by_name,
            resources=dict(deployment.resources),
            definitions=[DefinitionOut.of(each) for each in definitions],
            findings=[FindingOut.of(each) for each in findings],
        )
