"""The approval sheet as REST answers it and as the printed page shows it."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import segno
from markupsafe import Markup
from pydantic import BaseModel
from pydantic import Field as Said

import forms
from api.language import Language, text
from api.views.diagrams import element_names
from api.views.fields import Choices, fields, plain
from engine.approval_sheets import ApprovalSheet, Filled, Opinion, latest
from engine.model.organisation import Organisation
from engine.participation import REGISTRY


class OpinionOut(BaseModel):
    """What one person, or a rule, said at one step."""

    round: int
    element_id: str
    step: str = Said(description="Name of the step.")
    person: str = Said(description="Who acted; 李四（代张三）where he stood in for somebody.")
    post: str = Said(description="Post and unit as they were then.")
    result: str = Said(examples=["approve", "reject", "answered", "done", "returned"])
    result_text: str
    opinion: str
    signature: UUID | None = Said(description="Attachment: the image of a signature by hand.")
    signature_sha256: str | None
    at: datetime
    occurred_at: datetime | None = Said(description="When it was said, where entered late (补录).")


class LineOut(BaseModel):
    """One field of a form."""

    field: str
    label: str
    value: str


class FilledOut(BaseModel):
    """What was handed in last with the form of one step, in one round."""

    round: int
    element_id: str
    title: str
    person: str
    at: datetime
    fields: list[LineOut]


class ApprovalSheetOut(BaseModel):
    """Everything that stands on the paper."""

    instance_id: UUID
    business_key: str | None
    title: str
    process_name: str
    version: int
    definition_digest: str = Said(description="Hash of the process definition's content.")
    state: str
    initiator_name: str
    started_at: datetime
    ended_at: datetime | None
    rounds: int
    round: int | None = Said(description="The round that is shown; null = all of them.")
    opinions: list[OpinionOut]
    forms: list[FilledOut]
    seq: int = Said(description="The last entry of the record that stands on the paper.")
    head: str = Said(description="Its hash: what the paper is checked against.")
    address: str = Said(description="What the QR code says: the case, with the hash.")

    @classmethod
    def of(
        cls, sheet: ApprovalSheet, organisation: Organisation, language: Language, base: str
    ) -> Self:
        names = element_names(sheet.definition, language)
        people = Choices(
            people={one.id: one.name for one in organisation.people.values()},
            departments={one.code: one.name for one in organisation.units.values()},
            posts={one.code: one.name for one in organisation.posts.values()},
        )
        instance = sheet.instance
        return cls(
            instance_id=instance.id,
            business_key=instance.business_key,
            title=instance.title,
            process_name=instance.process_name,
            version=instance.version,
            definition_digest=sheet.definition.digest,
            state=str(instance.state),
            initiator_name=instance.initiator_name,
            started_at=instance.started_at,
            ended_at=instance.ended_at,
            rounds=sheet.rounds,
            round=sheet.round,
            opinions=[_opinion(one, names, people.people, language) for one in sheet.opinions],
            forms=[_form(one, sheet, people, names, language) for one in latest(sheet.forms)],
            seq=sheet.seq,
            head=sheet.head,
            address=f"{base}/cases/{instance.id}?head={sheet.head}",
        )


def qr(address: str) -> Markup:
    """Draw a QR code (ISO/IEC 18004, error correction M) as SVG, for a page of our own."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, scale=2, border=2)
    return Markup(drawn.getvalue().decode())  # noqa: S704 - squares only; the text is not in it


def _opinion(
    one: Opinion, names: Mapping[str, str], people: Mapping[str, str], language: Language
) -> OpinionOut:
    person = text(language, "who.system") if one.by_system else one.person
    if one.on_behalf_of:
        principal = people.get(one.on_behalf_of, one.on_behalf_of)
        person = text(language, "sheet.for", name=person, principal=principal)
    return OpinionOut(
        round=one.round,
        element_id=one.element_id,
        step=names.get(one.element_id, one.element_id),
        person=person,
        post=one.post,
        result=one.result,
        result_text=_result(one.result, language),
        opinion=one.opinion,
        signature=one.signature.get("attachment"),
        signature_sha256=one.signature.get("sha256"),
        at=one.at,
        occurred_at=one.occurred_at,
    )


def _result(result: str, language: Language) -> str:
    known = REGISTRY.get(result) if result not in _SAID else None
    if known is not None:
        return known.zh if language == "zh" else known.en
    return text(language, f"sheet.{result}")


_SAID = frozenset({"approve", "reject", "answered", "done", "returned", "skip"})


def _form(
    one: Filled,
    sheet: ApprovalSheet,
    people: Choices,
    names: Mapping[str, str],
    language: Language,
) -> FilledOut:
    document = sheet.definition.forms.get(one.form_id)
    lines = [] if document is None else _lines(document, one.values, people, language)
    return FilledOut(
        round=one.round,
        element_id=one.element_id,
        title=names.get(one.element_id, one.form_id),
        person=one.person,
        at=one.at,
        fields=lines,
    )


def _lines(
    document: Mapping[str, Any], values: Mapping[str, Any], people: Choices, language: Language
) -> list[LineOut]:
    """Return the fields that were handed in, as they read; masked ones stay masked on paper."""
    rights: forms.Rights = dict.fromkeys(document["schema"]["properties"], "read")
    read = forms.readable(document, values, rights)
    shown = fields(document, read, rights=rights, language=language, choices=people, errors={})
    lines = (LineOut(field=one.path, label=one.label, value=plain(one)) for one in shown)
    return [line for line in lines if line.value]
