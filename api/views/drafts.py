"""Releases in work, and what became of an imported diagram."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from api.views.definitions import FindingOut
from engine.importing import Entry, Imported, Verdict
from engine.model import Finding, Severity
from engine.store import Draft


class DraftOut(BaseModel):
    """Files of a release in work: by whom, when."""

    id: str
    version: int = Field(description="Counts the changes; name it in If-Match.")
    name: str
    comment: str
    files: dict[str, str] = Field(description="SHA-256 of the content by file name.")
    created_at: datetime
    created_by: str
    created_by_name: str
    changed_at: datetime
    changed_by: str
    changed_by_name: str
    deployment_id: str | None = Field(description="What it was put in force as; null = not yet.")

    @classmethod
    def of(cls, draft: Draft) -> Self:
        return cls(
            id=draft.id,
            version=draft.version,
            name=draft.name,
            comment=draft.comment,
            files=dict(draft.files),
            created_at=draft.created_at,
            created_by=draft.created_by,
            created_by_name=draft.created_by_name,
            changed_at=draft.changed_at,
            changed_by=draft.changed_by,
            changed_by_name=draft.changed_by_name,
            deployment_id=draft.deployment_id,
        )


class EntryOut(BaseModel):
    """What became of one setting of one element."""

    element_id: str | None
    setting: str = Field(examples=["camunda:assignee"])
    verdict: Verdict
    message_zh: str
    message_en: str

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls(
            element_id=entry.element_id,
            setting=entry.setting,
            verdict=entry.verdict,
            message_zh=entry.message_zh,
            message_en=entry.message_en,
        )


class ImportOut(BaseModel):
    """A diagram of another engine in our dialect, kept as a draft, and how it differs."""

    draft: DraftOut
    xml: str = Field(description="The translated diagram.")
    report: list[EntryOut]
    findings: list[FindingOut] = Field(description="Of the import and of the check of the result.")
    executable: bool = Field(description="A process of it is meant to run.")
    deployable: bool = Field(description="No finding is an error.")

    @classmethod
    def of(cls, draft: Draft, imported: Imported, found: tuple[Finding, ...]) -> Self:
        findings = (*imported.findings, *found)
        return cls(
            draft=DraftOut.of(draft),
            xml=imported.xml.decode(),
            report=[EntryOut.of(entry) for entry in imported.report],
            findings=[FindingOut.of(finding) for finding in findings],
            executable=not imported.draft,
            deployable=all(one.severity is not Severity.ERROR for one in findings),
        )
