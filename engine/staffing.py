"""Commands on the organisation: take the spreadsheet out, look at what would change, put it in."""

from pathlib import Path
from typing import Annotated

import typer

from engine import organisations
from engine.console import OPERATOR, do
from engine.errors import Invalid
from engine.organisations import Difference

app = typer.Typer(help="The organisation as one spreadsheet (XLSX).", no_args_is_help=True)

Sheet = Annotated[Path, typer.Argument(dir_okay=False, help="the spreadsheet")]


def add_to(main: typer.Typer) -> None:
    """Let `guanjia organisation …` be known."""
    main.add_typer(app, name="organisation")


@app.command()
def export(file: Sheet) -> None:
    """Write the organisation to a file, with rosters, places and customers (numbers masked)."""
    content = do(lambda tx: organisations.take_out(tx, by=OPERATOR))
    file.write_bytes(content)
    typer.echo(f"{file}: {len(content)} bytes")


@app.command(name="import")
def put_in(
    file: Sheet,
    reason: Annotated[str, typer.Option(help="why; it stays on record")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be")] = False,  # noqa: FBT002  (a switch of the command line)
) -> None:
    """Make the file the organisation; exit code 1 with all mistakes where there are any."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}") from error
    if dry_run:
        found = do(lambda tx: organisations.preview(tx, content, by=OPERATOR))
    else:
        found = do(lambda tx: organisations.put_in(tx, content, by=OPERATOR, reason=reason))
    for each in found:
        typer.echo(_line(each))
    typer.echo(f"{len(found)} rows {'would differ' if dry_run else 'changed'}")


def _line(found: Difference) -> str:
    fields = "; ".join(f"{title}: {before} → {after}" for title, before, after in found.fields)
    return f"{found.kind}  {found.sheet}  {found.key}{'  ' + fields if fields else ''}"
