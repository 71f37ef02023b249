"""前加签 and 减签 of the only added one: it is the first one's to do again; both are in the log."""


def test_it_comes_back_and_the_log_names_operator_and_removed_person(company):
    company.send("and", ["wangfang"])
    company.ok("wangfang", "add-before", people=["majun"], reason="请先看")
    assert company.states("wangfang") == {"wangfang": "waiting", "majun": "todo"}
    assert company.open_task("wangfang") is None

    company.ok("wangfang", "remove-signer", participant=2, reason="不用了")

    assert company.states("wangfang") == {"wangfang": "todo", "majun": "removed"}
    assert company.open_task("wangfang") == company.task
    row = company.history()[-1]
    assert (row["actor"], row["data"]["operation"]) == ("wangfang", "remove-signer")
    assert (row["data"]["targets"], row["data"]["reason"]) == (["majun"], "不用了")
