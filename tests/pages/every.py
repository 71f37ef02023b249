"""Which pages there are, by the route table, and a company that holds an example of each.

A route of the pages without an example here fails test_every_page.py: whoever adds a page adds what
it is to be looked at with. `{name}` in an address is the id of that name in `examples`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute

from tests.api.serving import Client
from tests.api.test_drafts import CAMUNDA
from tests.approvals.office import approval
from tests.pages.walking import PHOTO
from tests.usecases import diagrams


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A served company with an example for every page."""

    app: FastAPI
    address: str
    ids: Mapping[str, str]


NOWHERE = "00000000-0000-7000-8000-000000000000"
CHIEF, AUDITOR, CLERK, DESIGNER = "fangyuan", "hanbing", "limin", "caoying"

EXAMPLES = {
    "/": [(CLERK, "/")],
    "/sign-in": [(None, "/sign-in"), (None, "/sign-in?next=/tasks")],
    "/me": [(CLERK, "/me"), (CHIEF, "/me")],
    "/me/preferences": [(CLERK, "/me/preferences")],
    "/tasks": [
        (CLERK, "/tasks"),
        (CLERK, "/tasks?only=returned"),
        (CLERK, "/tasks?box=started"),
        (CLERK, "/tasks?box=done"),
        (CLERK, "/tasks?box=drafts"),
        (CLERK, "/tasks?box=followed"),
        (CLERK, "/tasks?q=没有这样的任务"),
        ("wangfang", "/tasks?box=pool"),
        ("wangfang", "/tasks?box=team&only=late"),
        ("wangfang", "/tasks?box=unit-cases"),
        ("zhangwei", "/tasks?box=unit-cases&only=running"),
        ("liuyang", "/tasks?box=copies"),
        ("liuyang", "/tasks?box=agent"),
    ],
    "/tasks/{task_id}": [
        (CLERK, "/tasks/{task}"),
        (CLERK, "/tasks/{pooled}"),
        (CLERK, "/tasks/{delegated}"),
        ("wangfang", "/tasks/{deciding}"),
        (CHIEF, "/tasks/{task}"),
        (CLERK, "/tasks/{closed}"),
    ],
    "/tasks/{task_id}/diagram": [
        (CLERK, "/tasks/{task}/diagram"),
        ("wangfang", "/tasks/{deciding}/diagram"),
    ],
    "/tasks/{task_id}/jump": [
        (CHIEF, "/tasks/{task}/jump"),
        (CHIEF, "/tasks/{task}/jump?to=UT_Close"),
    ],
    "/copies/{copy_id}": [("liuyang", "/copies/{copy}")],
    "/notices": [("liuyang", "/notices"), (DESIGNER, "/notices?only=unread")],
    "/notices/{notice_id}": [("liuyang", "/notices/{notice}")],
    "/cases/{instance_id}": [(CLERK, "/cases/{case}"), (AUDITOR, "/cases/{case}")],
    "/cases/{instance_id}/approval-sheet": [(CLERK, "/cases/{case}/approval-sheet")],
    "/substitutions": [(CLERK, "/substitutions"), (AUDITOR, "/substitutions")],
    "/handovers": [(CLERK, "/handovers"), (CHIEF, "/handovers?person=sunhao")],
    "/handovers/{handover_id}": [(CLERK, "/handovers/{handover}")],
    "/start": [(CLERK, "/start"), (CLERK, "/start?q=投诉"), (CLERK, "/start?q=没有")],
    "/start/{key}": [(CLERK, "/start/trip?project=HY01")],
    "/report/{project}": [(None, "/report/HY01")],
    "/report/{project}/status": [(None, "/report/HY01/status")],
    "/report/{project}/poster": [(None, "/report/HY01/poster")],
    "/audit": [(AUDITOR, "/audit"), (AUDITOR, "/audit?q=电梯"), (AUDITOR, "/audit?q=没有")],
    "/audit/cases/{instance_id}": [
        (AUDITOR, "/audit/cases/{case}"),
        (AUDITOR, "/audit/cases/{case}?stop=0&node=UT_Register&only=anomalies"),
    ],
    "/audit/cases/{instance_id}/replay": [(AUDITOR, "/audit/cases/{case}/replay?stop=1")],
    "/audit/cases/{instance_id}/record": [(AUDITOR, "/audit/cases/{case}/record")],
    "/audit/log": [(AUDITOR, "/audit/log"), (AUDITOR, "/audit/log?type=failed")],
    "/audit/deviations": [(AUDITOR, "/audit/deviations")],
    "/audit/heat": [(AUDITOR, "/audit/heat"), (AUDITOR, "/audit/heat?by=time")],
    "/audit/verification": [(AUDITOR, "/audit/verification")],
    "/admin": [(CHIEF, "/admin")],
    "/admin/cases": [(CHIEF, "/admin/cases"), (CHIEF, "/admin/cases?q=没有")],
    "/admin/cases/{instance_id}": [(CHIEF, "/admin/cases/{case}"), (CHIEF, "/admin/cases/{stuck}")],
    "/admin/cases/{instance_id}/{kind}": [
        (CHIEF, "/admin/cases/{case}/move"),
        (CHIEF, "/admin/cases/{stuck}/variables"),
        (CHIEF, "/admin/cases/{case}/state"),
        (CHIEF, "/admin/cases/{case}/migration"),
    ],
    "/admin/tasks": [(CHIEF, "/admin/tasks"), (CHIEF, "/admin/tasks?only=late")],
    "/admin/incidents": [(CHIEF, "/admin/incidents")],
    "/admin/incidents/{incident_id}": [(CHIEF, "/admin/incidents/{incident}")],
    "/admin/jobs": [(CHIEF, "/admin/jobs"), (CHIEF, "/admin/jobs?state=failed")],
    "/admin/jobs/{job_id}": [(CHIEF, "/admin/jobs/{job}")],
    "/admin/deliveries": [(CHIEF, "/admin/deliveries")],
    "/admin/webhooks": [(CHIEF, "/admin/webhooks")],
    "/admin/reports": [(CHIEF, "/admin/reports"), (AUDITOR, "/admin/reports?by=person")],
    "/admin/reports/cases": [
        (CHIEF, "/admin/reports/cases?since=2031-01-01&until=2031-12-31&measure=started")
    ],
    "/admin/organisation": [(CHIEF, "/admin/organisation")],
    "/admin/organisation/limits": [(CHIEF, "/admin/organisation/limits")],
    "/admin/organisation/{kind}/{code:path}": [
        (CHIEF, "/admin/organisation/units/HY01"),
        (CHIEF, "/admin/organisation/posts/cs_front"),
        (CHIEF, "/admin/organisation/people/limin"),
        (CHIEF, "/admin/organisation/people/"),
    ],
    "/admin/headcounts": [
        (CHIEF, "/admin/headcounts"),
        (CHIEF, "/admin/headcounts?unit=HY02"),
    ],
    "/admin/headcounts/{unit}/{post}/{year}": [(CHIEF, "/admin/headcounts/HY01/cs_front/2031")],
    "/admin/customers": [(CHIEF, "/admin/customers"), (CHIEF, "/admin/customers?q=没有")],
    "/admin/customers/{code:path}": [
        (CHIEF, "/admin/customers/"),
        (CHIEF, "/admin/customers/K001"),
    ],
    "/admin/rosters": [
        (CHIEF, "/admin/rosters?unit=HY01&kind=duty&since=2031-03-03"),
        (CHIEF, "/admin/rosters"),
        (CHIEF, "/admin/rosters?unit=HY02"),
    ],
    "/admin/workbook": [(CHIEF, "/admin/workbook")],
    "/admin/substitutions": [(CHIEF, "/admin/substitutions")],
    "/admin/calendars": [(CHIEF, "/admin/calendars")],
    "/admin/calendars/{code}": [(CHIEF, "/admin/calendars/cn")],
    "/admin/rights": [(CHIEF, "/admin/rights")],
    "/admin/rights/grants": [(CHIEF, "/admin/rights/grants")],
    "/admin/accounts": [(CHIEF, "/admin/accounts"), (CHIEF, "/admin/accounts?state=blocked")],
    "/admin/accounts/{person}": [
        (CHIEF, "/admin/accounts/hemei"),
        (CHIEF, "/admin/accounts/limin"),
        (CHIEF, "/admin/accounts/fangyuan"),
    ],
    "/admin/system": [(CHIEF, "/admin/system")],
    "/admin/retention": [(CHIEF, "/admin/retention")],
    "/admin/retention/{instance_id}": [(CHIEF, "/admin/retention/{case}")],
    "/admin/definitions": [(CHIEF, "/admin/definitions")],
    "/admin/definitions/{definition_id}": [(CHIEF, "/admin/definitions/complaint-handling:1")],
    "/admin/versions/{definition_id}": [(CHIEF, "/admin/versions/with-timers:1")],
    "/admin/batches/{batch_id}": [(CHIEF, "/admin/batches/{batch}")],
    "/admin/imports": [(CHIEF, "/admin/imports")],
    "/admin/drafts/{draft_id}": [
        (CHIEF, "/admin/drafts/{draft}"),
        (DESIGNER, "/admin/drafts/{wrong}"),
    ],
    "/designer": [(CHIEF, "/designer"), (DESIGNER, "/designer")],
    "/designer/{draft_id}": [(CHIEF, "/designer/{draft}"), (DESIGNER, "/designer/{wrong}")],
    "/designer/{draft_id}/review": [(CHIEF, "/designer/{draft}/review")],
}
"""Route → who looks at it, and where."""

