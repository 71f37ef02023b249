"""Commands on scenarios: what is missing in them, and whether they notice what goes wrong."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from engine import diagram
from engine.scenarios.foreign import line
from engine.scenarios.importing import import_tests, write
from engine.scenarios.mutating import Fate, Verdict, mutate, walk
from engine.scenarios.proposing import WHO, Proposal, steps_of, story_of, survey
from engine.scenarios.reaching import reach, suite_of
from engine.scenarios.reading import ENDING
from engine.scenarios.searching import Bounds, DeadEnd

app = typer.Typer(help="The stories of a process: what they miss and notice.", no_args_is_help=True)

Stories = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="a file *.scenario.yaml")
]
Drawn = Annotated[
    Path,
    typer.Argument(exists=True, dir_okay=False, help="a file *.scenario.yaml, or a diagram"),
]
_ROUNDS: Final = 1
_BOUNDS: Final = Bounds()


def add_to(main: typer.Typer) -> None:
    """Let `guanjia scenarios …` be known."""
    main.add_typer(app, name="scenarios")


@app.command()
def paths(
    file: Stories,
    rounds: Annotated[
        int, typer.Option(min=1, max=3, help="how often each way is taken")
    ] = _ROUNDS,
) -> None:
    """Count the paths of a process, and propose a story for each flow that none takes."""
    suite, trodden = walk(file)
    for name in sorted(suite.path.parent.glob("*.bpmn")):
        for process in diagram.read(name.read_bytes()).processes.values():
            found = survey(process, trodden.flows.get(process.id, {}), rounds)
            more = "at least " if found.paths == found.most else ""
            typer.echo(
                f"{found.process}: {found.flows} flows, {more}{found.paths} paths with each way"
                f" taken at most {rounds} times; {len(found.proposals)} flows are in no story"
            )
            for proposal in found.proposals:
                _print(proposal)


@app.command(name="mutate")
def mutate_(
    file: Stories,
    only: Annotated[str, typer.Option(help="id of one flow or event to change")] = "",
) -> None:
    """Change a condition, a default flow or a timer at a time; exit code 1 where nobody notices."""
    suite, trodden = walk(file)
    counts: Counter[Verdict] = Counter()
    for fate in mutate(suite, trodden, only):
        counts[fate.verdict] += 1
        typer.echo(_line(fate))
    typer.echo(", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict))
    if counts[Verdict.SURVIVED]:
        raise typer.Exit(1)


@app.command(name="reach")
def reach_(
    file: Drawn,
    steps: Annotated[int, typer.Option(min=1, help="of the search")] = _BOUNDS.steps,
    seed: Annotated[int, typer.Option(help="of the walks behind it")] = _BOUNDS.seed,
) -> None:
    """Look for states in which a case waits and can reach no end; exit code 1 where one is."""
    stuck = False
    for found in reach(suite_of(file), Bounds(steps=steps, seed=seed)):
        stuck |= bool(found.dead) or not found.places + found.ends
        typer.echo(
            f"{found.process}: {found.places} places to wait at, {found.steps} steps tried,"
            f" {found.ends} of them to an end; no end was reached from {len(found.dead)} places"
        )
        for reason in found.why:
            typer.echo(f"# does not begin: {reason}")
        for dead in found.dead:
            _tell(dead)
    if stuck:
        raise typer.Exit(1)


@app.command(name="import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="tests of Camunda or SpiffArena")
    ],
    bpmn: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="the diagram they are about")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="where to write; beside the file")] = None,
    by: Annotated[str, typer.Option(help="account of whoever acts")] = WHO,
) -> None:
    """Write tests of another product as scenarios, and tell what could not be carried over."""
    imported = import_tests(file, bpmn, by)
    target = out or file.with_name(f"{file.stem}{ENDING}")
    write(imported, file, target)
    for remark in imported.remarks:
        typer.echo(line(remark))
    typer.echo(f"{target}: {len(imported.stories)} stories, {len(imported.remarks)} remarks")


def _tell(dead: DeadEnd) -> None:
    what = "nothing can happen any more" if dead.final else "no end within the bound"
    typer.echo(f"\n# {', '.join(dead.waiting)}: {what}")
    for reason in dead.why:
        typer.echo(f"# stopped: {reason}")
    typer.echo(steps_of(dead.steps), nl=False)


def _line(fate: Fate) -> str:
    by = f" ({fate.by})" if fate.by else ""
    return f"{fate.verdict}  {fate.mutant.part}  {fate.mutant.what}{by}"


def _print(proposal: Proposal) -> None:
    way = " → ".join(proposal.way) or "nothing leads there"
    typer.echo(f"\n# {proposal.flow}: {way}")
    for condition in proposal.open:
        typer.echo(f"# to be so: {condition}")
    if proposal.way:
        typer.echo(story_of(proposal), nl=False)
