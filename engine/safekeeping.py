"""Commands of the record: verify, seal, export, receipt, keys, and the role of the database."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import orjson
import typer

from engine import audit, sealer, seals, settings
from engine.auditing import exporting, verifying
from engine.auditing.verifying import Progress
from engine.console import OPERATOR, CaseName, case_id, open_store
from engine.history import Broken
from engine.masking import WHOLE
from engine.sealer import Sealer, Sealing
from engine.seals import Flaw
from engine.store import Store
from engine.store.roles import statements

keys = typer.Typer(help="The key that checkpoints are signed with.", no_args_is_help=True)
database = typer.Typer(help="The database itself.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Option(exists=True, help="folder or file of checkpoints kept elsewhere")
]
KeyFile = Annotated[Path | None, typer.Option(exists=True, help="folder or file of trusted keys")]
_TOLD: Final = 1000  # cases between two lines about how far it is
WRITABLE: Final = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(verify)
    app.command()(seal)
    app.command()(export)
    app.command()(receipt)
    app.add_typer(keys, name="keys")
    app.add_typer(database, name="database")


def verify(
    case: Annotated[str | None, typer.Argument(help="one case; else all")] = None,
    checkpoints: Folder = None,
    trust: KeyFile = None,
) -> None:
    """Check that nothing on record was altered; exit code 1 where something was.

    All cases are compared with the checkpoints that were kept outside of the database too.
    """
    with open_store() as store:
        if case is None:
            found = [*_of_cases(store), *_of_tree(store, checkpoints, trust)]
        else:
            found = list(_of_case(store, case))
    for line in found:
        typer.echo(line)
    if found:
        raise typer.Exit(1)
    typer.echo("the record is whole")


def seal() -> None:
    """Seal everything that has not been sealed yet, and write the checkpoints to their folder."""
    with open_store() as store:
        sealing = _sealing()
        leaves = Sealer(store, sealing).run_all()
    typer.echo(f"{leaves} leaves are sealed; the checkpoints are in {sealing.folder}")


def export(
    case: CaseName,
    to: Annotated[Path, typer.Argument(dir_okay=False, help="the file to write")],
    size: Annotated[int | None, typer.Option(help="of the checkpoint it is to lead to")] = None,
) -> None:
    """Write a case so that it verifies without this program: docs/howto/verify_case.py."""
    with open_store() as store:
        with store.read() as tx:
            id_ = case_id(tx, case)
            found = seals.export(tx, id_, by=OPERATOR, veil=WHOLE, size=size)
        content = orjson.dumps(found, option=WRITABLE)
        about = {"instance_id": str(id_), "masked": False}
        store.run(lambda tx: exporting.note(tx, content, by=OPERATOR, name=to.name, about=about))
    to.write_bytes(content)
    events = found["events"]
    sealed = found["segments"][-1]["last"] if found["segments"] else 0
    typer.echo(f"{to}: {len(events)} rows, {sealed} of them sealed")


def receipt(
    case: CaseName,
    seq: Annotated[int, typer.Argument(help="number of the row")],
    row_hash: Annotated[str, typer.Argument(metavar="HASH", help="its hash, in hex")],
) -> None:
    """Compare a receipt with the record; exit code 1 where it is not genuine."""
    with open_store() as store, store.read() as tx:
        found = seals.receipt(tx, case_id(tx, case), seq, row_hash, by=OPERATOR)
    if not found.genuine:
        typer.echo(f"not genuine: {found.reason}")
        raise typer.Exit(1)
    if found.segment is None:
        typer.echo("genuine; it has not been sealed yet")
    else:
        typer.echo(f"genuine; sealed as leaf {found.segment.leaf}\n\n{found.checkpoint}")


@keys.command()
def show() -> None:
    """Print the public keys, the oldest first, each with the note that made it the successor."""
    with open_store() as store:
        for key in store.run(seals.keys):
            typer.echo(f"{key.endorsement}{key.verifier}")


@keys.command()
def rotate() -> None:
    """Draw a new signing key, endorsed by the present one, and print its public half."""
    with open_store() as store:
        public = Sealer(store, _sealing()).rotate()
    typer.echo(public.verifier)


@database.command()
def upgrade() -> None:
    """Bring the database to the newest schema: with the settings of its owner."""
    with open_store():
        typer.echo("the database has the newest schema")


@database.command()
def backup(
    to: Annotated[Path, typer.Argument(dir_okay=False, help="the file to write")],
) -> None:
    """Copy a SQLite database while it is in use; for PostgreSQL there is pg_dump."""
    with open_store() as store:
        store.backup(to)
    typer.echo(f"{to}: {to.stat().st_size} bytes")


@database.command(name="role")
def let_run(
    role: Annotated[str, typer.Argument(help="name of the role that the application signs in as")],
    execute: Annotated[bool, typer.Option("--execute", help="run it, do not print it")] = False,  # noqa: FBT002  (a switch of the command line)
) -> None:
    """Print the SQL that lets a role of PostgreSQL run the application without changing the record.

    To be run by the owner of the tables, again after each upgrade.
    """
    if not execute:
        for statement in statements(role):
            typer.echo(f"{statement};")
        return
    with open_store() as store:
        store.grant(role)
    typer.echo(f"{role} may run the application: it adds to the record, and changes nothing of it")


def _of_cases(store: Store) -> Iterator[str]:
    with store.read() as tx:
        cases = verifying.total(tx, by=OPERATOR)
    progress, told = Progress(), 0
    while progress.part != "tree":
        with store.read() as tx:
            found = verifying.stretch(tx, progress, by=OPERATOR)
        progress = found.progress
        yield from map(_case_line, found.findings)
        if progress.checked - told >= _TOLD:
            told = progress.checked
            typer.echo(f"{told} of {cases} cases are checked", err=True)


def _of_case(store: Store, case: str) -> Iterator[str]:
    with store.read() as tx:
        broken = audit.verify(tx, case_id(tx, case), by=OPERATOR)
    if broken is not None:
        yield _case_line(broken)


def _of_tree(store: Store, checkpoints: Path | None, trust: Path | None) -> Sequence[str]:
    """Check the tree against what is kept: in the folders that are named, else in the sealer's."""
    own = _sealing().folder
    kept, keyed = checkpoints or own, trust or own
    text = sealer.kept(kept) if kept.exists() else ""
    with store.read() as tx:
        found = seals.check(tx, by=OPERATOR, kept=text, trusted=sealer.trusted(keyed))
    return [_flaw_line(flaw) for flaw in found]


def _case_line(broken: Broken) -> str:
    return f"case {broken.instance_id}, row {broken.seq}: {broken.reason}"


def _flaw_line(flaw: Flaw) -> str:
    return f"{flaw.place}: {flaw.reason}"


def _sealing() -> Sealing:
    return sealer.of_environment(settings.of_environment())