REFUSED = {
    (CLERK, f"/tasks/{NOWHERE}"): 404,
    ("zhuting", "/tasks/{task}"): 404,
    (CLERK, "/tasks/{task}/jump?to=UT_Close"): 403,
    (CHIEF, "/tasks/{task}/jump?to=UT_Register"): 422,
    (CLERK, "/admin/rights"): 403,
    (CLERK, "/audit"): 403,
    (CLERK, "/designer/{draft}"): 403,
    (None, "/report/nowhere"): 404,
}
"""Who looks where nothing is shown to him, and with what it is refused."""

NO_PAGES = {
    "/sign-in/oidc": "leads to the provider of identities; 404 where none is set",
    "/sign-in/oidc/callback": "where the provider sends back to",
    "/sign-in/oidc/sign-out": "leads to the provider",
    "/tasks/{task_id}/conditions.css": "a style sheet",
    "/report/{project}/choices.css": "a style sheet",
    "/live": "a stream that does not end",
    "/attachments/{attachment_id}": "a file",
    "/admin/workbook.xlsx": "a spreadsheet",
    "/admin/drafts/{draft_id}/files/{name:path}": "a file",
    "/metrics": "for programs",
}
"""Routes beside the pages that answer with something else."""


def routes(app):
    """Return the paths of the pages, by the routers that the application includes."""
    included = [getattr(each, "original_router", None) for each in app.routes]
    return {
        route.path
        for router in included
        if router is not None
        for route in router.routes
        if isinstance(route, APIRoute)
        and "GET" in route.methods
        and route.endpoint.__module__.startswith("api.pages")
    }


