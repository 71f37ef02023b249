"""What auditors read of work that went otherwise: in another's place, skipped, migrated, slowly."""

import re

import pytest
from lxml import etree

from engine import layout
from engine.diagram import xml as door
from tests.api.serving import Client, running
from tests.approvals.office import approval
from tests.pages.test_pages import Reader
from tests.usecases.diagrams import END, START, bpmn, path, user

WARMEST = "#f07860"


def drawn(diagram):
    """Return a process with a layout, so that it can be shown."""
    root = door.read(diagram)
    layout.lay_out(root)
    return etree.tostring(root)


def version(element_id):
    task = user(element_id, groups="", settings={"gj:assign": "initiator"})
    return bpmn("renewed", START + task + END + path("StartEvent_1", element_id, "End_1"))


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    with running(tmp_path_factory.mktemp("worked"), shipped=False) as app:
        diagrams = {
            "acted": approval("", people=["wangfang"], key="acted", decision="approval"),
            "skipped": approval(
                "and", people="", key="skipped", assign="group(none)", empty="pass"
            ),
            "slow": drawn(approval("", people=["wangfang"], key="slow")),
            "renewed": version("UT_Old"),
        }
        for name, content in diagrams.items():
            deployed = Client(app, "caoying").deploy(**{f"{name}.bpmn": content})
            assert deployed.status_code == 201, deployed.text
        yield app


@pytest.fixture
def auditor(company):
    return Reader(company, "hanbing")


@pytest.fixture
def begun(company):
    """Begin a case as 李敏 and return its id."""

    def begin(key):
        body = {"process_key": key, "project": "HY01"}
        started = Client(company, "limin").post("/process-instances", body)
        assert started.status_code == 201, started.text
        return started.json()["id"]

    return begin


@pytest.fixture
def act(company):
    """Let somebody do something with the open task of a case; without more: complete it."""

    def do(who, case, operation="completion", **body):
        client = Client(company, who)
        answer = client.post(f"/user-tasks/{client.task_of(case)['id']}/{operation}", body)
        assert answer.is_success, answer.text

    return do


def advance(company, hours):
    Client(company, "fangyuan").post("/clock/advance", {"duration": f"PT{hours}H"})


def test_the_timeline_says_for_whom_somebody_acted_and_leads_to_what_he_attached(
    company, auditor, begun, act
):
    now = Client(company, "fangyuan").get("/clock").json()["now"]
    window = {"begins": now, "ends": f"{int(now[:4]) + 1}{now[4:]}", "agent": "gaoxiang"}
    made = Client(company, "wangfang").post("/substitutions", window)
    assert made.status_code == 201, made.text
    case = begun("acted")
    act("limin", case)
    agent = Client(company, "gaoxiang")
    (task,) = agent.get("/user-tasks", instance_id=case, in_place=True).json()["items"]
    photo = {"file": ("现场.png", b"\x89PNG as seen", "image/png")}
    address = f"/api/v1/user-tasks/{task['id']}/attachments"
    kept = agent.http.post(address, files=photo, headers=agent.headers).json()["id"]
    agent.post(f"/user-tasks/{task['id']}/approve", {"opinion": "属实"})

    page = auditor.get(f"/audit/cases/{case}").text

    (link,) = set(re.findall(r'<a class="tall" href="(/attachments/[^"]+)">[^<]*现场.png', page))
    shown = " ".join(auditor.text().split())
    assert re.search(r"高翔[^。]*代 王芳 办理 属实", shown)
    assert link == f"/attachments/{kept}"
    assert auditor.get(link).content == b"\x89PNG as seen"


def test_a_step_that_a_rule_passed_over_is_listed_as_skipped(company, auditor, begun, act):
    case = begun("skipped")
    act("limin", case)

    auditor.get("/audit/deviations?rule=skipped&process=skipped")
    listed = Client(company, "hanbing").get("/audit/deviations", rule="skipped").json()["items"]

    assert "! 跳过环节" in auditor.text()
    assert "UT_Approve" in auditor.text()
    assert f"/audit/cases/{case}" in auditor.page.text
    assert [(each["event"], each["rule"]) for each in listed] == [
        ("ParticipantsChanged", "skipped")
    ]
    assert "没有发现偏差" in auditor.get("/audit/deviations?rule=skipped&process=slow").text


def test_a_heat_map_by_time_shades_what_takes_long_and_tells_how_long(company, auditor, begun, act):
    cases = [begun("slow") for _ in range(2)]
    advance(company, 1)
    for case in cases:
        act("limin", case)
    advance(company, 3)
    act("wangfang", cases[0])

    auditor.get("/audit/heat?version=slow:1&by=time")

    groups = re.findall(
        r'data-element-id="(UT_\w+)">(.*?)(?=<g class|</svg>)', auditor.page.text, re.DOTALL
    )
    fills = {name: re.search(r'fill="(#\w+)"', group)[1] for name, group in groups}
    assert fills["UT_Approve"] == WARMEST
    assert fills["UT_Fill"] not in {WARMEST, "#ffffff"}
    lines = dict(re.findall(r"<tr><td>(UT_\w+)</td>(.*?)</tr>", auditor.page.text))
    cells = {name: re.findall(r'number">([^<]*)<', line) for name, line in lines.items()}
    assert cells == {"UT_Fill": ["2", "0", "1.0 小时"], "UT_Approve": ["2", "1", "3.0 小时"]}
    assert auditor.text().count("3.0 小时") == 2


def test_a_migration_stands_among_the_interventions_with_before_and_after(company, auditor, begun):
    case = begun("renewed")
    renewed = Client(company, "caoying").deploy(**{"renewed.bpmn": version("UT_New")})
    assert renewed.status_code == 201, renewed.text
    chief, place = Client(company, "fangyuan"), f"/process-instances/{case}/migration"
    order = {"target": "renewed:2", "mapping": {"UT_Old": "UT_New"}}
    token = chief.post(f"{place}/preview", order).json()["token"]
    moved = chief.post(place, {**order, "reason": "新版上线", "preview": token})
    assert moved.status_code == 200, moved.text

    page = auditor.get(f"/audit/cases/{case}?only=anomalies").text

    (told,) = re.findall(r'<div class="intervention">(.*?)</dl>', page, re.DOTALL)
    words = " ".join(re.sub(r"<[^>]+>", " ", told).split())
    assert "迁移版本" in words
    assert "新版上线" in words
    assert re.search(r"之前所在环节 UT_Old 之后所在环节 UT_New", words)
