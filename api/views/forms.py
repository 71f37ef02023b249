"""The form of a task as its page shows it: what is read above, what is filled in below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import forms
from api.language import Language
from api.views.fields import Choices, Field, fields, plain
from api.views.tasks import UserTaskDetailOut
from engine import comments
from engine.model import Actor
from engine.model.organisation import Organisation
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The fields of a form, apart: those that are only read, and those that are written."""

    read: tuple[Field, ...] = ()
    write: tuple[Field, ...] = ()


def sheet(
    tx: Transaction,
    task: UserTaskDetailOut,
    viewer: Actor,
    language: Language,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
) -> Sheet:
    """Return the fields of a task's form; `typed` goes over the present values.

    Fields that are only read and have no value are left out.
    """
    if task.form is None:
        return Sheet()
    found = fields(
        task.form,
        {**_signed(task, viewer), **(typed or {})},
        rights=task.rights,
        language=language,
        choices=choices(tx, task, viewer),
        errors=errors or {},
    )
    return Sheet(
        read=tuple(f for f in found if not f.writable and (f.text or f.rows or f.kept)),
        write=tuple(f for f in found if f.writable),
    )


def _signed(task: UserTaskDetailOut, viewer: Actor) -> Mapping[str, Any]:
    """Return the values of a task's form, with the reader where a field defaults to him."""
    return forms.signed(task.form or {}, task.data, task.rights, viewer.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field as it reads now and as it read in the round before."""

    label: str
    before: str
    after: str


def changes(
    tx: Transaction, task: UserTaskDetailOut, viewer: Actor, language: Language
) -> list[Change]:
    """Return what the form of a task says otherwise than in the round before, as it reads."""
    if not task.changed or task.form is None:
        return []
    before, after = (
        {each.path: each for each in _read(tx, task, values, viewer, language)}
        for values in (
            {each.field: each.before for each in task.changed if each.before is not None},
            {each.field: each.after for each in task.changed},
        )
    )
    return [
        Change(label=one.label, before=plain(before[path]), after=plain(one))
        for path, one in after.items()
        if path in {each.field for each in task.changed}
    ]


def _read(
    tx: Transaction,
    task: UserTaskDetailOut,
    values: Mapping[str, Any],
    viewer: Actor,
    language: Language,
) -> tuple[Field, ...]:
    assert task.form is not None  # a task without a form has no changes
    rights = dict.fromkeys(task.form["schema"]["properties"], "read")
    offered = choices(tx, task, viewer)
    return fields(task.form, values, rights=rights, language=language, choices=offered, errors={})


def choices(tx: Transaction, task: UserTaskDetailOut, viewer: Actor) -> Choices:
    """Return what the case and the company offer to choose from: people of the project first."""
    organisation = tx.people.organisation()
    near = {
        assignment.person: None
        for assignment in organisation.assignments
        if task.project in set(organisation.lineage(assignment.unit))
    }
    people = organisation.people
    order = [*near, *(id_ for id_ in people if id_ not in near)]
    attached = comments.attachments(tx, task.instance_id, by=viewer)
    return Choices(
        people={id_: people[id_].name for id_ in order if id_ in people and people[id_].active},
        departments={
            unit.code: unit.name
            for unit in organisation.units.values()
            if unit.type == "department" and task.project in set(organisation.lineage(unit.code))
        },
        posts={post.code: post.name for post in organisation.posts.values()},
        files={str(each.id): each.name for each in attached},
    )


def start_sheet(
    tx: Transaction,
    document: Mapping[str, Any],
    language: Language,
    *,
    typed: Mapping[str, Any],
    errors: Mapping[str, Sequence[str]],
) -> tuple[Field, ...]:
    """Return the fields of a start form; there is no case yet, so files come afterwards."""
    organisation = tx.people.organisation()
    found = fields(
        document,
        typed,
        rights={},
        language=language,
        choices=Choices(
            people={one.id: one.name for one in organisation.people.values() if one.active},
            departments={
                unit.code: "".join(reversed(_place(organisation, unit.code)))
                for unit in organisation.units.values()
                if unit.type == "department"
            },
            posts={post.code: post.name for post in organisation.posts.values()},
        ),
        errors=errors,
    )
    return tuple(field for field in found if field.widget not in {"file", "photo", "signature"})


def _place(organisation: Organisation, code: str) -> list[str]:
    """Return the names of a unit and of the one it belongs to."""
    return [organisation.units[each].name for each in islice(organisation.lineage(code), 2)]
