"""票签 60 % of five people: it passes and fails as soon as it is decided, also by 减签."""

import pytest

PEOPLE = ["wangfang", "wangqiang", "majun", "sunli", "wulei"]


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        (["approve", "reject", "approve", "approve"], "End_Yes"),
        (["approve", "reject", "reject", "reject"], "End_No"),
    ],
)
def test_the_fourth_vote_decides(company, votes, outcome):
    company.send("vote", PEOPLE, **{"pass": "60%"})

    for who, decision in zip(PEOPLE, votes, strict=False):
        assert company.instance()["state"] == "active"
        company.ok(who, "vote", decision=decision)

    assert company.instance()["outcome"] == outcome
    assert company.states(PEOPLE[0])[PEOPLE[4]] == "skipped"
    final = company.history()[-1]["data"]["tally"]
    assert (final["total"], final["needed"], final["unvoted"]) == (5, 3, [PEOPLE[4]])


def test_taking_out_somebody_who_has_not_voted_closes_it(company):
    company.send("vote", PEOPLE, **{"pass": "60%"})
    for who, decision in zip(PEOPLE, ["approve", "approve", "reject"], strict=False):
        company.ok(who, "vote", decision=decision)
    assert company.instance()["state"] == "active"

    numbers = {person: each["id"] for person, each in company.participants(PEOPLE[0]).items()}
    company.ok("zhangwei", "remove-signer", participant=numbers["wulei"], reason="休假")
    company.ok("zhangwei", "remove-signer", participant=numbers["sunli"], reason="休假")

    assert company.instance()["outcome"] == "End_Yes"
    assert company.history()[-1]["data"]["tally"] == {
        "yes": 2,
        "no": 1,
        "open": 0,
        "total": 3,
        "needed": 2,
        "unvoted": [],
    }
