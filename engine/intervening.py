"""Commands of interventions: modify, restart, retry, set-variables, each with a dry run."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from uuid import UUID

import orjson
import typer

from engine import incidents, instances, modifications, restarts
from engine.console import OPERATOR, CaseName, Values, case_id, case_line, do, open_store
from engine.console import variables_of as read_variables
from engine.errors import Invalid
from engine.model import Incident, ProcessInstance
from engine.model.moves import (
    ActivateBefore,
    CancelElement,
    Instruction,
    OpenActivity,
    TakeFlow,
    of_json,
)
from engine.store import IncidentQuery, Transaction

T = TypeVar("T")

Why = Annotated[str, typer.Option("--reason", help="why; it stays on record")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="say what would happen, change nothing")]
Elements = Annotated[list[str] | None, typer.Option(help="element id; may be repeated")]
MOST = 500  # incidents of one command: more is a job for another day, or a finer choice


class _RolledBack(Exception):  # noqa: N818  (no error: it ends a rehearsal)
    """A dry run is over; what it has done is rolled back."""


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(modify)
    app.command()(restart)
    app.command()(retry)
    app.command(name="set-variables")(set_variables)


def modify(
    *,
    case: CaseName,
    reason: Why,
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON list of instructions")
    ] = None,
    cancel: Elements = None,
    begin: Elements = None,
    flow: Annotated[list[str] | None, typer.Option(help="flow id; may be repeated")] = None,
    dry_run: DryRun = False,
) -> None:
    """Change by hand where a case stands: take back, begin, go along flows; all or nothing."""
    instructions = [
        *_of_file(file),
        *(CancelElement(element_id=each) for each in cancel or ()),
        *(ActivateBefore(element_id=each) for each in begin or ()),
        *(TakeFlow(flow_id=each) for each in flow or ()),
    ]
    if dry_run:
        seen = do(
            lambda tx: modifications.preview(
                tx, case_id(tx, case), by=OPERATOR, instructions=instructions
            )
        )
        for line in _previewed(seen):
            typer.echo(line)
        return
    after = do(
        lambda tx: modifications.modify(
            tx, case_id(tx, case), by=OPERATOR, instructions=instructions, reason=reason
        )
    )
    typer.echo(case_line(after))


def restart(
    *,
    case: CaseName,
    reason: Why,
    values: Values = None,
    version: Annotated[str, typer.Option(help="same or newest")] = "same",
    data: Annotated[str, typer.Option(help="initial or final variables")] = "initial",
    at: Elements = None,
    dry_run: DryRun = False,
) -> None:
    """Start an ended case again: a new round under the same number."""
    newest: Literal["same", "newest"] = "newest" if _one_of(version, "same") else "same"
    final: Literal["initial", "final"] = "final" if _one_of(data, "initial") else "initial"
    again = _do_or_rehearse(
        lambda tx: restarts.restart(
            tx,
            case_id(tx, case),
            by=OPERATOR,
            reason=reason,
            version=newest,
            data=final,
            variables=read_variables(values),
            at=[ActivateBefore(element_id=each) for each in at or ()],
        ),
        rehearse=dry_run,
    )
    typer.echo(case_line(again))


def retry(
    *,
    reason: Why,
    incident: Annotated[UUID | None, typer.Option(help="one incident")] = None,
    process: Annotated[str | None, typer.Option(help="all of a process")] = None,
    kind: Annotated[str | None, typer.Option(help="all of a kind: job, condition, …")] = None,
    text: Annotated[str | None, typer.Option(help="all whose message contains this")] = None,
    dry_run: DryRun = False,
) -> None:
    """Try again what was stopped: one incident, or all of a process, kind or message."""
    if incident is None and process is None and kind is None and text is None:
        raise Invalid("say which: --incident, --process, --kind or --text")
    query = IncidentQuery(key=process, kind=kind, text=text)

    def chosen(tx: Transaction) -> list[Incident]:
        if incident is not None:
            return [tx.incidents.get(incident)]
        return list(tx.incidents.page(query, limit=MOST).items)

    found = do(chosen)
    if dry_run:
        for each in found:
            typer.echo(f"{each.id}  {each.element_id}  {each.kind}  {each.message}")
        return
    with open_store() as store:
        for result in incidents.retry_all(store.run, found, by=OPERATOR, reason=reason):
            typer.echo(f"{result.incident.id}  {result.refused or 'retried'}")


def set_variables(
    *,
    case: CaseName,
    reason: Why,
    values: Values = None,
    scope: Annotated[UUID | None, typer.Option(help="open activity whose own are meant")] = None,
    dry_run: DryRun = False,
) -> None:
    """Change variables of a case; old and new values stay on record."""
    after = _do_or_rehearse(
        lambda tx: instances.write_variables(
            tx,
            case_id(tx, case),
            by=OPERATOR,
            variables=read_variables(values),
            scope_id=scope,
            reason=reason,
        ),
        rehearse=dry_run,
    )
    typer.echo(case_line(after))


def _of_file(file: Path | None) -> Iterator[Instruction]:
    if file is None:
        return
    try:
        said = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{file}: {error}") from None
    if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
        raise Invalid(f"{file}: expected a JSON list of instructions")
    yield from map(of_json, said)


def _one_of(text: str, default: str) -> bool:
    """Whether a choice is not the default; raises Invalid where it is no choice at all."""
    other = {"same": "newest", "initial": "final"}[default]
    if text not in {default, other}:
        raise Invalid(f"{text!r}: expected {default} or {other}")
    return text == other


def _do_or_rehearse(
    work: Callable[[Transaction], ProcessInstance], *, rehearse: bool
) -> ProcessInstance:
    """Carry out work; a rehearsal is rolled back."""
    if not rehearse:
        return do(work)
    found: list[ProcessInstance] = []

    def tried(tx: Transaction) -> None:
        found.append(work(tx))
        raise _RolledBack

    try:
        do(tried)
    except _RolledBack:
        typer.echo("dry run: nothing was changed")
    return found[-1]


def _previewed(seen: modifications.Preview) -> Iterator[str]:
    sides = {"withdrawn": seen.withdrawn, "begun": seen.begun, "kept": seen.kept}
    for said, activities in sides.items():
        yield from (f"{said}  {_activity(each)}" for each in activities)
    for event in seen.events:
        yield f"  {type(event).__name__}  {getattr(event, 'element_id', '')}".rstrip()
    if seen.completes:
        yield "the case would end"


def _activity(each: OpenActivity) -> str:
    return f"{each.element_id}  {'arrival' if each.arrival else each.kind}  {each.activity_id}"
