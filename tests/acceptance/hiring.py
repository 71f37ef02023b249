"""Recruitment through REST alone: requests, interviews and offers of the demo company."""

from processes import resources
from tests.acceptance.people import DESIGNER, deploy

PROCESS = "recruitment-approval"
ADMINISTRATOR = "fangyuan"
YEAR = 2026
"""Its holidays are known; the stories begin on a Monday in March."""

SCORES = {
    "professional": 4,
    "service_awareness": 5,
    "responsibility": 5,
    "communication": 4,
    "stability": 4,
    "conclusion": "prefer",
}
FORMS = {
    "UT_Request": {
        "post": "客服专员",
        "dept": "HY01-CS",
        "headcount": 1,
        "reason": "补缺",
        "wanted_date": "2031-12-01",
        "contract_type": "固定期限",
        "contract_months": 24,
        "salary_min": 4500,
        "salary_max": 5500,
        "budget_item": "客服部人工成本",
        "duty": "接待业主、受理报修和投诉。",
        "requirement": "大专以上，普通话标准。",
    },
    "UT_PM": {"result": "pass"},
    "UT_HR": {"result": "pass"},
    "UT_Recruit": {
        "result": "found",
        "candidate_name": "赵小明",
        "candidate_phone": "13800138000",
        "age": 26,
        "channel": "招聘网站",
    },
    "UT_Check": {"background": "ok", "medical": "fit", "result": "pass"},
    "UT_Terms": {
        "salary": 5200,
        "level": "P2",
        "trial_months": 2,
        "trial_salary": 4500,
        "start_date": "2031-12-01",
    },
    "UT_SendFiling": {"materials": ["approval.pdf"], "effective_date": "2031-12-01"},
    "UT_Onboard": {
        "result": "arrived",
        "checklist": ["身份证", "劳动合同", "承诺书"],
        "contract_signed_at": "2031-12-01",
    },
}
"""The usual way to fill in each form."""


class Hiring:
    """The company with recruitment in force, and shorter ways to act in its cases."""

    def __init__(self, app):
        self.people = deploy(app)
        for process in ("escalation", PROCESS):
            files = {name: bytes(file) for name, file in resources(process).items()}
            answer = self.people[DESIGNER].deploy(**files)
            assert answer.status_code == 201, answer.text
        self.until(f"{YEAR}-03-02T09:00:00+08:00")

    def until(self, moment):
        answer = self.people[ADMINISTRATOR].send("PUT", "/clock", {"now": moment})
        assert answer.is_success, answer.text

    def work(self):
        """Let what is due happen."""
        answer = self.people[ADMINISTRATOR].post("/clock/advance", {"duration": "PT0S"})
        assert answer.is_success, answer.text

    def request(self, by="wangfang", **changes):
        """Start a case and hand in the request; return the case's id."""
        started = self.people[by].post(
            "/process-instances", {"process_key": PROCESS, "project": "HY01"}
        )
        assert started.status_code == 201, started.text
        case = started.json()["id"]
        self.fill(case, by, **changes)
        return case

    def fill(self, case, who, **changes):
        """Hand in the form of the task that waits for somebody; it must be taken."""
        answer = self.try_fill(case, who, **changes)
        assert answer.is_success, answer.text
        self.work()

    def try_fill(self, case, who, **changes):
        task = self.people[who].task_of(case)
        assert task is not None, f"nothing waits for {who}: {self.waiting(case)}"
        filled = {**FORMS[task["element_id"]], **changes}
        variables = {name: value for name, value in filled.items() if value is not None}
        return self.people[who].post(
            f"/user-tasks/{task['id']}/completion", {"variables": variables}
        )

    def approve(self, case, *people, **form):
        """Let people agree, one after the other."""
        for who in people:
            task = self.people[who].task_of(case)
            assert task is not None, f"nothing waits for {who}: {self.waiting(case)}"
            answer = self.people[who].post(f"/user-tasks/{task['id']}/approve", {"variables": form})
            assert answer.is_success, answer.text
        self.work()

    def offer(self, case, *, interviewers, chain, **terms):
        """Go from the approved request to the offer that was sent."""
        self.fill(case, "zhangwei")
        self.fill(case, "qianlin")
        self.fill(case, "qianlin")
        self.approve(case, *interviewers, **SCORES)
        self.fill(case, "qianlin")
        self.fill(case, "qianlin", **terms)
        self.approve(case, *chain)

    def places(self, quota, *, post="cs_front", actual=0):
        """Say how many places there are this year."""
        answer = self.people[ADMINISTRATOR].send(
            "PUT", f"/headcounts/HY01/{post}/{YEAR}", {"quota": quota, "actual": actual}
        )
        assert answer.is_success, answer.text

    def left(self, post="cs_front"):
        found = self.people[ADMINISTRATOR].get("/headcounts").json()
        return next(each["left"] for each in found if each["post"] == post)

    def tell(self, case, name, **variables):
        """Send a message to a case by its number; somebody must receive it."""
        key = self.instance(case)["business_key"]
        answer = self.people[ADMINISTRATOR].post(
            "/messages", {"name": name, "correlation_key": key, "variables": variables}
        )
        assert answer.json()["instance_ids"] == [case], answer.text
        self.work()

    def waiting(self, case):
        """Return the elements of the tasks that are open in a case."""
        found = self.people[ADMINISTRATOR].get("/user-tasks", instance_id=case, everyone=True)
        return [task["element_id"] for task in found.json()["items"]]

    def instance(self, case):
        return self.people[ADMINISTRATOR].get(f"/process-instances/{case}").json()

    def variables(self, case):
        return self.people[ADMINISTRATOR].get(f"/process-instances/{case}/variables").json()

    def history(self, case, type_):
        auditor, rows, after = self.people["hanbing"], [], "0"
        while after is not None:
            page = auditor.get(f"/process-instances/{case}/history", limit=200, after=after).json()
            rows, after = rows + page["items"], page["next"]
        return [row for row in rows if row["type"] == type_]
