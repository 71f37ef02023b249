"""Choosing who is to decide a later step (发起人自选、上一步选下一步).

The choice is a variable, `UT_Next.chosen`, which the rule `chosen(UT_Next)` of that step reads.
"""

from collections.abc import Mapping
from uuid import UUID

from engine import advance, interpreter, participation, routing
from engine.calendar import SHANGHAI
from engine.errors import Invalid
from engine.model import Actor, Case, ProcessInstance
from engine.model.events import VariablesWritten
from engine.participation import refused
from engine.store import Transaction
from engine.user_tasks.situation import before


def choose(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    element_id: str,
    people: tuple[str, ...],
    expected: int | None = None,
) -> ProcessInstance:
    """Choose who decides a later step, from those and as many as that step allows.

    Raises Invalid where the step leaves nothing to choose, or for the wrong people.
    """
    case, found = before(tx, task_id, by=by, operation="choose", expected=expected)
    definition = tx.definitions.get(found.task.definition_id)
    settings = interpreter.settings_of(definition, element_id)
    if f"chosen({element_id})" not in settings.get("gj:assign", ""):
        raise refused(
            Invalid, f"nobody is chosen for {element_id!r}", f"节点“{element_id}”不可自选办理人"
        )
    rules = participation.parse(settings)
    if len(set(people)) != len(people) or not rules.choose_min <= len(people) <= rules.choose_max:
        raise refused(
            Invalid,
            f"choose {rules.choose_min} to {rules.choose_max} people, each once",
            f"请选择{rules.choose_min}至{rules.choose_max}人，且不能重复",
        )
    _check_allowed(tx, case, settings, people)
    written = VariablesWritten(
        variables={f"{element_id}.chosen": list(people)}, reason=f"chosen for {element_id}"
    )
    return advance.carry_out(tx, case, written, by=found.actor)


def _check_allowed(
    tx: Transaction, case: Case, settings: Mapping[str, str], people: tuple[str, ...]
) -> None:
    organisation = tx.people.organisation()
    facts = routing.CaseFacts(
        project=case.instance.project,
        initiator=case.instance.initiator,
        today=tx.now.astimezone(SHANGHAI).date(),
        variables=interpreter.variables(case.snapshot),
    )
    allowed = routing.choosable(settings, organisation, facts)
    wrong = [who for who in people if who not in allowed]
    if wrong:
        raise refused(
            Invalid, f"{', '.join(wrong)} cannot be chosen", f"不能选择：{'、'.join(wrong)}"
        )
