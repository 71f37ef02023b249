"""Commands on scenarios: what is missing in them, and whether they notice what goes wrong."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from engine import diagram
from engine.scenarios.mutating import Fate, Verdict, mutate, walk
from engine.scenarios.proposing import Proposal, story_of, survey

app = typer.Typer(help="The stories of a process: what they miss and notice.", no_args_is_help=True)

Stories = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="a file *.scenario.yaml")
]
_ROUNDS: Final = 1


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
