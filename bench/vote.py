"""One vote in a group of many against one vote in a group of ten, CPU in the same run.

`python bench/vote.py [sqlite|postgresql] [participants]`
"""

import sys
from functools import partial

from common import actor, company, cpu_of, database, deploy, median, tell

from engine import instances, user_tasks
from engine.store import TaskQuery

BODY = """<startEvent id="S"/><userTask id="Vote" name="Vote"><extensionElements><zeebe:userTask/>
<zeebe:properties><zeebe:property name="gj:mode" value="vote"/>
<zeebe:property name="gj:scope" value="case.project"/>
<zeebe:property name="gj:assign" value="post(voter)"/></zeebe:properties></extensionElements>
</userTask><exclusiveGateway id="G" default="c"/><endEvent id="Yes"/><endEvent id="No"/>
<sequenceFlow id="a" sourceRef="S" targetRef="Vote"/>
<sequenceFlow id="b" sourceRef="Vote" targetRef="G"/>
<sequenceFlow id="c" sourceRef="G" targetRef="No"/>
<sequenceFlow id="d" sourceRef="G" targetRef="Yes"><conditionExpression
xsi:type="tFormalExpression">=Vote.decision = "approve"</conditionExpression></sequenceFlow>"""
VOTES = 4  # fewer than decide a group of ten
CASES = 10


def main() -> None:
    """Measure ten and many."""
    name = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    few = one_vote(name, 10)
    found = one_vote(name, many)
    tell(f"{name}: one vote of {many} to one of 10", found / few, "x", "<= 3 x",
         f"{few:.2f} ms of 10, {found:.2f} ms of {many}")  # fmt: skip


def one_vote(name: str, people: int) -> float:
    """Return the median CPU of one vote in milliseconds."""
    with database(name) as store:
        boss = company(store, people)
        deploy(store, "ballot", BODY)
        voters = [actor(store, f"p{number}") for number in range(VOTES)]
        taken = []
        for _ in range(CASES):
            case = store.run(lambda tx: instances.start(tx, key="ballot", by=boss, project="HY01"))
            query = TaskQuery(instance_id=case.id)
            task = store.run(lambda tx, query=query: tx.tasks.page(query, boss)).items[0]
            for by in voters:
                vote = partial(user_tasks.vote, task_id=task.id, by=by, decision="approve")
                taken += [cpu_of(lambda vote=vote: store.run(vote))]
        return median(taken[1:])  # the first one compiles statements


if __name__ == "__main__":
    main()
