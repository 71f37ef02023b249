"""One completion among many open children of a parallel multi-instance, load and save included.

`python bench/multi_instance.py [sqlite|postgresql] [children]`; CPU of this process, medians.
Floor: the same completion with ten children in the same run.
"""

import sys

from common import actor, company, cpu_of, database, deploy, median, tell

from engine import instances, user_tasks
from engine.store import TaskQuery

BODY = """<startEvent id="S"/><userTask id="Vote" name="Vote"><extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition assignee="boss"/></extensionElements>
<multiInstanceLoopCharacteristics isSequential="false"><extensionElements>
<zeebe:loopCharacteristics inputCollection="=items" inputElement="item"/></extensionElements>
</multiInstanceLoopCharacteristics></userTask><endEvent id="E"/>
<sequenceFlow id="a" sourceRef="S" targetRef="Vote"/>
<sequenceFlow id="b" sourceRef="Vote" targetRef="E"/>"""
COMPLETED = 8


def main() -> None:
    """Measure a few and many children."""
    name = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with database(name) as store:
        company(store)
        deploy(store, "each", BODY)
        few = one_completion(store, 10)
        tell(f"{name}: one of {many} children", one_completion(store, many), "ms", "<= 5 ms CPU",
             f"one of 10: {few:.2f} ms")  # fmt: skip


def one_completion(store, children: int) -> float:
    """Return the median CPU of one completion in milliseconds."""
    boss = actor(store, "boss")
    items = list(range(children))
    case = store.run(
        lambda tx: instances.start(tx, key="each", by=boss, variables={"items": items})
    )
    query = TaskQuery(instance_id=case.id)
    page = store.run(lambda tx: tx.tasks.page(query, boss, limit=COMPLETED + 1))
    return median(
        cpu_of(
            lambda task=task: store.run(
                lambda tx: user_tasks.complete(tx, task.id, by=boss, variables={})
            )
        )
        for task in page.items[:COMPLETED]
    )


if __name__ == "__main__":
    main()
