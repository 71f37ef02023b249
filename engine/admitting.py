"""Commands on the company's directory (LDAP): who is there, and what that changes here."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer

from engine import directory, handovers, identities
from engine.console import OPERATOR, do
from engine.directory import Directory
from engine.errors import Invalid
from engine.identities import Comparison, Gone, Settled
from engine.store import Transaction

app = typer.Typer(help="The company's directory (LDAP).", no_args_is_help=True)


def add_to(main: typer.Typer) -> None:
    """Let `guanjia directory …` be known."""
    main.add_typer(app, name="directory")


@app.command()
def show(login: Annotated[str, typer.Argument(help="as he types it to sign in")]) -> None:
    """Print how somebody stands in the directory, and which of his groups mean something here."""
    found = _directory().show(login)
    who = found.identity
    typer.echo(f"{found.dn}{'' if who.active else '  (disabled)'}")
    typer.echo(f"account {who.login or '-'}, name {who.name or '-'}, mail {who.email or '-'}")
    for group in found.groups:
        typer.echo(f"group {group}")
    for group in who.groups:
        typer.echo(f"rule  {group}")


@app.command()
def sync(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be")] = False,  # noqa: FBT002  (a switch of the command line)
    close: Annotated[
        int, typer.Option(min=0, help="close who is gone, if they are at most so many")
    ] = 0,
) -> None:
    """Make posts, roles and groups follow the directory, and say who is gone from it."""
    found = _directory()
    people, meaning = found.everybody(), found.settings.mapping

    def work(tx: Transaction) -> list[str]:
        told = list(_lines(tx, identities.compare(tx, people, meaning)))  # what is whose, before
        if not dry_run:
            identities.sync(tx, people, meaning, closing=close)
        return told

    for line in do(work):
        typer.echo(line)
    if dry_run:
        typer.echo("nothing was changed")


def _directory() -> Directory:
    settings = directory.of_environment()
    if settings is None:
        raise Invalid("GUANJIA_LDAP_URLS is not set: there is no directory")
    return directory.connected(settings)


def _lines(tx: Transaction, compared: Comparison) -> Iterator[str]:
    for each in compared.new:
        yield f"new      {_has(each)}"
    for each in compared.changed:
        yield f"changed  {_has(each)}"
    for gone in compared.gone:
        yield f"gone     {_needs(tx, gone)}"
    for person in compared.closed_here:
        yield f"closed   {person.id} {person.name}: in the directory, and closed here"
    for login in compared.twice:
        yield f"twice    {login}: several entries, nothing is changed"
    counts = (
        f"{len(compared.new)} new, {len(compared.changed)} changed, {len(compared.gone)} gone,"
        f" {compared.same} as they were, {len(compared.own)} with a password of their own"
    )
    yield counts


def _has(settled: Settled) -> str:
    granted = settled.granted
    given = [f"{each.unit}/{each.post}" for each in granted.assignments]
    given += [*sorted(granted.roles), *sorted(granted.groups)]
    return f"{settled.person.id} {settled.person.name}: {', '.join(given) or 'nothing by rule'}"


def _needs(tx: Transaction, gone: Gone) -> str:
    """Say what is to be handed over (离职转办): it is his until somebody does."""
    why = "disabled there" if gone.disabled else "not there"
    counts = Counter(each.kind for each in handovers.list_of(tx, gone.person.id, by=OPERATOR))
    things = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    return f"{gone.person.id} {gone.person.name}: {why}; to be handed over: {things or 'nothing'}"
