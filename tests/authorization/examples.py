"""What routes are asked about that a company has none of by itself: an example of each, made anew.

An example is what the address of a route names, and the body where the smallest one would not do.
Whoever makes it is one of those who ask, so that somebody is let in to it.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from tests.api.test_ad_hoc import AD_HOC
from tests.usecases import diagrams

TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D"
 name="level" namespace="http://example.org/dmn"><decision id="level" name="level">
<variable id="V" name="level" typeRef="string"/><decisionTable id="T" hitPolicy="UNIQUE">
<input id="I"><inputExpression id="IE"><text>days</text></inputExpression></input>
<output id="O" name="level" typeRef="string"/><rule id="R"><inputEntry id="E1"><text>-</text>
</inputEntry><outputEntry id="E2"><text>"a"</text></outputEntry></rule></decisionTable></decision>
</definitions>"""
SECOND = diagrams.WITH_TIMERS.replace(b"UT_Work", b"UT_Works")
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00"
    b"\x00\x00\x00IEND\xaeB`\x82"
)
CANDIDATE, HEAD = "limin", "zhangwei"
SUCCESSOR, BLOCKED = "liuyang", "hemei"
"""People who ask nothing themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What a route is asked about."""

    known: dict[str, str]
    """Parts of the address by name."""
    body: Any = field(default=None)


