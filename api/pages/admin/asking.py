"""What an administrator may change about a case: the fields of each form, and what they mean."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

import orjson

from api.pages.admin.blocks import Field
from api.pages.admin.frame import words
from api.pages.visits import Posted, Visit
from api.views.diagrams import element_names
from api.views.fields import ZONE
from engine import diagram, endings, instances, migrations, modifications
from engine.errors import Invalid
from engine.interventions import Situation
from engine.model import Actor, ProcessDefinition, ProcessInstance
from engine.model.moves import (
    ActivateAfter,
    ActivateBefore,
    CancelActivity,
    Instruction,
    SkipActivity,
    TakeFlow,
)
from engine.participation import refused
from engine.store import Transaction

Work = Callable[[Transaction], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A case and the form that is about it."""

    visit: Visit
    found: Situation
    definition: ProcessDefinition
    versions: Sequence[ProcessDefinition]
    posted: Posted

    def said(self, name: str, default: str = "") -> str:
        """Return what was posted in a field, so that nothing has to be filled in twice."""
        return self.posted.text(name) if name in self.posted.texts else default


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of intervention."""

    fields: Callable[[Asked], Iterator[Field]]
    work: Callable[[Asked, Actor], Work]
    token: Callable[[ProcessInstance, Posted], str] = lambda _instance, _posted: ""
    """What the order has to carry of its preview."""


def _move_fields(asked: Asked) -> Iterator[Field]:
    say, language = words(asked.visit), asked.visit.reader.language
    names = element_names(asked.definition, language)
    choices = [(name, say(f"admin.move.{name}")) for name in ("keep", "cancel", "skip")]
    for each in asked.found.open:
        name, run = f"activity.{each.activity_id}", each.loop_counter
        yield Field(
            name=name,
            label=names.get(each.element_id, each.element_id),
            kind="select",
            options=choices,
            value=asked.said(name, "keep"),
            mark=each.element_id if run is None else f"{each.element_id} #{run}",
        )
    process = diagram.read(asked.definition.xml).processes[asked.definition.key]
    elements = [("", say("admin.move.nowhere"))]
    elements += [(each.id, names[each.id]) for each in process.elements.values()]
    for way in ("before", "after"):
        yield Field(
            name=way,
            label=say(f"admin.move.{way}"),
            kind="select",
            options=elements,
            value=asked.said(way),
        )
    flows = [("", say("admin.move.nowhere"))]
    flows += [
        (
            each.id,
            f"{names.get(each.source, '')} → {names.get(each.target, '')} {each.name}".strip(),
        )
        for each in process.flows.values()
    ]
    yield Field(
        name="flow",
        label=say("admin.move.flow"),
        kind="select",
        options=flows,
        value=asked.said("flow"),
    )


def _move(asked: Asked, by: Actor) -> Work:
    instructions = list(_instructions(asked.posted))
    if not instructions:
        raise refused(Invalid, "nothing is to be moved", "没有选择任何移动")
    return partial(
        modifications.modify,
        instance_id=asked.found.instance.id,
        by=by,
        instructions=instructions,
        reason=asked.posted.text("reason"),
    )


def _instructions(posted: Posted) -> Iterator[Instruction]:
    for name in posted.texts:
        kind, _, rest = name.partition(".")
        chosen = posted.text(name)
        if kind == "activity" and chosen in {"cancel", "skip"}:
            id_ = _uuid(rest)
            yield (
                CancelActivity(activity_id=id_)
                if chosen == "cancel"
                else SkipActivity(activity_id=id_)
            )
    if before := posted.text("before"):
        yield ActivateBefore(element_id=before)
    if after := posted.text("after"):
        yield ActivateAfter(element_id=after)
    if flow := posted.text("flow"):
        yield TakeFlow(flow_id=flow)


def _variable_fields(asked: Asked) -> Iterator[Field]:
    return data_fields(asked.visit, asked.found.shown, asked.posted)


def data_fields(visit: Visit, variables: Mapping[str, Any], posted: Posted) -> Iterator[Field]:
    """Yield a field for each variable with its value as JSON, and two for one more."""
    say = words(visit)
    for name, present in sorted(variables.items()):
        text = orjson.dumps(present, default=str).decode()
        field = f"var.{name}"
        yield Field(
            name=field,
            label=name,
            kind="textarea" if isinstance(present, dict | list) else "text",
            value=posted.text(field) if field in posted.texts else text,
            code=True,
            named=True,
            most=100_000,
        )
    new, value = say("admin.data.new"), say("admin.data.value")
    yield Field(name="new.name", label=new, value=posted.text("new.name"), code=True)
    yield Field(
        name="new.value",
        label=value,
        value=posted.text("new.value"),
        help=say("admin.data.help"),
        code=True,
    )


def _variables(asked: Asked, by: Actor) -> Work:
    changed = changes(asked.found, asked.posted)
    if not changed:
        raise refused(Invalid, "no variable differs", "没有改动任何数据")
    return partial(
        instances.write_variables,
        instance_id=asked.found.instance.id,
        by=by,
        variables=changed,
        reason=asked.posted.text("reason"),
    )


def changes(situation: Situation, posted: Posted) -> dict[str, Any]:
    """Return the variables that a form has changed; raises Invalid for what is no JSON.

    A marked one that comes back as it was shown, starred, has not been changed.
    """
    present, shown, found = situation.variables, situation.shown, {}
    for field in posted.texts:
        kind, _, name = field.partition(".")
        if kind == "var":
            new = read(name, posted.text(field))
            if name not in present or new not in (present[name], shown[name]):
                found[name] = new
    if name := posted.text("new.name").strip():
        found[name] = read(name, posted.text("new.value"))
    return found


def read(name: str, text: str) -> Any:
    """Read a value that was written as JSON; raises Invalid naming its variable."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        zh = f"“{name}”的内容不是 JSON：文字要加引号"
        raise refused(Invalid, f"{name} is no JSON: {error}", zh) from error


