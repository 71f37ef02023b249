"""Importing: a file of another product's tests, whichever it is, as a file of scenarios."""

from pathlib import Path

from engine.errors import Conflict, Invalid
from engine.scenarios.arena import import_arena, is_arena
from engine.scenarios.cpt import import_cpt, is_cpt, process_of
from engine.scenarios.foreign import Imported, document, drawn, written
from engine.scenarios.reading import ENDING, parse


def import_tests(path: Path, bpmn: Path | None, by: str) -> Imported:
    """Read a file of tests; `by` is the account that acts where nothing says who.

    Raises Invalid for a file of neither product, and for a diagram that holds no process.
    """
    found, diagram = document(path), drawn(bpmn)
    key = diagram.process.id if diagram.process else ""
    if is_cpt(found):
        imported = Imported(process=process_of(found) or key or path.stem)
        import_cpt(found, diagram, imported, by)
    elif is_arena(found):
        imported = Imported(process=key or path.stem.removeprefix("test_"))
        import_arena(found, diagram, imported, by)
    else:
        raise Invalid(f"{path.name}: no test cases of Camunda (testCases) or SpiffArena (tasks)")
    return imported


def write(imported: Imported, source: Path, out: Path) -> None:
    """Write what was imported; raises Conflict where a file is there already.

    Raises Invalid where there is nothing to be written.
    """
    if not imported.stories:
        raise Invalid(f"nothing of {source.name} could be carried over")
    if not out.name.endswith(ENDING):
        raise Invalid(f"{out.name}: a file of scenarios is called *{ENDING}")
    if out.exists():
        raise Conflict(f"{out} is there already")
    text = written(imported, source.name)
    parse(text, out)
    out.write_text(text, encoding="utf-8")
