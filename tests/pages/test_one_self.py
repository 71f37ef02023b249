"""One's own pages: settings, phrases, who acts in one's place, handing over."""

import re

import pytest

from tests.api.serving import Client, running
from tests.approvals.office import approval
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("self"), shipped=False) as app:
        diagram = approval("", people=["dengbo", "majun"], key="one", due="PT10H")
        assert Client(app, "caoying").deploy(**{"one.bpmn": diagram}).status_code == 201
        yield app


def test_settings_are_kept_and_the_pages_follow_the_language(app):
    reader = Reader(app, "limin")
    reader.get("/me/preferences")

    told = {"told.task.created": ["inbox", "email"], "quiet_from": "22:00", "quiet_until": "07:30"}
    reader.post("/me/preferences", language="en", **{"address.email": "a@example.com"}, **told)

    kept = Client(app, "limin").get("/preferences").json()
    assert "My settings" in reader.text()
    assert kept["addresses"] == {"email": "a@example.com"}
    assert kept["muted"]["task.created"] == ["wecom", "dingtalk", "feishu", "sms"]
    assert (kept["quiet_from"], kept["quiet_until"], kept["language"]) == ("22:00", "07:30", "en")


def test_half_of_quiet_hours_is_refused(app):
    reader = Reader(app, "wulei")
    reader.get("/me/preferences")

    assert reader.post("/me/preferences", quiet_from="22:00").status_code == 422


def test_phrases_are_written_one_a_line(app):
    reader = Reader(app, "limin")
    reader.get("/me/preferences")

    reader.post("/me/phrases", phrases="同意\n\n请补充照片\n")

    assert Client(app, "limin").get("/phrases").json()["items"] == ["同意", "请补充照片"]
    assert "常用语已保存" in reader.text()


def test_somebody_acts_in_ones_place_until_it_is_ended(app):
    reader = Reader(app, "wangfang")
    reader.get("/substitutions")
    once = reader.hidden("once")
    form = {"agent": "limin", "begins": reader.hidden("begins") or "2020-01-01T08:00"}

    for _ in range(2):
        reader.post("/substitutions", ends="2099-01-01T08:00", reason="休假", once=once, **form)
    shown = reader.text()
    agent = Reader(app, "limin")
    agent.get("/substitutions")
    path = re.search(r'action="(/substitutions/[^"]+/end)"', reader.page.text)[1]
    reader.post(path)

    assert "李敏代理王芳" in " ".join(shown.split())
    assert shown.count("生效中") == 1
    assert "王芳" in agent.text()
    assert "已结束" in reader.text()


@pytest.mark.parametrize(
    ("ends", "said"), [("", "请填写开始和结束时间"), ("2001-01-01T08:00", "代理时间段无效或已结束")]
)
def test_a_substitution_without_a_time_to_come_is_refused(app, ends, said):
    reader = Reader(app, "linjing")
    reader.get("/substitutions")

    reader.post("/substitutions", agent="limin", begins="2020-01-01T08:00", ends=ends, once="x")

    assert reader.page.status_code == 422
    assert said in reader.text()


def begun(app, who="dengbo"):
    """Start a case as limin; return the task that somebody else then has."""
    clerk = Client(app, "limin")
    case = clerk.post("/process-instances", {"process_key": "one", "project": "HY01"}).json()["id"]
    clerk.post(f"/user-tasks/{clerk.task_of(case)['id']}/completion", {})
    return Client(app, who).task_of(case)


def test_a_shift_is_handed_over_and_both_sign_the_list(app):
    task = begun(app)
    worker, following = Reader(app, "dengbo"), Reader(app, "majun")
    Client(app, "dengbo").post(f"/user-tasks/{task['id']}/claim")
    worker.get("/handovers")

    worker.post("/handovers", kind="shift", successor="majun", reason="下班", once="shift")
    listed = worker.page.url.path
    worker.post(f"{listed}/signature")
    following.get("/handovers")
    assert listed in following.page.text
    following.get(listed)
    following.post(f"{listed}/signature")

    assert "已交接" in following.text()
    assert following.text().count("未签字") == 0
    assert Client(app, "majun").get(f"/user-tasks/{task['id']}").json()["assignee"] == "majun"
    assert Reader(app, "gaoxiang").get(listed).status_code == 404


def test_who_leaves_is_handed_over_by_an_administrator_who_looks_first(app):
    admin = Reader(app, "fangyuan")

    admin.get("/handovers?person=sunhao")
    seen = admin.text()
    admin.post("/handovers", kind="leaving", person="sunhao", successor="wulei", once="leave")

    assert "岗位" in seen
    assert "离职交接" in admin.text()
    lists = Client(app, "fangyuan").get("/handovers").json()
    assert ("leaving", "sunhao") in {(each["kind"], each["person"]) for each in lists}


def test_an_unknown_kind_of_hand_over_is_refused(app):
    reader = Reader(app, "wulei")
    reader.get("/handovers")

    assert reader.post("/handovers", kind="gift", successor="limin").status_code == 422


def test_the_page_of_oneself_leads_to_all_of_them(app):
    page = Reader(app, "limin").get("/me").text

    for path in ("/me/preferences", "/substitutions", "/handovers"):
        assert f'href="{path}"' in page
