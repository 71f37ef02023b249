"""A new task whose node has rules for several people: its group, whoever is picked, nobody found.

What the system decides by rule (skipping, passing where nobody was found) is recorded afterwards,
under its own name: see `ruling`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from engine import participation
from engine.advance.setting import Setting
from engine.calendar import SHANGHAI
from engine.model import Group, Role, group, person
from engine.model.events import ParticipantsChanged, UserTaskCreated
from engine.model.organisation import Organisation
from engine.model.participants import openly
from engine.participation import Mode, Newcomer, Rules
from engine.store import Transaction

ADMINISTRATORS: Final = group(Role.ADMINISTRATOR.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """A task as its rules leave it, and what went wrong with them."""

    task: UserTaskCreated
    group: ParticipantsChanged | None = None
    trouble: str = ""

    @property
    def troubles(self) -> tuple[tuple[str, str], ...]:
        """Kind and message of what went wrong, as those of routing."""
        return (("routing", self.trouble),) if self.trouble else ()


def grouped(
    tx: Transaction, task: UserTaskCreated, setting: Setting, organisation: Organisation
) -> Grouped:
    """Apply the rules of the node to a task that has been routed."""
    if participation.LANGUAGE.keys().isdisjoint(task.settings):
        return Grouped(task=task)
    if "error" in task.routing:  # nobody knows whom it finds: that is not to have found nobody
        return Grouped(task=task)
    rules = participation.parse(task.settings)
    today = tx.now.astimezone(SHANGHAI).date()
    maker = _Maker(tx, setting, organisation, today, rules)
    if rules.chain_missing == "block" and task.routing.get("missing"):
        return maker.blocked(task)
    if task.routing.get("fallback") == "process_admin":
        return maker.nobody(task)
    return maker.somebody(task)


@dataclass(frozen=True, slots=True)
class _Maker:
    tx: Transaction
    setting: Setting
    organisation: Organisation
    today: date
    rules: Rules

    def somebody(self, task: UserTaskCreated) -> Grouped:
        found = [each for each in task.routing.get("people", ()) if each not in task.excluded]
        people = self.without_initiator(found, task.excluded)
        if self.rules.mode in participation.PICKING and people and task.assignee is None:
            task = self.picked(task, self.others(people) or people)
            people = [str(task.assignee)]
        if not participation.forms_group(self.rules, people):
            return Grouped(task=self.spared(task, found, people))
        newcomers = [self.newcomer(each) for each in people]
        levels = task.routing.get("levels", ())
        group = participation.form(self.rules, task.task_id, newcomers, levels)
        return Grouped(task=task, group=self.formed(task, group))

    def others(self, people: Sequence[str]) -> list[str]:
        """Return who is left without the initiator where the node does not want him (gj:self)."""
        spared = self.setting.initiator if self.rules.own != "self" else None
        return [each for each in people if each != spared]

    def spared(
        self, task: UserTaskCreated, found: Sequence[str], people: Sequence[str]
    ) -> UserTaskCreated:
        """Keep the initiator out of a pool where the node does not want him, if others are left."""
        left = self.others(people)
        if task.assignee is not None or not left or self.others(found) == list(found):
            return task
        new = tuple(person(each) for each in left if each not in found)
        return replace(
            task,
            principals=(*task.principals, *new),
            excluded=(*task.excluded, self.setting.initiator),
            routing={**task.routing, "people": left, "self": self.rules.own},
        )

    def without_initiator(self, people: list[str], excluded: Sequence[str]) -> list[str]:
        """Put somebody else in the initiator's place where the node wants that (gj:self)."""
        who = self.setting.initiator
        if who not in people or self.rules.own in {"self", "skip"}:
            return people
        instead = [each for each in self.instead_of(who) if each not in excluded]
        place = people.index(who)
        changed = [*people[:place], *instead, *people[place + 1 :]]
        return list(dict.fromkeys(changed)) if instead else people

    def instead_of(self, who: str) -> tuple[str, ...]:
        if self.rules.own == "superior":
            return self.organisation.superiors(who, self.today)
        department = self.organisation.ancestor(
            self.organisation.primary_unit(who, self.today), "department"
        )
        heads = self.organisation.heads(department, self.today) if department else ()
        return tuple(each for each in heads if each != who) or self.organisation.superiors(
            who, self.today
        )

    def picked(self, task: UserTaskCreated, people: list[str]) -> UserTaskCreated:
        """Give the task to one of its candidates, and keep how he was found."""
        mode, load = self.rules.mode, {}
        if mode is Mode.ROUND_ROBIN:
            series = f"turn:{self.setting.definition.key}:{task.element_id}:{self.setting.project}"
            numbers = self.tx.numbers
            draw = numbers.upcoming if self.setting.rehearsed else numbers.next
            chosen = people[(draw(series) - 1) % len(people)]
        else:
            load = dict(self.tx.participants.load(people)) if mode is Mode.LEAST_LOAD else {}
            chosen = participation.pick(mode, people, task_id=task.task_id, load=load)
        how = {
            **task.routing,
            "picked": chosen,
            "mode": mode.value,
            "load": load,
            "assignee_name": self.name_of(chosen),
        }
        return replace(task, assignee=chosen, routing=how)

    def nobody(self, task: UserTaskCreated) -> Grouped:
        """Say what becomes of a task that reaches nobody (gj:empty); administrators else."""
        how = {**task.routing, "empty": self.rules.empty}
        named = participation.named_person(self.rules.empty)
        found = self.organisation.people.get(named) if named else None
        superiors: tuple[str, ...] = ()
        if self.rules.empty == "superior":
            superiors = self.organisation.superiors(self.setting.initiator, self.today)
        people = [found.id] if found is not None and found.active else list(superiors)
        people = [each for each in people if each not in task.excluded]
        if people:
            how = {**how, "fallback": "gj:empty", "people": people}
            principals = tuple(person(each) for each in people)
            return self.somebody(replace(task, principals=principals, routing=how))
        task = replace(task, routing=how)
        trouble = f"nobody is found for {task.element_id}, and gj:empty is block"
        return Grouped(task=task, trouble=trouble if self.rules.empty == "block" else "")

    def blocked(self, task: UserTaskCreated) -> Grouped:
        """Stop a task in whose chain of superiors a level is missing, with the administrators."""
        how = {**task.routing, "empty": "block", "fallback": "gj:chainMissing"}
        missing = ", ".join(task.routing["missing"])
        return Grouped(
            task=replace(task, assignee=None, principals=(ADMINISTRATORS,), routing=how),
            trouble=f"the superiors of {task.element_id} miss {missing}, gj:chainMissing is block",
        )

    def formed(self, task: UserTaskCreated, group: Group) -> ParticipantsChanged:
        return ParticipantsChanged(
            task_id=task.task_id,
            element_id=task.element_id,
            operation="form",
            targets=tuple(each.person for each in group),
            after=tuple(each.facts() for each in group),
            open=openly(group),
            tally=participation.tally(self.rules, group).facts(),
            rule={"mode": self.rules.mode.value, **self.threshold(task)},
        )

    def threshold(self, task: UserTaskCreated) -> dict[str, str]:
        """Return, for the record, how much agreement a vote needs as its node says it."""
        is_vote = self.rules.mode is Mode.VOTE
        return {"pass": task.settings.get("gj:pass", "100%")} if is_vote else {}

    def newcomer(self, who: str) -> Newcomer:
        posts = [each.post for each in self.organisation.held_by(who, self.today)]
        return Newcomer(
            id=who,
            name=self.name_of(who),
            post=self.organisation.post_title(who, self.today, self.setting.project),
            weight=participation.weight_of(self.rules, who, posts),
        )

    def name_of(self, who: str) -> str:
        known = self.organisation.people.get(who)
        return known.name if known else who
