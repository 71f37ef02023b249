"""The command line `guanjia`: run the product, look into it, and act in it without a browser."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import UUID

import typer

import forms
import processes
from engine import (
    accounts,
    admitting,
    audit,
    demo,
    deployments,
    housekeeping,
    identities,
    importing,
    instances,
    intervening,
    migrations,
    proving,
    safekeeping,
    serving,
    staffing,
    user_tasks,
)
from engine.console import (
    OPERATOR,
    CaseName,
    Person,
    Values,
    actor_of,
    case_id,
    case_line,
    do,
    open_store,
    read_value,
    variables_of,
)
from engine.console import pairs as named
from engine.errors import DeploymentRefused, EngineError, FormInvalid, Invalid, sentence
from engine.history import HistoryRow
from engine.model import Finding, ProcessInstance, Role, Severity
from engine.store import Batch, Store, TaskQuery, Transaction
from engine.worker import change_version

app = typer.Typer(
    help="管家 Guanjia: a workflow engine for property-management companies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

serving.add_to(app)
intervening.add_to(app)
staffing.add_to(app)
safekeeping.add_to(app)
housekeeping.add_to(app)
proving.add_to(app)
admitting.add_to(app)

DEPLOYABLE: Final = (".bpmn", ".dmn", ".form", ".form.json")

Files = Annotated[list[Path], typer.Argument(exists=True, help="files, or folders of files")]


def main() -> None:
    """Run a command; an EngineError ends it with one plain sentence and exit code 1."""
    try:
        app()
    except EngineError as error:
        typer.echo(sentence(error), err=True)
        for line in _particulars(error):
            typer.echo(f"  {line}", err=True)
        sys.exit(1)


@app.command()
def deploy(files: Files) -> None:
    """Put diagrams, decision tables and forms in force together."""
    resources = _resources(files)
    deployed = do(lambda tx: deployments.deploy(tx, resources, by=OPERATOR))
    _print_deployed(deployed)


@app.command()
def lint(files: Files) -> None:
    """Check diagrams, decision tables and forms; exit code 1 where there are errors."""
    resources = _resources(files)
    found = do(lambda tx: deployments.check(tx, resources))
    for finding in found:
        typer.echo(_said(finding))
    wrong = sum(finding.severity is Severity.ERROR for finding in found)
    typer.echo(f"{wrong} errors, {len(found) - wrong} warnings")
    if wrong:
        raise typer.Exit(1)


@app.command(name="import")
def import_diagram(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="the foreign diagram")],
    to: Annotated[Path, typer.Argument(dir_okay=False, help="where the translated one goes")],
) -> None:
    """Translate a Camunda 7, Flowable or SpiffWorkflow diagram, and account for every setting."""
    imported = importing.translate(file.read_bytes())
    to.write_bytes(imported.xml)
    for entry in imported.report:
        place = entry.element_id or "-"
        typer.echo(f"{entry.verdict}  {place}  {entry.setting}  {entry.message_en}")
    for finding in imported.findings:
        typer.echo(_said(finding))
    kind = "a draft, not executable yet" if imported.draft else "ready for `guanjia lint`"
    typer.echo(f"{to}: {kind}")


@app.command()
def start(
    key: Annotated[str, typer.Argument(help="id of the process")],
    values: Values = None,
    person: Person = None,
    project: Annotated[str | None, typer.Option(help="unit (小区) of the case")] = None,
) -> None:
    """Start a case."""
    variables = variables_of(values)
    case = do(
        lambda tx: instances.start(
            tx, key=key, by=actor_of(tx, person), variables=variables, project=project
        )
    )
    typer.echo(case_line(case))


@app.command()
def tasks(person: Person = None) -> None:
    """List the open tasks that a person may do; all of them without --as."""
    page = do(lambda tx: tx.tasks.page(TaskQuery(), actor_of(tx, person), limit=200))
    for task in page.items:
        due = task.due_at.astimezone().strftime("%Y-%m-%d %H:%M") if task.due_at else "-"
        cells = (task.id, task.business_key or "-", task.name, task.assignee_name or "-", due)
        typer.echo("  ".join(map(str, cells)))
    typer.echo(f"{len(page.items)}{'+' if page.next else ''} open tasks")


@app.command()
def complete(
    task_id: Annotated[UUID, typer.Argument(help="id of the task")],
    values: Values = None,
    person: Person = None,
) -> None:
    """Complete a task, handing in its form; values are read as its fields want them."""

    def work(tx: Transaction) -> ProcessInstance:
        by = actor_of(tx, person)
        document = user_tasks.form(tx, task_id, by=by).document
        variables = _submission(document, values) if document else variables_of(values)
        return user_tasks.complete(tx, task_id, by=by, variables=variables)

    typer.echo(case_line(do(work)))


@app.command()
def history(case: CaseName) -> None:
    """Print everything that happened in a case."""
    rows = do(lambda tx: audit.history(tx, case_id(tx, case), by=OPERATOR))
    for row in rows:
        typer.echo(_row_line(row))


@app.command()
def migrate(
    source: Annotated[str, typer.Option("--from", help="version that cases are on: key:1")],
    target: Annotated[str, typer.Option("--to", help="version to go on as: key:2")],
    reason: Annotated[str, typer.Option(help="why; it stays on record")] = "",
    pairs: Annotated[list[str] | None, typer.Option("--map", help="element=counterpart")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be")] = False,  # noqa: FBT002  (a switch of the command line)
    *,
    preview: Annotated[str, typer.Option(help="what --dry-run has printed as its preview")] = "",
) -> None:
    """Let all open cases of a version go on as another one; exit code 1 where one cannot.

    First with --dry-run: it prints a preview, which the order has to name.
    """
    order = migrations.Order(definition_id=target, mapping=dict(named(pairs)))
    which = migrations.Which(definition_id=source)
    with open_store() as store:
        if dry_run:
            failed = _rehearsed(store, which, order)
        else:
            ordered = partial(migrations.begin, which=which, order=order, by=OPERATOR)
            failed = _moved(store, partial(ordered, reason=reason, seen=preview))
    if failed:
        raise typer.Exit(1)


def _rehearsed(store: Store, which: migrations.Which, order: migrations.Order) -> int:
    found = store.run(lambda tx: migrations.rehearse(tx, which, order, by=OPERATOR))
    for result in found.results:
        typer.echo(f"{result.instance.business_key or result.instance.id}  {_result(result)}")
    typer.echo(f"{len(found.results) - found.refused} could be migrated, {found.refused} could not")
    typer.echo(f"--preview {found.token}")
    return found.refused


def _result(result: migrations.Preview) -> str:
    said = "; ".join(f"{each.element_id}: {each.message_en}" for each in result.findings)
    return said or "possible"


def _moved(store: Store, begin: Callable[[Transaction], Batch]) -> int:
    batch = store.run(begin)
    listed = partial(migrations.items, batch_id=batch.id, by=OPERATOR, limit=1000)
    while pending := store.run(partial(listed, state="pending")).items:
        for item in pending:
            change_version(store, batch.id, item.instance_id)
    done = store.run(lambda tx: migrations.get(tx, batch.id, by=OPERATOR))
    for item in store.run(partial(listed, state="failed")).items:
        typer.echo(f"{item.business_key or item.instance_id}  {item.detail['message']}")
    counts = (f"{number} {state}" for state, number in sorted(done.counts.items()))
    typer.echo(", ".join(counts) or "no open case")
    return done.counts.get("failed", 0)


@app.command(name="demo")
def make_demo() -> None:
    """Fill an empty database with a demo company and the shipped processes."""
    resources = {
        f"{process}/{name}": content
        for process in processes.shipped()
        for name, content in processes.resources(process).items()
    }
    logins, deployed = do(
        lambda tx: (demo.create(tx), deployments.deploy(tx, resources, by=OPERATOR))
    )
    _print_deployed(deployed)
    for login in logins:
        typer.echo(f"{login.login}  {login.password}  {login.name}")
    said = "the demo company is made" if logins else "there is a company already"
    typer.echo(f"{said}; `guanjia serve` opens the door")


@app.command()
def token(
    person: Annotated[str, typer.Argument(help="id of the person it acts for")],
    name: Annotated[str, typer.Option(help="what it is for")] = "command line",
) -> None:
    """Print a new API token; it is shown this once and lasts a year."""

    def made(tx: Transaction) -> str:
        by = actor_of(tx, person)
        admin = ("admin", "deploy", "jobs", "organisation") if by.has(Role.ADMINISTRATOR) else ()
        scopes = ("read", "write", *admin)
        return accounts.create_token(tx, by=by, name=name, scopes=scopes, expires_at=None)[1]

    typer.echo(do(made))


@app.command()
def password(
    person: Annotated[str, typer.Argument(help="id of the person")],
    none: Annotated[bool, typer.Option("--none", help="he signs in elsewhere")] = False,  # noqa: FBT002  (a switch of the command line)
) -> None:
    """Give somebody a new random password, print it, and end his open sessions."""
    if none:
        do(lambda tx: accounts.drop_password(tx, person))
        return
    new = accounts.random_password()
    do(lambda tx: accounts.set_password(tx, person, login=person, password=new))
    typer.echo(new)


@app.command()
def unbind(
    person: Annotated[str, typer.Argument(help="id of the person")] = "",
    issuer: Annotated[str, typer.Option(help="everybody who is bound to this provider")] = "",
    reason: Annotated[str, typer.Option(help="why; it stays on record")] = "",
) -> None:
    """Let the next sign-in at the identity provider bind an account anew; open sessions end."""
    if bool(person) == bool(issuer):
        raise Invalid("name a person, or a provider by --issuer")
    if person:
        do(lambda tx: identities.unbind(tx, person, by=OPERATOR, reason=reason))
        return
    typer.echo(do(lambda tx: identities.unbind_all(tx, issuer, by=OPERATOR, reason=reason)))


def _resources(paths: Sequence[Path]) -> Mapping[str, bytes]:
    """Read the named files, and in folders whatever can be deployed."""
    found: dict[str, bytes] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            if file.is_file() and (file == path or file.name.endswith(DEPLOYABLE)):
                found[str(file)] = file.read_bytes()
    if not found:
        raise Invalid("there is no .bpmn, .dmn or .form.json file")
    return found


def _submission(document: forms.Document, values: Sequence[str] | None) -> dict[str, Any]:
    """Read `name=value` as a browser would post it: 138… is a phone number where a text is wanted.

    A value that begins like a JSON list, object or string is one.
    """
    texts = dict(named(values))
    structured = {n: t for n, t in texts.items() if t.startswith(("[", "{", '"'))}
    plain = {n: t for n, t in texts.items() if n not in structured}
    return forms.coerce(document, plain) | {n: read_value(t) for n, t in structured.items()}


def _print_deployed(deployed: deployments.Deployed) -> None:
    for finding in deployed.findings:
        typer.echo(_said(finding))
    for definition in deployed.definitions:
        typer.echo(f"{definition.id}  {definition.name}")


def _said(finding: Finding) -> str:
    place = ":".join(part for part in (finding.resource, finding.element_id) if part)
    return f"{finding.severity}  {place}  {finding.message_en}  [{finding.rule}]"


def _row_line(row: HistoryRow) -> str:
    at = row.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return f"{row.seq:5}  {at}  {row.actor_name}  {row.type}  {row.payload or '(erased)'}"


def _particulars(error: EngineError) -> Iterator[str]:
    """Yield what stands behind an error: findings of a deployment, mistakes in a form."""
    if isinstance(error, DeploymentRefused):
        yield from (_said(finding) for finding in error.findings)
    if isinstance(error, FormInvalid):
        for field, texts in error.facts["errors_en"].items():
            yield f"{field}: {'; '.join(texts)}"
    elif isinstance(error, Invalid):  # a spreadsheet: sheet, row, column and both sentences
        for each in error.facts.get("errors", ()):
            yield "  ".join(str(part) for part in each.values())
