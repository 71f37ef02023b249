"""What the commands of the command line share: who acts, the store, and how values are read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

import orjson
import typer

from engine import actors, settings
from engine.errors import Invalid, NotFound
from engine.model import Actor, ProcessInstance, Role
from engine.store import Store, Transaction
from engine.worker import Worker

T = TypeVar("T")

OPERATOR: Final = Actor(
    id="cli",
    name="命令行",
    roles=frozenset({Role.ADMINISTRATOR}),
    client="command line",
)
"""Whoever has the shell and the key of the database may administer it."""

Person = Annotated[str | None, typer.Option("--as", help="id of the person who acts")]
Values = Annotated[list[str] | None, typer.Argument(help="variables: name=JSON or name=text")]
CaseName = Annotated[str, typer.Argument(help="id or number of a case")]


@contextmanager
def open_store(patience: float = 0) -> Iterator[Store]:
    """Open the store of the environment, and close it; `patience` as in `settings.open_store`."""
    store = settings.open_store(settings.of_environment(), patience)
    try:
        yield store
    finally:
        store.close()


def do(work: Callable[[Transaction], T]) -> T:
    """Carry out work in a transaction; a rehearsal runs its errands too."""
    with open_store() as store:
        done = store.run(work)
        if settings.of_environment().clock == "manual":  # nobody else runs errands in a rehearsal
            Worker(store).run_due()
        return done


def actor_of(tx: Transaction, person: str | None) -> Actor:
    """Return who acts: a person of the organisation, else whoever has the shell."""
    return OPERATOR if person is None else actors.of_person(tx, person, client="command line")


def case_id(tx: Transaction, name: str) -> UUID:
    """Find a case by its id, or the newest one by its number."""
    try:
        return UUID(name)
    except ValueError:
        found = tx.cases.by_business_key(name)
    if not found:
        raise NotFound(f"no case {name!r}")
    return found[0].id


def variables_of(values: Sequence[str] | None) -> dict[str, Any]:
    """Read `name=value`; a value that is no JSON is a text."""
    return {name: read_value(text) for name, text in pairs(values)}


def pairs(values: Sequence[str] | None) -> Iterator[tuple[str, str]]:
    """Yield name and text of each `name=text`; raises Invalid for anything else."""
    for pair in values or ():
        name, equals, text = pair.partition("=")
        if not equals or not name:
            raise Invalid(f"{pair!r}: expected name=value")
        yield name, text


def read_value(text: str) -> Any:
    """Return the JSON that a text is, else the text."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def case_line(case: ProcessInstance) -> str:
    """Return the line that stands for a case."""
    return f"{case.id}  {case.business_key or '-'}  {case.title}  {case.state}"
