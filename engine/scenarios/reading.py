"""Reading `*.scenario.yaml`: every mistake is told with file and line before anything is played."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from engine.calendar import SHANGHAI
from engine.errors import Invalid
from engine.scenarios.verbs import EXPECTATIONS, VERBS

ENDING: Final = ".scenario.yaml"
MONDAY: Final = datetime(2031, 3, 3, 9, 0, tzinfo=SHANGHAI)
"""When stories begin unless they say `clock`: a Monday morning in a week without holidays."""

_HEADS: Final = frozenset({"process", "needs", "clock", "project", "fills", "jobs", "scenarios"})
_SCENARIO: Final = frozenset({"name", "en", "steps"})
_WHERE: Final = frozenset({"in", "number"})  # which case a step is about; any step may say so


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens, or that must be so."""

    verb: str
    subject: Any
    """What stands beside the verb: a task, a person, a duration, the expectations."""
    settings: Mapping[str, Any]
    line: int
    """Of the file, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One story."""

    name: str
    en: str
    """The same in English; the name where there is none."""
    steps: tuple[Step, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The stories of one process, and what they share."""

    path: Path
    process: str
    needs: tuple[str, ...]
    """Folders beside this one whose processes are put in force first: those it calls."""
    clock: datetime
    project: str
    fills: Mapping[str, Mapping[str, Any]]
    """The usual way to fill in the form of each task, by element id."""
    jobs: Mapping[str, Mapping[str, Any]]
    """Mocks: service jobs of these types are done at once, with these variables."""
    scenarios: tuple[Scenario, ...] = field(default=())


def read(path: Path) -> Suite:
    """Read a file of scenarios; raises Invalid with file and line of the first mistake."""
    return parse(path.read_text(encoding="utf-8"), path)


def parse(text: str, path: Path) -> Suite:
    """Read scenarios from text that stands, or would stand, at `path`; raises Invalid as `read`."""
    document = _document(text, path)
    _check_names(path, document, _HEADS, "a file of scenarios")
    scenarios = _list(path, document, "scenarios")
    needs = tuple(str(need) for need in document.get("needs", ()))
    return Suite(
        path=path,
        process=str(document.get("process", path.name.removesuffix(ENDING))),
        needs=needs,
        clock=moment(str(document["clock"])) if "clock" in document else MONDAY,
        project=str(document.get("project", "HY01")),
        fills={**_lent(path, needs), **_mappings(path, document, "fills")},
        jobs=_mappings(path, document, "jobs"),
        scenarios=tuple(_scenario(path, scenario) for scenario in scenarios),
    )


def _lent(path: Path, needs: tuple[str, ...]) -> Mapping[str, Mapping[str, Any]]:
    """Return the usual way to fill in the forms of the processes that these stories need."""
    folders = (path.parent.parent / need for need in needs)
    files = (folder / f"{folder.name}{ENDING}" for folder in folders)
    documents = ((file, _load(file)) for file in files if file.exists())
    return {
        task: fill
        for file, document in documents
        for task, fill in _mappings(file, document, "fills").items()
    }


def moment(text: str) -> datetime:
    """Read a local time such as 2031-03-03T09:00, in Shanghai unless it says otherwise."""
    try:
        read_ = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text!r} is no time; write e.g. 2031-03-03T09:00") from None
    return read_ if read_.tzinfo else read_.replace(tzinfo=SHANGHAI)


def _load(path: Path) -> CommentedMap:
    return _document(path.read_text(encoding="utf-8"), path)


def _document(text: str, path: Path) -> CommentedMap:
    try:
        document = YAML().load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Invalid(f"{path}:{line}: {error.problem}") from None
    if not isinstance(document, CommentedMap):
        raise Invalid(f"{path}:1: expected a mapping with `scenarios`")
    return document


def _scenario(path: Path, given: object) -> Scenario:
    if not isinstance(given, CommentedMap) or "name" not in given:
        raise Invalid(f"{path}: a scenario is a mapping with `name` and `steps`")
    _check_names(path, given, _SCENARIO, "a scenario")
    name = str(given["name"])
    return Scenario(
        name=name,
        en=str(given.get("en", name)),
        steps=tuple(_step(path, step) for step in _list(path, given, "steps")),
        line=_line(given),
    )


def _step(path: Path, given: object) -> Step:
    if not isinstance(given, CommentedMap) or not given:
        raise Invalid(f"{path}: a step is a mapping such as `complete: UT_Register`")
    line = _line(given)
    verb = next((name for name in given if name in VERBS), None)
    if verb is None:
        raise Invalid(f"{path}:{line}: no step is called {next(iter(given))!r}; {_known(VERBS)}")
    strange = set(given) - VERBS[verb].settings - _WHERE - {verb}
    if strange:
        raise Invalid(f"{path}:{line}: {verb} has no {min(strange)!r}; {_known(_settings(verb))}")
    missing = VERBS[verb].required - set(given)
    if missing:
        raise Invalid(f"{path}:{line}: {verb} needs `{min(missing)}`")
    settings = {name: plain(value) for name, value in given.items() if name != verb}
    subject = plain(given[verb])
    if verb == "expect":
        _check_expectations(path, line, subject)
    return Step(verb=str(verb), subject=subject, settings=settings, line=line)


def _check_expectations(path: Path, line: int, wanted: object) -> None:
    if not isinstance(wanted, dict) or not wanted:
        raise Invalid(f"{path}:{line}: expect is a mapping; {_known(EXPECTATIONS)}")
    strange = set(wanted) - set(EXPECTATIONS)
    if strange:
        raise Invalid(f"{path}:{line}: expect has no {min(strange)!r}; {_known(EXPECTATIONS)}")


def plain(value: Any) -> Any:
    """Return what was read as plain data; dates are text, as JSON has them."""
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, float | int) and not isinstance(value, bool):
        return float(value) if isinstance(value, float) else int(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _list(path: Path, given: CommentedMap, name: str) -> list[Any]:
    found = given.get(name)
    if not isinstance(found, list) or not found:
        raise Invalid(f"{path}:{_line(given)}: `{name}` is a list with at least one entry")
    return found


def _mappings(path: Path, document: CommentedMap, name: str) -> Mapping[str, Mapping[str, Any]]:
    found = plain(document.get(name, {}))
    if not isinstance(found, dict):
        raise Invalid(f"{path}:{_line(document)}: `{name}` is a mapping of mappings")
    wrong = [key for key, value in found.items() if not isinstance(value, dict)]
    if wrong:
        raise Invalid(f"{path}:{_line(document)}: `{name}.{wrong[0]}` is no mapping")
    return found


def _check_names(path: Path, given: CommentedMap, known: frozenset[str], what: str) -> None:
    strange = [name for name in given if name not in known]
    if strange:
        raise Invalid(
            f"{path}:{_line(given, strange[0])}: {what} has no {strange[0]!r}; {_known(known)}"
        )


def _settings(verb: str) -> Iterator[str]:
    yield from sorted(VERBS[verb].settings | _WHERE)


def _known(names: Any) -> str:
    return f"expected one of {', '.join(sorted(names))}"


def _line(given: CommentedMap, name: Any = None) -> int:
    mark = given.lc.line if name is None else given.lc.key(name)[0]
    return int(mark) + 1