class Examples:
    """Makes examples in a company; the first one deploys what they need."""

    def __init__(self, app, clients):
        self.app = app
        self.candidate, self.head = clients["candidate"], clients["head"]
        self.designer, self.admin = clients["designer"], clients["administrator"]

    def of(self, method, path):
        """Return the example of a route; None where any case and task will do."""
        made = _MAKERS.get((method, path)) or _MAKERS.get(path)
        if made is None:
            return None
        known = self.designer.get("/process-definitions").json()["items"]
        if not any(each["key"] == "with-timers" for each in known):
            self._deploy()
        return made(self)

    def _deploy(self):
        files = {"timers": diagrams.WITH_TIMERS, "stuck": diagrams.WITH_CONDITION,
                 "job": diagrams.WITH_JOB, "adhoc": AD_HOC, "through": diagrams.STRAIGHT_THROUGH}  # fmt: skip
        named = {f"{name}.bpmn": file for name, file in files.items()}
        _made(self.designer.deploy(**named, **{"t.dmn": TABLE}))
        _made(self.designer.deploy(**{"timers.bpmn": SECOND}))

    def task(self):
        task = self.candidate.leave()
        return {"task_id": task["id"], "instance_id": task["instance_id"]}

    def attachment(self):
        made = self.candidate.http.post(
            f"/api/v1/user-tasks/{self.task()['task_id']}/attachments",
            files={"file": ("a.png", PNG, "image/png")},
            headers=self.candidate.headers,
        )
        return Example(known={"attachment_id": _made(made)["id"]})

    def copy(self):
        asked = {"people": [HEAD], "confirm": "signature"}
        _made(self.candidate.post(f"/user-tasks/{self.task()['task_id']}/copies", asked))
        return Example(known={"copy_id": self.head.get("/copies").json()["items"][0]["id"]})

    def customer(self):
        owner = {"name": "何先生", "phone": "13800138000", "units": ["3-1-1502"]}
        _made(self.admin.send("PUT", "/customers/K001", owner))
        return Example(known={"code": "K001"})

    def delivery(self):
        hook = self._hook()
        self.task()
        found = self.admin.get("/deliveries", recipient=hook).json()["items"][0]["id"]
        given_up = partial(_given_up, UUID(found))
        self.app.state.store.run(given_up)
        return Example(known={"delivery_id": found})

    def deployment(self):
        return Example(
            known={"deployment_id": self.designer.get("/deployments").json()["items"][0]["id"]}
        )

    def draft(self):
        policy = {"policy": "drafts", "reason": "双人复核"}
        _made(self.admin.send("PUT", "/release-policy", policy))
        asked = {"template": "approval", "key": "keys", "name": "钥匙交接"}
        made = _made(self.designer.post("/drafts/from-template", asked))
        return Example(known={"draft_id": made["id"], "name": "keys.bpmn"})

    def handover(self):
        asked = {"person": CANDIDATE, "successor": SUCCESSOR, "reason": "下班"}
        made = _made(self.candidate.post("/handovers/shift", asked))
        return Example(known={"handover_id": made["id"]})

    def reservation(self):
        self._quota()
        place = {"unit": "HY01", "post": "cs_front", "year": 2031}
        return Example(known={}, body={"ref": "ZP-1", **place})

    def filling(self):
        _made(self.admin.post("/headcounts/reservations", self.reservation().body))
        return Example(known={}, body={"ref": "ZP-1"})

    def incident(self):
        self._start("with-condition", amount="不是数")
        found = self.admin.get("/incidents").json()["items"][0]["id"]
        return Example(known={"incident_id": found})

    def job(self):
        self._start("with-job")
        taken = self.admin.post("/jobs/activation", {"type": "look-up"}).json()
        return Example(known={"job_id": taken["items"][0]["id"]})

    def timer(self):
        case = self._start("with-timers")["id"]
        found = self.admin.get("/jobs", instance_id=case).json()["items"][0]["id"]
        return Example(known={"job_id": found})

    def plan(self):
        self._start("with-timers", definition_id="with-timers:1")
        body = {"source": "with-timers:1", "target": "with-timers:2", "reason": "新版"}
        return Example(known={"definition_id": "with-timers:1"}, body=body)

    def preview(self):
        made = self.plan()
        body = {name: made.body[name] for name in ("source", "target")}
        return Example(known=made.known, body=body)

    def target(self):
        return Example(known=self.plan().known, body={"target": "with-timers:2"})

    def migration(self):
        asked = self.preview().body
        seen = _made(self.admin.post("/migrations/preview", asked))["token"]
        wanted = {**asked, "reason": "新版", "preview": seen}
        return Example(known={"migration_id": _made(self.admin.post("/migrations", wanted))["id"]})

    def older(self):
        case = self._start("with-timers", definition_id="with-timers:1")["id"]
        return Example(known={"instance_id": case}, body={"target": "with-timers:2"})

    def migrated(self):
        made = self.older()
        return Example(known=made.known, body={**made.body, "reason": "新版"})

    def modification(self):
        known = self.task()
        found = self.admin.get(f"/process-instances/{known['instance_id']}/open-activities").json()
        instruction = {"do": "cancel_activity", "activity_id": found[0]["activity_id"]}
        return Example(known=known, body={"instructions": [instruction]})

    def modified(self):
        made = self.modification()
        return Example(known=made.known, body={**made.body, "reason": "更正"})

    def person(self):
        return Example(known={"person_id": BLOCKED}, body={"reason": "长期休假"})

    def ad_hoc(self):
        case = self._start("ad-hoc-help")["id"]
        (found,) = self.candidate.get(f"/process-instances/{case}/ad-hoc").json()
        known = {"instance_id": case, "activity_id": found["activity_id"]}
        return Example(known=known, body={"element_id": "call"})

    def hold(self):
        known = self.task()
        asked = {"reason": "诉讼"}
        _made(self.admin.post(f"/process-instances/{known['instance_id']}/legal-hold", asked))
        return Example(known=known)

    def filter(self):
        asked = {"name": "超时", "content": {"box": "todo", "only": "late"}}
        made = _made(self.candidate.post("/saved-filters", asked))
        return Example(known={"filter_id": made["id"]})

    def favourites(self):
        return Example(known={}, body={"items": ["leave"]})

    def substitution(self):
        year = 2031 + len(self.candidate.get("/substitutions").json())  # none overlaps another
        asked = {"agent": SUCCESSOR, "begins": f"{year}-07-01T00:00Z", "ends": f"{year}-07-02T00:00Z"}  # fmt: skip
        made = _made(self.candidate.post("/substitutions", asked))
        return Example(known={"substitution_id": made["id"]})

    def rested(self):
        self.admin.send("PUT", "/suspended-starts/through", {"reason": "检修"})  # or it is already
        return Example(known={"key": "through"}, body={"reason": "检修"})

    def token(self):
        made = _made(self.candidate.post("/tokens", {"name": "x", "scopes": ["read"]}))
        return Example(known={"token_id": made["token"]["id"]})

    def question(self):
        known = self.task()
        asked = {"people": [HEAD], "text": "可以吗"}
        made = _made(self.candidate.post(f"/user-tasks/{known['task_id']}/consult", asked))
        body = {"consultation_id": made["id"], "text": "可以"}
        return Example(known=known, body=body)

    def unfinished(self):
        known = self.task()
        values = {"values": {"reason": "x"}}
        _made(self.candidate.send("PUT", f"/user-tasks/{known['task_id']}/draft", values))
        return Example(known=known)

    def jump(self):
        return Example(known=self.task(), body={"to": "Ask", "reason": "更正"})

    def whereto(self):
        return Example(known=self.task(), body={"to": "Ask"})

    def signer(self):
        known = self.task()
        asked = {"people": [SUCCESSOR], "reason": "会签"}
        path = f"/user-tasks/{known['task_id']}"
        _made(self.candidate.post(f"{path}/add-parallel", asked))
        group = _made(self.candidate.get(path))["participants"]
        return Example(known=known, body={"participant": max(each["id"] for each in group)})

    def webhook(self):
        return Example(known={"webhook_id": self._hook()})

    def _hook(self):
        asked = {"url": "https://hooks.example/guanjia", "kinds": ["task.created"]}
        return _made(self.admin.post("/webhooks", asked))["id"]

    def _quota(self):
        quota = {"quota": 4, "actual": 2}
        _made(self.admin.send("PUT", "/headcounts/HY01/cs_front/2031", quota))

    def _start(self, key, definition_id=None, **variables):
        which = {"process_key": key} if definition_id is None else {"definition_id": definition_id}
        asked = {**which, "project": "HY01", "variables": variables}
        return _made(self.candidate.post("/process-instances", asked))