def _migration_fields(asked: Asked) -> Iterator[Field]:
    say = words(asked.visit)
    others = [each for each in asked.versions if each.id != asked.definition.id]
    yield Field(
        name="target",
        label=say("admin.migration.target"),
        kind="select",
        must=True,
        options=[(each.id, say("version", n=each.version)) for each in others],
        value=asked.said("target"),
    )
    yield from how_fields(asked.visit, asked.posted)


def how_fields(visit: Visit, posted: Posted) -> Iterator[Field]:
    """Yield the fields of how cases change versions: timers, routing, counterparts."""
    say = words(visit)
    for name, options in (("timers", ("keep", "recompute")), ("routing", ("keep", "again"))):
        yield Field(
            name=name,
            label=say(f"admin.migration.{name}"),
            kind="select",
            options=[(each, say(f"admin.migration.{name}.{each}")) for each in options],
            value=posted.text(name) or "keep",
        )
    yield Field(
        name="mapping",
        label=say("admin.migration.mapping"),
        kind="textarea",
        help=say("admin.migration.mapping.help"),
        value=posted.text("mapping"),
        code=True,
    )


def order(posted: Posted) -> migrations.Order:
    """Return how cases are to change versions; raises Invalid for a strange line."""
    return migrations.Order(
        definition_id=posted.text("target"),
        mapping=_mapping(posted.text("mapping")),
        timers="recompute" if posted.text("timers") == "recompute" else "keep",
        routing="again" if posted.text("routing") == "again" else "keep",
    )


def _mapping(text: str) -> dict[str, str]:
    found = {}
    for line in filter(str.strip, text.splitlines()):
        old, equals, new = line.partition("=")
        if not equals or not old.strip():
            raise refused(Invalid, f"{line!r}: expected old=new", f"“{line}”应写成 旧=新")
        found[old.strip()] = new.strip()
    return found


def _migration(asked: Asked, by: Actor) -> Work:
    return partial(
        migrations.migrate,
        instance_id=asked.found.instance.id,
        order=order(asked.posted),
        by=by,
        reason=asked.posted.text("reason"),
        seen=asked.posted.text("preview"),
    )


def _migration_token(instance: ProcessInstance, posted: Posted) -> str:
    return migrations.token(instance, order(posted))


_STATES: Final = ("suspend", "resume", "cancel", "undo", "void")


def _state_fields(asked: Asked) -> Iterator[Field]:
    say = words(asked.visit)
    yield Field(
        name="what",
        label=say("admin.state-of-case"),
        kind="select",
        must=True,
        options=[(name, say(f"admin.state-of-case.{name}")) for name in _STATES],
        value=asked.said("what"),
    )
    yield Field(
        name="until",
        label=say("admin.until"),
        kind="datetime-local",
        value=asked.said("until"),
        help=say("admin.until.help"),
    )


def _state(asked: Asked, by: Actor) -> Work:
    instance_id, reason = asked.found.instance.id, asked.posted.text("reason")
    match asked.posted.text("what"):
        case "suspend":
            until = moment(asked.posted.text("until"))
            work: Callable[..., object] = partial(instances.suspend, until=until)
        case "resume":
            work = instances.resume
        case "cancel":
            work = endings.cancel
        case "undo":
            work = partial(endings.cancel, completed="undo")
        case "void":
            work = endings.void
        case other:
            raise Invalid(f"no change of state {other!r}")
    return lambda tx: work(tx, instance_id, by=by, reason=reason)


def moment(text: str) -> datetime | None:
    """Return a local time that was filled in, None for none; raises Invalid."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except ValueError as error:
        raise refused(Invalid, f"{text!r} is no time", f"“{text}”不是时间") from error


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is no id") from error


KINDS: Final[Mapping[str, Kind]] = {
    "move": Kind(fields=_move_fields, work=_move),
    "variables": Kind(fields=_variable_fields, work=_variables),
    "migration": Kind(fields=_migration_fields, work=_migration, token=_migration_token),
    "state": Kind(fields=_state_fields, work=_state),
}
