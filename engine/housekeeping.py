"""Commands of retention: what is due, erase, hold and lift, each on record."""

from typing import Annotated, Final

import typer

from engine import retention
from engine.console import OPERATOR, CaseName, case_id, case_line, do, open_store

app = typer.Typer(help="How long personal data is kept, and erasing it.", no_args_is_help=True)

Why = Annotated[str, typer.Option("--reason", help="why; it stays on record")]
MOST: Final = 100


def add_to(main: typer.Typer) -> None:
    """Add the commands to the command line."""
    main.add_typer(app, name="retention")


@app.command()
def rules() -> None:
    """Print the rule of each process that has one."""
    for key, rule in sorted(do(lambda tx: retention.rules(tx, by=OPERATOR)).items()):
        typer.echo(f"{key}  {rule.span.text}  {', '.join(sorted(rule.personal)) or 'all data'}")


@app.command()
def due(
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="how many at most")] = MOST,
) -> None:
    """Print the cases that have been kept long enough; nothing is changed."""
    with open_store() as store, store.read() as tx:
        for each in retention.due(tx, by=OPERATOR, limit=limit):
            waits = "".join(f"  waits for {other}" for other in each.waits_for)
            held = "".join(f"  held: {hold.reason}" for hold in each.holds)
            line = case_line(each.instance)
            typer.echo(f"{line}  {each.rule} since {each.due_at:%Y-%m-%d}{waits}{held}")


@app.command()
def preview(case: CaseName) -> None:
    """Print what erasing a case would take from it; nothing is changed."""
    with open_store() as store, store.read() as tx:
        for each in retention.preview(tx, case_id(tx, case), by=OPERATOR):
            rows = ", ".join(map(str, each.rows))
            typer.echo(
                f"{case_line(each.instance)}  {len(each.rows)} of {each.of_rows} rows: {rows}"
            )


@app.command()
def erase(case: CaseName, reason: Why) -> None:
    """Erase the personal data of an ended case now; the record still verifies."""
    done = do(lambda tx: retention.erase(tx, case_id(tx, case), by=OPERATOR, reason=reason))
    typer.echo(case_line(done))


@app.command()
def hold(case: CaseName, reason: Why) -> None:
    """Let nothing of a case be erased."""
    done = do(lambda tx: retention.hold(tx, case_id(tx, case), by=OPERATOR, reason=reason))
    typer.echo(f"{case_line(done)}  held")


@app.command()
def lift(case: CaseName, reason: Why) -> None:
    """Let the rule of the process count again."""
    done = do(lambda tx: retention.lift(tx, case_id(tx, case), by=OPERATOR, reason=reason))
    typer.echo(f"{case_line(done)}  no longer held")


@app.command()
def holds() -> None:
    """Print the holds in force."""
    for each in do(lambda tx: retention.holds(tx, by=OPERATOR, limit=MOST)).items:
        typer.echo(f"{each.instance_id}  {each.set_at:%Y-%m-%d}  {each.set_by_name}  {each.reason}")