def _given_up(delivery_id, tx):
    tx.outbox.failed(delivery_id, result="unreachable", retry_at=None)


def _made(answer):
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


_DRAFT = "/drafts/{draft_id}"
_CASE = "/process-instances/{instance_id}"
_TASK = "/user-tasks/{task_id}"
_MAKERS = {
    "/attachments/{attachment_id}": Examples.attachment,
    "/copies/{copy_id}/confirmation": Examples.copy,
    "/copies/{copy_id}/read": Examples.copy,
    "/customers/{code}": Examples.customer,
    "/decisions/{decision_id}/evaluation": lambda _: Example(known={"decision_id": "level"}),
    "/deliveries/{delivery_id}/retry": Examples.delivery,
    "/deployments/{deployment_id}": Examples.deployment,
    "/drafts/from-definition": lambda _: Example(known={}, body={"definition_id": "leave:1"}),
    _DRAFT: Examples.draft,
    f"{_DRAFT}/approval": Examples.draft,
    f"{_DRAFT}/deployment": Examples.draft,
    f"{_DRAFT}/files/{{name}}": Examples.draft,
    f"{_DRAFT}/findings": Examples.draft,
    f"{_DRAFT}/rejection": Examples.draft,
    f"{_DRAFT}/review": Examples.draft,
    f"{_DRAFT}/submission": Examples.draft,
    "/handovers/{handover_id}": Examples.handover,
    "/handovers/{handover_id}/signature": Examples.handover,
    "/headcounts/fillings": Examples.filling,
    "/headcounts/reservations": Examples.reservation,
    "/incidents/{incident_id}": Examples.incident,
    "/incidents/{incident_id}/resolution": Examples.incident,
    "/incidents/{incident_id}/retry": Examples.incident,
    "/jobs/{job_id}/completion": Examples.job,
    "/jobs/{job_id}/error": Examples.job,
    "/jobs/{job_id}/failure": Examples.job,
    "/jobs/{job_id}/due-time": Examples.timer,
    "/migrations": Examples.plan,
    "/migrations/preview": Examples.preview,
    "/migrations/{migration_id}": Examples.migration,
    "/migrations/{migration_id}/items": Examples.migration,
    ("GET", "/organisation/people/{person_id}"): Examples.person,
    "/organisation/people/{person_id}/block": Examples.person,
    "/process-definitions/{definition_id}/migration-plan": Examples.target,
    f"{_CASE}/ad-hoc/{{activity_id}}": Examples.ad_hoc,
    ("GET", f"{_CASE}/legal-hold"): Examples.hold,
    f"{_CASE}/migration": Examples.migrated,
    f"{_CASE}/migration/preview": Examples.older,
    f"{_CASE}/modification": Examples.modified,
    f"{_CASE}/modification/preview": Examples.modification,
    "/saved-filters/{filter_id}": Examples.filter,
    ("PUT", "/start-favourites"): Examples.favourites,
    "/substitutions/{substitution_id}/end": Examples.substitution,
    "/suspended-starts/{key}": Examples.rested,
    "/tokens/{token_id}": Examples.token,
    f"{_TASK}/answer": Examples.question,
    ("GET", f"{_TASK}/draft"): Examples.unfinished,
    ("DELETE", f"{_TASK}/draft"): Examples.unfinished,
    f"{_TASK}/jump": Examples.jump,
    f"{_TASK}/jump/preview": Examples.whereto,
    f"{_TASK}/remove-signer": Examples.signer,
    "/webhooks/{webhook_id}": Examples.webhook,
    "/webhooks/{webhook_id}/secret": Examples.webhook,
}
