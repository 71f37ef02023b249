"""One case as an auditor reads it: its drawing at any moment, its steps, data, interventions."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.responses import Response

from api.language import Language
from api.pages.auditing import frame
from api.pages.clock import local
from api.pages.common import CASE_TONES, unit_name
from api.pages.rendering import address, render
from api.pages.visits import Visit, Visitor, new_key
from api.views.auditing.replay import AtMoment, Stop, at_moment, stops
from api.views.auditing.story import ActOut, CaseRecord, StepOut, StoryOut, story
from api.views.auditing.telling import changed_field, shown, step_times, told_act
from api.views.diagrams import element_names
from engine.model import Role
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

Words = Annotated[str, Query(max_length=200)]
Stopped = Annotated[int | None, Query(ge=0, le=1_000_000, description="Place of the moment.")]


@router.get("/audit/cases/{instance_id}")
def show_case(
    *,
    visit: Visitor,
    instance_id: UUID,
    stop: Stopped = None,
    person: Words = "",
    node: Words = "",
    only: Annotated[str, Query(pattern="^(anomalies)?$")] = "",
) -> Response:
    """Show a case in full, narrowed to a person, a step or what is unusual."""
    frame.check(visit)
    asked = {"person": person, "node": node, "only": only}
    return visit.call.read(lambda tx: _page(tx, visit, instance_id, stop, asked))


@router.get("/audit/cases/{instance_id}/replay")
def show_moment(visit: Visitor, instance_id: UUID, stop: Stopped = None) -> Response:
    """Show the drawing and the data of one moment, for the slider of the page."""
    frame.check(visit)

    def work(tx: Transaction) -> Response:
        record = CaseRecord.of(tx, instance_id, visit.call.actor)
        context = _replay(tx, record, visit.reader.language, stop)
        return render(visit.reader, "auditing/moment.html", context)

    return visit.call.read(work)


def _page(
    tx: Transaction, visit: Visit, instance_id: UUID, stop: int | None, asked: dict[str, str]
) -> Response:
    language = visit.reader.language
    record = CaseRecord.of(tx, instance_id, visit.call.actor)
    told, case = story(record, language), record.instance
    names = element_names(record.definition, language)
    context = {
        "case": case,
        "tone": CASE_TONES[case.state],
        "project": unit_name(tx.people.organisation(), case.project),
        "started": local(case.started_at),
        "ended": local(case.ended_at),
        "asked": asked,
        "people": _people(told),
        "nodes": _nodes(record, names),
        "entries": _entries(told, asked, language),
        "changes": [changed_field(each) for each in told.changes],
        "interventions": [
            {
                **told_act(each.act, language),
                "before": each.before,
                "after": each.after,
                "changes": [changed_field(one) for one in each.changes],
            }
            for each in told.interventions
        ],
        "visits": _visits(told, asked["node"], language),
        "node_name": names.get(asked["node"], asked["node"]),
        **_replay(tx, record, language, stop),
        **_disclosure(tx, visit, record),
    }
    return frame.page(visit, "auditing/case.html", context)


def _disclosure(tx: Transaction, visit: Visit, record: CaseRecord) -> dict[str, Any]:
    """Return whether the case is starred or until when it is not, and whether one may ask."""
    actor = visit.call.actor
    until = Sight.of(tx, actor).disclosed.get(record.instance.id)
    return {
        "shown_until": local(until),
        "may_disclose": actor.has(Role.DISCLOSER),
        "disclose_once": new_key(),
    }


def _replay(
    tx: Transaction, record: CaseRecord, language: Language, stop: int | None
) -> dict[str, Any]:
    """Return what the drawing shows at one stop; the last one where none is asked for."""
    every = stops(record, language)
    last = len(every) - 1
    place = last if stop is None else min(stop, last)
    found = at_moment(tx, record, every[place].seq)
    path = f"/audit/cases/{record.instance.id}"
    return {
        "case_id": record.instance.id,
        "stop": place,
        "last_stop": last,
        "stop_links": {
            name: f"{address(path, {'stop': str(to)})}#replay"
            for name, to in (("first", 0), ("back", place - 1), ("on", place + 1), ("last", last))
            if 0 <= to <= last and to != place
        },
        "moment": _moment(found, every[place], record, language),
    }


def _moment(found: AtMoment, stop: Stop, record: CaseRecord, language: Language) -> dict[str, Any]:
    names = element_names(record.definition, language)
    return {
        "at": local(found.at),
        "text": stop.text,
        "who": stop.who,
        "open": [names.get(each, each) for each in dict.fromkeys(found.open)],
        "data": {name: shown(value) for name, value in sorted(found.data.items())},
        "diagram": Markup(found.diagram),  # noqa: S704 - drawn by us, every text escaped
    }


def _entries(told: StoryOut, asked: dict[str, str], language: Language) -> list[dict[str, Any]]:
    """Return steps and what stands between them, in the order of the record."""
    steps = [
        (step.arrived_seq, step_times(step, language))
        for step in told.steps
        if _wanted(step, asked)
    ]
    acts = [
        (act.seq, {"act": told_act(act, language)})
        for act in told.acts
        if _is_of(act, asked) and (not asked["only"] or act.deviations or act.late)
    ]
    return [entry for _, entry in sorted([*steps, *acts], key=lambda each: each[0])]


def _wanted(step: StepOut, asked: dict[str, str]) -> bool:
    of_person = not asked["person"] or any(_is_by(act, asked["person"]) for act in step.acts)
    of_node = not asked["node"] or step.element_id == asked["node"]
    return of_person and of_node and (not asked["only"] or step.deviates)


def _is_of(act: ActOut, asked: dict[str, str]) -> bool:
    of_node = not asked["node"] or act.element_id == asked["node"]
    return of_node and (not asked["person"] or _is_by(act, asked["person"]))


def _is_by(act: ActOut, person: str) -> bool:
    return person in {act.who, act.on_behalf_of}


def _people(told: StoryOut) -> list[tuple[str, str]]:
    acts = [*told.acts, *(act for step in told.steps for act in step.acts)]
    names = {name for act in acts for name in (act.who, act.on_behalf_of) if name}
    return [(name, name) for name in sorted(names)]


def _nodes(record: CaseRecord, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return the elements that the case has been at, in the order in which it came to them."""
    seen = dict.fromkeys(row.element_id for row in record.rows if row.element_id in names)
    return [(id_, names[id_]) for id_ in seen if id_ is not None]


def _visits(told: StoryOut, node: str, language: Language) -> list[dict[str, Any]]:
    """Return the visits of the chosen step with the data before and after."""
    return [step_times(step, language) for step in told.steps if node and step.element_id == node]
