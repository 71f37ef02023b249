"""转办 to somebody in the node, or somebody who must keep out (回避), is refused."""


def test_it_is_refused_in_plain_words_and_nothing_changes(company):
    company.send("and", ["wangfang", "wangqiang"], exclude="user(majun)")

    present = company.post("wangfang", "transfer", to="wangqiang")
    excluded = company.post("wangfang", "transfer", to="majun")

    assert (present.status_code, excluded.status_code) == (422, 422)
    assert present.json()["facts"]["zh"] == "不能选择已在本节点的人员"
    assert "回避" in excluded.json()["facts"]["zh"]
    assert company.states("wangfang") == {"wangfang": "todo", "wangqiang": "todo"}
    company.ok("wangfang", "transfer", to="sunli", reason="出差")
    assert company.open_task("sunli") == company.task
