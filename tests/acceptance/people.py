"""Staff of the demo company who approve, acting through REST alone."""

from tests.api.serving import Client
from tests.approvals.office import approval

DESIGNER = "caoying"


class Company:
    """Whoever is needed signs in; shorter ways to act on the approval of one case."""

    def __init__(self, app):
        self.app, self.clients = app, {}

    def __getitem__(self, login):
        if login not in self.clients:
            self.clients[login] = Client(self.app, login)
        return self.clients[login]

    def deploy(self, *diagrams, **forms):
        files = {f"{number}.bpmn": xml for number, xml in enumerate(diagrams)}
        files |= {f"{name}.form.json": text for name, text in forms.items()}
        answer = self[DESIGNER].deploy(**files)
        assert answer.status_code == 201, answer.text

    def send(self, mode, people, *, by="limin", **settings):
        """Deploy an approval with these rules, start it, and bring it there; return its task's id."""
        self.deploy(approval(mode, people=people, **settings))
        started = self[by].post(
            "/process-instances", {"process_key": "approval", "project": "HY01"}
        )
        assert started.status_code == 201, started.text
        self.case = started.json()["id"]
        fill = self[by].task_of(self.case)["id"]
        assert self[by].post(f"/user-tasks/{fill}/completion", {}).status_code == 200
        self.task = next(task for who in people if (task := self.open_task(who)) is not None)
        return self.task

    def open_task(self, who):
        found = self[who].task_of(self.case)
        return found["id"] if found else None

    def post(self, who, operation, **body):
        return self[who].post(f"/user-tasks/{self.task}/{operation}", body)

    def ok(self, who, operation, **body):
        answer = self.post(who, operation, **body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def detail(self, who):
        return self[who].get(f"/user-tasks/{self.task}").json()

    def participants(self, who):
        return {each["person"]: each for each in self.detail(who)["participants"]}

    def states(self, who):
        return {person: each["state"] for person, each in self.participants(who).items()}

    def instance(self):
        return self["fangyuan"].get(f"/process-instances/{self.case}").json()

    def history(self, type_="ParticipantsChanged"):
        rows = (
            self["hanbing"]
            .get(f"/process-instances/{self.case}/history", limit=200)
            .json()["items"]
        )
        return [row for row in rows if row["type"] == type_]


def deploy(app):
    return Company(app)
