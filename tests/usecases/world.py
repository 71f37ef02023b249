"""A small company and its people, acting through the use cases."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from engine import actors, audit, deployments, instances, messages, user_tasks
from engine.model import Actor, Incident, ProcessInstance, Role, UserTask
from engine.model.organisation import Assignment, Organisation, Person, Post, Unit
from engine.store import CaseQuery, IncidentQuery, Store, TaskQuery
from engine.worker import Worker

T = TypeVar("T")

ORGANISATION = Organisation(
    units={
        "HQ": Unit(code="HQ", name="公司", type="company"),
        "HY01": Unit(code="HY01", name="花园一期", type="project", parent="HQ"),
        "HY02": Unit(code="HY02", name="花园二期", type="project", parent="HQ"),
    },
    posts={
        "staff": Post(code="staff", name="客服"),
        "manager": Post(code="manager", name="项目经理", rank=5),
    },
    people={
        "ann": Person(id="ann", name="安", groups=frozenset({"staff"})),
        "bob": Person(id="bob", name="博", groups=frozenset({"staff"})),
        "max": Person(id="max", name="马经理", groups=frozenset({"managers"})),
        "ada": Person(
            id="ada", name="管理员", roles=frozenset({Role.ADMINISTRATOR, Role.DESIGNER})
        ),
        "aud": Person(id="aud", name="审计员", roles=frozenset({Role.AUDITOR})),
        "out": Person(id="out", name="外人"),
        "gone": Person(id="gone", name="离职者", groups=frozenset({"staff"}), active=False),
    },
    assignments=(
        Assignment(person="ann", unit="HY01", post="staff", is_primary=True),
        Assignment(person="bob", unit="HY01", post="staff", is_primary=True),
        Assignment(person="max", unit="HY01", post="manager", is_primary=True, is_head=True),
    ),
)


class World:
    """One store, and what people do in it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        store.run(lambda tx: tx.people.replace(ORGANISATION))

    def actor(self, name: str) -> Actor:
        return self.store.run(lambda tx: actors.of_person(tx, name))

    def do(self, verb: Callable[..., T], *args: Any, by: str = "ann", **more: Any) -> T:
        """Let somebody do something in a transaction of its own."""
        actor = self.actor(by)
        return self.store.run(lambda tx: verb(tx, *args, by=actor, **more))

    def deploy(self, *diagrams: bytes, **forms: bytes) -> deployments.Deployed:
        resources = {f"{number}.bpmn": xml for number, xml in enumerate(diagrams)}
        resources |= {f"{name}.form.json": document for name, document in forms.items()}
        return self.do(deployments.deploy, resources, by="ada")

    def start(self, key: str, *, by: str = "ann", **more: Any) -> ProcessInstance:
        return self.do(instances.start, key=key, by=by, **more)

    def tasks(self, case: ProcessInstance | None = None) -> list[UserTask]:
        query, viewer = TaskQuery(instance_id=case.id if case else None), self.actor("ada")
        page = self.store.run(lambda tx: tx.tasks.page(query, viewer))
        return sorted(page.items, key=lambda task: task.element_id)

    def open(self, case: ProcessInstance | None = None) -> list[str]:
        return [task.element_id for task in self.tasks(case)]

    def task(self, element_id: str, case: ProcessInstance | None = None) -> UserTask:
        return next(task for task in self.tasks(case) if task.element_id == element_id)

    def worklist(self, name: str) -> list[str]:
        viewer = self.actor(name)
        page = self.store.run(lambda tx: tx.tasks.page(TaskQuery(), viewer))
        return sorted(task.element_id for task in page.items)

    def complete(
        self,
        element_id: str,
        *,
        by: str = "ann",
        case: ProcessInstance | None = None,
        **values: Any,
    ) -> ProcessInstance:
        task = self.task(element_id, case)
        return self.do(user_tasks.complete, task.id, by=by, variables=values)

    def get(self, case: ProcessInstance) -> ProcessInstance:
        return self.store.run(lambda tx: tx.cases.get(case.id))

    def variables(self, case: ProcessInstance) -> Mapping[str, Any]:
        return self.do(instances.variables, case.id, by="ada")

    def events(self, case: ProcessInstance, type_: str) -> list[Any]:
        rows = self.do(audit.history, case.id, by="ada")
        return [row.event for row in rows if row.type == type_]

    def history(self, case: ProcessInstance) -> list[str]:
        return [row.type for row in self.do(audit.history, case.id, by="ada")]

    def replays(self, case: ProcessInstance) -> bool:
        return self.do(audit.replay, case.id, by="ada").same

    def incidents(self, case: ProcessInstance) -> list[Incident]:
        query = IncidentQuery(instance_id=case.id)
        return list(self.store.run(lambda tx: tx.incidents.page(query)).items)

    def cases(self, key: str) -> list[ProcessInstance]:
        return list(self.store.run(lambda tx: tx.cases.page(CaseQuery(key=key))).items)

    def publish(self, name: str, key: str = "", **more: Any) -> messages.Published:
        return self.do(messages.publish, name, key, **more)

    def run_due(self) -> int:
        return Worker(self.store).run_due()

    def advance(self, **time: float) -> int:
        return Worker(self.store).advance_clock(timedelta(**time))