def addresses(ids):
    """Yield the route, who looks, and the address with the ids filled in."""
    for route, examples in EXAMPLES.items():
        for login, address in examples:
            yield route, login, address.format_map(ids)


def examples(app):
    """Let people do what leaves something to see on every page; return the ids by name."""
    clerk, chief, designer = Client(app, CLERK), Client(app, CHIEF), Client(app, DESIGNER)
    ids = _complaints(app, clerk)
    ids |= _trouble(app, clerk, chief, designer)
    ids |= _drafts(designer)
    wanted = {"person": CLERK, "successor": "liuyang", "reason": "下班"}
    ids["handover"] = clerk.post("/handovers/shift", wanted).json()["id"]
    filter_ = {"name": "超时", "content": {"box": "todo", "only": "late"}, "shared": "HY01-CS"}
    clerk.post("/saved-filters", filter_)
    clerk.post("/tokens", {"name": "报表", "scopes": ["read"]})
    _company(chief)
    hook = {"url": "https://hooks.example/guanjia", "kinds": ["task.created"]}
    chief.post("/webhooks", hook)
    return ids


def _company(chief):
    """Let there be places of a post, a customer, somebody on duty, a grant, a blocked account."""
    chief.send("PUT", "/headcounts/HY01/cs_front/2031", {"quota": 4, "actual": 2})
    place = {"unit": "HY01", "post": "cs_front", "year": 2031}
    chief.post("/headcounts/reservations", {"ref": "ZP-HY01-20310303-001", **place})
    owner = {"name": "何先生", "phone": "13800138000", "units": ["3-1-1502"]}
    chief.send("PUT", "/customers/K001", owner)
    turn = {"person": "wulei", "post": "duty_manager", "name": "夜班"}
    turns = [{**turn, "day": f"2031-03-0{day}", "begins": "18:00"} for day in (3, 4)]
    days = {"since": "2031-03-03", "until": "2031-03-09", "turns": turns}
    chief.send("PUT", "/rosters/duty/HY01", days)
    grants = [{"role": "auditor", "post": "quality_company", "unit": "HY01"}]
    kept = chief.send("PUT", "/organisation/role-grants?reason=品质检查", grants)
    assert kept.status_code == 200, kept.text
    chief.send("PUT", "/organisation/people/hemei/block", {"reason": "长期休假"})


