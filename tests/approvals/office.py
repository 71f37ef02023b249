"""A company in which five people approve, and what they do with one another's items."""

from engine import user_tasks
from engine.model import Role
from engine.model.organisation import Assignment, Organisation, Person, Post, Unit
from tests.usecases.diagrams import START, bpmn, flow, path, user
from tests.usecases.world import World

PEOPLE = {
    "a": "安",
    "b": "博",
    "c": "陈",
    "d": "丁",
    "e": "鄂",
    "f": "方",
    "boss": "马经理",
    "ann": "申请人",
}

ORGANISATION = Organisation(
    units={
        "HQ": Unit(code="HQ", name="公司", type="company"),
        "HY01": Unit(code="HY01", name="花园一期", type="project", parent="HQ"),
        "KF": Unit(code="KF", name="客服部", type="department", parent="HY01"),
    },
    posts={
        "approver": Post(code="approver", name="审批员"),
        "clerk": Post(code="clerk", name="客服"),
        "manager": Post(code="manager", name="项目经理", rank=5),
    },
    people={
        **{id_: Person(id=id_, name=name) for id_, name in PEOPLE.items()},
        "ada": Person(
            id="ada", name="管理员", roles=frozenset({Role.ADMINISTRATOR, Role.DESIGNER})
        ),
        "out": Person(id="out", name="外人"),
        "gone": Person(id="gone", name="离职者", active=False),
    },
    assignments=(
        *(Assignment(person=who, unit="HY01", post="approver", is_primary=True) for who in "abcde"),
        Assignment(person="f", unit="KF", post="manager", is_primary=True, is_head=True),
        Assignment(person="ann", unit="KF", post="clerk", is_primary=True),
        Assignment(person="boss", unit="HY01", post="manager", is_primary=True, is_head=True),
    ),
)


def approval(mode="", *, people="abcde", key="approval", form="", **settings):
    """Return a process: fill in, approve by the node's rules, and two ends by the decision, if there is one."""
    named = {f"gj:{name}": value for name, value in settings.items()}
    if mode:
        named["gj:mode"] = mode
    if people:
        named.setdefault("gj:assign", " union ".join(f"user({who})" for who in people))
    approve = user("UT_Approve", groups="", form=form, settings=named)
    fill = user("UT_Fill", groups="", settings={"gj:assign": "initiator"})
    if mode not in {"and", "vote", "sequential"} and "decision" not in settings:
        end = '<endEvent id="End_Yes"/>'
        return bpmn(
            key,
            START + fill + approve + end + path("StartEvent_1", "UT_Fill", "UT_Approve", "End_Yes"),
        )
    return bpmn(
        key,
        START
        + fill
        + approve
        + '<exclusiveGateway id="G_1" default="F_G_1_End_No"/><endEvent id="End_Yes"/><endEvent id="End_No"/>'
        + path("StartEvent_1", "UT_Fill", "UT_Approve", "G_1")
        + flow("G_1", "End_Yes", "=UT_Approve.decision = &quot;approve&quot;")
        + flow("G_1", "End_No"),
    )


class Office(World):
    """A world with approvers, and shorter ways to let them act on the task in hand."""

    def __init__(self, store):
        super().__init__(store)
        store.run(lambda tx: tx.people.replace(ORGANISATION))

    def send(self, diagram, **more):
        """Deploy a process, start it and bring it to its approval."""
        self.deploy(diagram, **more.pop("forms", {}))
        case = self.start("approval", project="HY01", variables=more)
        return self.complete("UT_Fill", case=case)

    @property
    def id(self):
        return self.task("UT_Approve").id

    def act(self, operation, by, **more):
        return self.do(getattr(user_tasks, operation), self.id, by=by, **more)

    def approve(self, *names, **said):
        for name in names:
            done = self.act("approve", name, said=user_tasks.Said(**said))
        return done

    def reject(self, *names, **said):
        for name in names:
            done = self.act("reject", name, said=user_tasks.Said(**said))
        return done

    def group(self, task_id=None):
        wanted = task_id or self.id
        return self.store.run(lambda tx: tx.participants.of(wanted))

    def states(self, task_id=None):
        """Return the state of each person's item; who handed over stands with an arrow."""
        return {
            each.person + ("→" if each.part == "left" else ""): each.state.value
            for each in self.group(task_id)
        }

    def number(self, person):
        return next(
            each.id for each in self.group() if each.person == person and each.part != "left"
        )

    def mine(self, *names):
        """Return who of these people has the approval in his list."""
        return "".join(name for name in names if "UT_Approve" in self.worklist(name))

    def changes(self, case, operation=None):
        events = self.events(case, "ParticipantsChanged")
        return [each for each in events if operation in {None, each.operation}]


def checked(office, case):
    """Replay the case, and build its rows again: both give what is there."""
    assert office.replays(case)
    before = office.store.run(lambda tx: rows(tx, case))
    office.store.run(lambda tx: tx.cases.rebuild(case.id))
    assert office.store.run(lambda tx: rows(tx, case)) == before
    return case


def rows(tx, case):
    tasks = tx.tasks.of(case.id)
    asked = [tx.participants.consultations(task.id) for task in tasks]
    return tasks, tx.participants.of_case(case.id), asked
