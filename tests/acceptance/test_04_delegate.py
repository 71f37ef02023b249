"""委派 A to B: B answers, A decides; the answer is no decision; both are shown."""


def test_the_answer_stands_beside_the_decision(company):
    company.send("and", ["wangfang"])
    company.ok("wangfang", "delegate", to="majun", reason="你熟悉")
    assert company.post("majun", "approve").status_code == 409
    assert company.post("wangfang", "approve").status_code == 409

    company.ok("majun", "resolve", opinion="情况属实")
    assert company.instance()["state"] == "active"
    company.ok("wangfang", "approve", opinion="同意")

    shown = company.participants("wangfang")
    assert (shown["majun"]["decision"], shown["majun"]["opinion"]) == (None, "情况属实")
    assert (shown["wangfang"]["decision"], shown["wangfang"]["opinion"]) == ("approve", "同意")
    assert company.instance()["outcome"] == "End_Yes"
