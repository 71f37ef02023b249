"""What a waiting element has still to begin goes along under the names of the new version."""

from engine.model.moves import ActivateBefore, CancelElement, TakeFlow
from tests.bpmn.migration.pairs import (
    document,
    extended,
    flow,
    line,
    node,
    user,
    whole,
)

LISTED = '<zeebe:adHoc activeElementsCollection="=[&quot;A&quot;,&quot;B&quot;]"/>'


def ad_hoc(second):
    inside = user("A") + user(second)
    return whole(node("adHocSubProcess", "H", extended(LISTED) + inside, ordering="Sequential"))


def test_an_ad_hoc_sub_process_begins_next_what_stands_for_the_named(begin):
    case = begin(ad_hoc("B"))

    case.migrate(document(ad_hoc("C")).encode(), mapping={"B": "C"})

    assert case.complete("A").open == ["C"]
    assert case.complete("C").ended


def test_an_ad_hoc_sub_process_cannot_go_on_where_what_comes_next_is_gone(begin, refusal):
    refused = refusal(begin(ad_hoc("B")), ad_hoc("C"))

    assert ("B", "no-counterpart") in refused.rules


def nested(way):
    """A sub-process that cannot be opened while its timer has no time."""
    deep = node("subProcess", "Q", user("D"))
    steps = user("A") + user("B") + deep
    inner = node("startEvent", "S2") + steps + node("endEvent", "E2")
    inner += flow("S2", "A") + flow("A", "B", way) + flow("B", "Q") + flow("Q", "E2")
    timer = "<timerEventDefinition><timeDuration>=wait</timeDuration></timerEventDefinition>"
    handler = node("startEvent", "HS", timer) + node("endEvent", "HE") + flow("HS", "HE")
    inner += node("subProcess", "T", handler, triggeredByEvent="true")
    return (
        node("startEvent", "S"),
        user("W"),
        node("subProcess", "P", inner),
        (node("endEvent", "E") + flow("S", "W") + flow("W", "P") + flow("P", "E")),
    )


def stuck(begin, *instructions):
    """Begin inside a sub-process whose timer cannot be armed."""
    case = begin(*nested("way"))
    case.modify(*instructions)
    assert [each.element_id for each in case.incidents()] == ["P"]
    return case


def test_an_opening_that_got_stuck_goes_on_by_the_flow_of_the_new_version(begin):
    case = stuck(begin, TakeFlow(flow_id="way"))

    case.migrate(document(*nested("other")).encode(), mapping={"way": "other"})

    assert case.write(wait="PT1H").retry().open == ["B", "W"]


def test_an_opening_that_got_stuck_goes_on_at_the_same_element(begin):
    case = stuck(begin, ActivateBefore(element_id="B"))

    case.migrate(document(*nested("way")).encode())

    assert case.write(wait="PT1H").retry().open == ["B", "W"]


def test_a_sub_process_within_one_that_got_stuck_is_opened_too(begin):
    case = stuck(begin, ActivateBefore(element_id="D"))

    case.migrate(document(*nested("way")).encode())

    assert case.write(wait="PT1H").retry().open == ["D", "W"]


def test_an_opening_that_got_stuck_cannot_go_on_where_its_flow_is_gone(begin, refusal):
    case = stuck(begin, TakeFlow(flow_id="way"))

    assert ("P", "flow-gone") in refusal(case, *nested("other")).rules


def gateway(by):
    """A complex gateway whose ways ask for a variable that is not there."""
    test = "<activationCondition>=activationCount &gt;= 1</activationCondition>"
    fork = line(node("startEvent", "S"), node("parallelGateway", "G"), user("A"))
    join = node("complexGateway", "J", test) + user("C") + node("endEvent", "E") + flow("C", "E")
    counted = f"<conditionExpression>=activationCounts.{by} &gt;= least</conditionExpression>"
    way = f'<sequenceFlow id="J_C" sourceRef="J" targetRef="C">{counted}</sequenceFlow>'
    return fork, user("B"), join, flow("A", "J", by) + flow("G", "B") + flow("B", "J") + way


def test_a_complex_gateway_in_an_incident_counts_by_the_flows_of_the_new_version(begin):
    case = begin(*gateway("old")).complete("A")
    assert [each.element_id for each in case.incidents()] == ["J"]

    case.migrate(document(*gateway("new")).encode(), mapping={"old": "new"})

    assert case.write(least=1).retry().open == ["B", "C"]


def returned(begin):
    """A case that is back at `A` and goes from there straight to `C`."""
    case = begin(line(user("A"), user("B"), user("C"))).complete("A").complete("B")
    return case.modify(CancelElement(element_id="C"), ActivateBefore(element_id="A", then=("C",)))


def test_what_goes_straight_back_goes_to_what_stands_for_it_now(begin):
    case = returned(begin)

    case.migrate(document(line(user("A"), user("B"), user("D"))).encode(), mapping={"C": "D"})

    assert case.complete("A").open == ["D"]
    assert case.complete("D").ended


def test_what_goes_straight_back_cannot_where_that_is_gone(begin, refusal):
    refused = refusal(returned(begin), line(user("A"), user("B"), user("D")))

    assert ("C", "no-counterpart") in refused.rules


def test_a_stuck_sub_process_that_would_go_straight_back_inside_goes_to_what_stands_for_it(begin):
    case = stuck(begin, ActivateBefore(element_id="A", then=("B",)))
    new = document(*nested("way")).replace('"B"', '"B9"')

    case.migrate(new.encode(), mapping={"B": "B9"}).write(wait="PT1H").retry()

    assert case.complete("A").open == ["B9", "W"]