def _complaints(app, clerk):
    case, *others = (_started(clerk, "complaint-handling") for _ in range(4))
    task = clerk.task_of(case["id"])["id"]
    pooled, delegated, closed = (clerk.task_of(each["id"])["id"] for each in others)
    clerk.post(f"/user-tasks/{task}/claim")
    clerk.post(f"/user-tasks/{task}/comments", {"text": "已联系业主"})
    _attach(clerk, task)
    clerk.post(f"/user-tasks/{task}/copies", {"people": ["liuyang"], "confirm": "signature"})
    clerk.send("PUT", f"/user-tasks/{task}/draft", {"values": {"content": "异响"}})
    clerk.send("PUT", f"/process-instances/{case['id']}/follow")
    clerk.post(f"/user-tasks/{delegated}/claim")
    wanted = {"to": "liuyang", "reason": "请代为登记"}
    handed = clerk.post(f"/user-tasks/{delegated}/delegate", wanted)
    assert handed.status_code == 200, handed.text
    reason = {"reason": "重复"}
    ended = clerk.post(f"/process-instances/{others[2]['id']}/cancellation", reason)
    assert ended.status_code == 200, ended.text
    reader = Client(app, "liuyang")
    return {
        "case": case["id"],
        "task": task,
        "pooled": pooled,
        "delegated": delegated,
        "closed": closed,
        "copy": reader.get("/copies").json()["items"][0]["id"],
        "notice": reader.get("/notices").json()["items"][0]["id"],
    }


def _started(client, key, **variables):
    body = {"process_key": key, "project": "HY01", "variables": variables}
    answer = client.post("/process-instances", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _attach(client, task):
    client.http.post(
        f"/api/v1/user-tasks/{task}/attachments",
        files={"file": ("现场.png", PHOTO["buffer"], "image/png")},
        headers=client.headers,
    )


def _trouble(app, clerk, chief, designer):
    """Leave an incident, timers, a batch of migrations, and a form before the start."""
    files = {f"{name}.bpmn": file for name, file in TROUBLE.items()}
    trip = {name: (HERE / name).read_bytes() for name in ("trip.bpmn", "trip_start.form.json")}
    answer = designer.deploy(**files, **trip)
    assert answer.status_code == 201, answer.text
    stuck = _started(chief, "with-condition", amount="不是数")
    timed = _started(chief, "with-timers")
    deciding = _started(clerk, "approval")
    clerk.post(f"/user-tasks/{clerk.task_of(deciding['id'])['id']}/completion", {})
    voter = Client(app, "wangqiang")
    deciding = voter.task_of(deciding["id"])["id"]
    voter.post(f"/user-tasks/{deciding}/approve", {"opinion": "同意，尽快"})
    newer = TROUBLE["with-timers"].replace("定时提醒".encode(), "定时提醒二".encode())
    designer.deploy(**{"with-timers.bpmn": newer})
    plan = {"source": "with-timers:1", "target": "with-timers:2"}
    seen = chief.post("/migrations/preview", plan).json()["token"]
    return {
        "stuck": stuck["id"],
        "incident": chief.get("/incidents").json()["items"][0]["id"],
        "job": chief.get("/jobs", instance_id=timed["id"]).json()["items"][0]["id"],
        "deciding": deciding,
        "batch": chief.post("/migrations", {**plan, "reason": "新版", "preview": seen}).json()[
            "id"
        ],
    }


def _drafts(designer):
    begun = designer.post(
        "/drafts/from-template", {"template": "approval", "key": "keys", "name": "钥匙交接"}
    )
    wrong = designer.http.post(
        "/api/v1/imports",
        files={"file": ("trip.bpmn", (CAMUNDA % b"false").replace(b"Book", "订票".encode()))},
        headers=designer.headers,
    )
    return {"draft": begun.json()["id"], "wrong": wrong.json()["draft"]["id"]}


def _named(xml, **names):
    for before, after in names.items():
        xml = xml.replace(f'name="{before}"'.encode(), f'name="{after}"'.encode())
    return xml


HERE = Path(__file__).parent
TROUBLE = {
    "approval": _named(
        approval("vote", people=["wangfang", "wangqiang", "majun"], **{"pass": "60%"}),
        UT_Approve="会审",
        UT_Fill="填写",
        **{"approval 流程": "会审"},
    ),
    "with-condition": _named(
        diagrams.WITH_CONDITION, UT_Big="大额审批", **{"with-condition 流程": "金额判断"}
    ),
    "with-timers": _named(
        diagrams.WITH_TIMERS.replace(b'id="T_Wait"', 'id="T_Wait" name="等候"'.encode()).replace(
            b'id="T_Remind"', 'id="T_Remind" name="提醒"'.encode()
        ),
        UT_Work="现场处理",
        **{"with-timers 流程": "定时提醒"},
    ),
}
