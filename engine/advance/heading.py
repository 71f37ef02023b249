"""How a case is named: its number, its title and its search fields, by the rules of its process.

gj:number = TS                     TS-HY01-20260701-001: prefix, project, local day, count
gj:title  = =room + "—" + name     FEEL over the variables of the case; asked after every step
                                   (marked ones are starred: lists show titles to everybody)
gj:search = room, category         variables by which cases and tasks are found
gj:uniqueKey = true                no second open case of this process with the same number
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from engine import feel, interpreter, masking
from engine.advance.setting import Setting
from engine.calendar import SHANGHAI
from engine.errors import Conflict
from engine.masking import Reach, Veil
from engine.model import ProcessDefinition, Variables
from engine.model.events import Event, InstanceTitled
from engine.store import Transaction

RULES: Final = frozenset({"gj:title", "gj:search"})
TITLE_LENGTH: Final = 200  # a heading, not a text: what one line of a worklist can show


def number(tx: Transaction, definition: ProcessDefinition, project: str | None) -> str | None:
    """Draw the next case number; None where the process has no rule for it.

    The day is the local one (Asia/Shanghai), and each project counts by itself.
    """
    prefix = definition.settings.get("gj:number", "").strip()
    if not prefix:
        return None
    day = tx.now.astimezone(SHANGHAI).strftime("%Y%m%d")
    series = "-".join(part for part in (prefix, project, day) if part)
    return f"{series}-{tx.numbers.next(series):03d}"


def check_unique(tx: Transaction, definition: ProcessDefinition, business_key: str | None) -> None:
    """Raise Conflict, naming the present case, where the process wants one open case a number.

    Two starts with the same number take turns: the second one sees the first.
    """
    if business_key is None or definition.settings.get("gj:uniqueKey") != "true":
        return
    tx.numbers.hold(f"unique:{definition.key}:{business_key}")
    for present in tx.cases.by_business_key(business_key):
        if present.key == definition.key and not present.state.ended:
            raise Conflict(
                f"case {business_key} of {definition.key} is open already",
                instance=str(present.id),
            )


def renamed(setting: Setting, snapshot: bytes, now: datetime) -> Iterator[Event]:
    """Yield InstanceTitled where the variables give another title or other search fields."""
    if RULES.isdisjoint(setting.definition.settings):
        return
    variables = interpreter.variables(snapshot)
    veil = Veil(reach=Reach.PART, marked=masking.marked(setting.definition))
    title = title_of(setting.definition, veil.data(variables), setting.facts, now)
    search = search_of(setting.definition, variables)
    if (title, search) != (setting.title, dict(setting.search)):
        yield InstanceTitled(title=title, search=search)


def title_of(
    definition: ProcessDefinition, variables: Variables, case: Mapping[str, Any], now: datetime
) -> str:
    """Return the title by the rule; the name of the process where the rule gives no text.

    A title is only a heading: a rule that fails stops no case (the linter finds broken FEEL).
    """
    rule = definition.settings.get("gj:title", "").strip()
    if not rule:
        return definition.name
    try:
        names = {name: feel.from_json(value) for name, value in variables.items()}
        facts = feel.from_json(dict(case))
        value = feel.expression(rule.removeprefix("=")).value({**names, "case": facts}, now=now)
    except feel.FeelError:
        value = None
    text = value.strip() if isinstance(value, str) else ""
    return (text or definition.name)[:TITLE_LENGTH]


def search_of(definition: ProcessDefinition, variables: Variables) -> dict[str, Any]:
    """Return the declared search variables that have a value."""
    names = (name.strip() for name in definition.settings.get("gj:search", "").split(","))
    return {name: variables[name] for name in names if variables.get(name) is not None}
