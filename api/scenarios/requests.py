"""Requests: how what happens in a story is asked of REST, by staff and by programs outside."""

import functools
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from httpx2 import Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from api.scenarios.bodies import REQUESTS, body_of, late_of
from api.signin import COOKIE
from engine import accounts, actors
from engine.errors import EngineError
from engine.evaluations import Answer
from engine.model import Actor, Job, ProcessInstance, Role, UserTask
from engine.scenarios.acting import NOBODY, Beginning, Values
from engine.scenarios.unmet import Unmet, same
from engine.store import Account, Store, Transaction
from engine.user_tasks import Late

PASSWORD: Final = "as the story says"  # noqa: S105  of people who exist for one story
_FAULT: Final = 500
_SIGN_IN_AGAIN: Final = 401
_ALL: Final = "everyone=true&limit=100"
_SCOPES: Final = ("read", "write", "jobs", "customers")


class Requests:
    """Acts by requests: people are signed in, programs outside bring a token."""

    def __init__(self, http: TestClient, store: Store) -> None:
        self._http = http
        self._store = store
        self._sessions: dict[str, Mapping[str, str]] = {}
        store.run(_let_everybody_in)
        self._overseer, secret = store.run(_overseer)
        self._program = {"Authorization": f"Bearer {secret}"}

    def start(self, by: Actor, beginning: Beginning) -> UUID:
        """Start a case and return its id."""
        body = {
            "process_key": beginning.process,
            "project": beginning.project,
            "element_id": beginning.element,
            "variables": beginning.variables,
        }
        return UUID(self._as(by, "POST", "/process-instances", body)["id"])

    def complete(self, task: UserTask, by: Actor, values: Values, late: Late | None) -> None:
        """Hand in the form of a task."""
        body = {"variables": values, **({"late": late_of(late)} if late else {})}
        self._as(by, "POST", f"/user-tasks/{task.id}/completion", body)

    def perform(self, operation: str, task: UserTask, by: Actor, given: Values) -> None:
        """Perform an operation; raises Unmet for what cannot be said over REST."""
        if operation not in REQUESTS:
            raise Unmet(f"{operation} cannot be said over REST; expected one of {sorted(REQUESTS)}")
        group = self._store.run(lambda tx: tuple(tx.participants.of(task.id)))
        path, body = REQUESTS[operation], body_of(operation, given, group, PASSWORD)
        self._as(by, "POST", f"/user-tasks/{task.id}/{path}", body)

    def restart(self, case: UUID, by: Actor, element: str, values: Values) -> UUID:
        """Begin an ended case again, with what it had in the end and `values` put over it."""
        at = [{"do": "activate_before", "element_id": element}]
        body = {"reason": "story", "data": "final", "variables": values, "at": at}
        return UUID(self._as(by, "POST", f"/process-instances/{case}/restart", body)["id"])

    def publish(self, name: str, key: str, by: Actor, values: Values) -> UUID | None:
        """Send a message, as a program that brings somebody's word.

        Who speaks is named always: whose token it is has begun no case, and gets none of its tasks.
        """
        speaks = {"code": by.id.removeprefix("customer:"), "name": by.name}
        body = {"name": name, "correlation_key": key, "variables": values, "customer": speaks}
        found = self._program_asks("/messages", body)["instance_id"]
        return UUID(found) if found else None

    def broadcast(self, name: str, values: Values) -> tuple[UUID, ...]:
        """Broadcast a signal."""
        heard = self._program_asks("/signals", {"name": name, "variables": values})
        return tuple(UUID(case) for case in (*heard["started"], *heard["received"]))

    def job_done(self, job: Job, values: Values) -> None:
        """Do a service job."""
        self._program_asks(f"/jobs/{job.id}/completion", {"variables": values})

    def job_failed(self, job: Job, saying: str) -> None:
        """Let a service job fail; its next try is due at once."""
        self._program_asks(f"/jobs/{job.id}/failure", {"message": saying, "back_off": "PT0S"})

    def job_error(self, job: Job, code: str, values: Values) -> None:
        """End a service job with a BPMN error."""
        self._program_asks(f"/jobs/{job.id}/error", {"code": code, "variables": values})

    def decide(self, decision: str, inputs: Values) -> Answer:
        """Ask a deployed decision."""
        found = self._program_asks(f"/decisions/{decision}/evaluation", {"inputs": inputs})
        return Answer(
            decision_id=found["decision_id"],
            value=found["value"],
            warnings=tuple(found["warnings"]),
            trace=tuple(found["trace"]),
        )

    def advance(self, duration: timedelta) -> None:
        """Let time pass, as an administrator of a rehearsal does."""
        seconds = f"PT{int(duration.total_seconds())}S"
        self._overseen("POST", "/clock/advance", {"duration": seconds})

    def until(self, moment: datetime) -> None:
        """Let time pass until a moment."""
        self._overseen("PUT", "/clock", {"now": moment.isoformat()})

    def run_due(self) -> None:
        """Do nothing: under the manual clock a change answers when what is due has run."""

    def look(self, case: ProcessInstance, tasks: tuple[UserTask, ...]) -> None:
        """Raise Unmet where REST shows another case, or other open tasks, than the record holds."""
        shown = self._overseen("GET", f"/process-instances/{case.id}")
        facts = (str(case.state), case.business_key, case.seq, case.outcome)
        found = tuple(shown[name] for name in ("state", "business_key", "seq", "outcome"))
        same("REST shows the case", found, facts)
        listed = self._overseen("GET", f"/user-tasks?{_ALL}&instance_id={case.id}")["items"]
        same("REST lists open tasks", sorted(map(_shown, listed)), sorted(map(_held, tasks)))

    def _overseen(self, method: str, path: str, body: Values | None = None) -> Any:
        return self._as(self._overseer, method, path, body)

    def _program_asks(self, path: str, body: Values) -> Any:
        return _answer(self._send("POST", path, body, self._program))

    def _as(self, by: Actor, method: str, path: str, body: Values | None = None) -> Any:
        """Send a request of somebody who is signed in, again where the session is over by now."""
        known = by.id in self._sessions
        answer = self._send(method, path, body, self._session(by.id))
        if known and answer.status_code == _SIGN_IN_AGAIN:
            del self._sessions[by.id]
            answer = self._send(method, path, body, self._session(by.id))
        return _answer(answer)

    def _session(self, person: str) -> Mapping[str, str]:
        if person not in self._sessions:
            answer = self._send("POST", "/session", {"login": person, "password": PASSWORD}, {})
            csrf = _answer(answer)["csrf"]
            cookie = f"{COOKIE}={answer.cookies[COOKIE]}"
            self._sessions[person] = {"Cookie": cookie, "X-CSRF-Token": csrf}
        return self._sessions[person]

    def _send(
        self, method: str, path: str, body: Values | None, headers: Mapping[str, str]
    ) -> Response:
        content = None if body is None else orjson.dumps(body)
        typed = {**headers, "Content-Type": "application/json"} if content else dict(headers)
        answer = self._http.request(method, f"/api/v1{path}", content=content, headers=typed)
        self._http.cookies.clear()  # each person brings his own
        return answer


def _overseer(tx: Transaction) -> tuple[Actor, str]:
    """Return an administrator, and the secret of a token that programs outside bring."""
    people = sorted(tx.people.organisation().people.values(), key=lambda one: one.id)
    found = next(one for one in people if one.active and Role.ADMINISTRATOR in one.roles)
    actor = actors.of_person(tx, found.id)
    _, secret = accounts.create_token(tx, by=actor, name=NOBODY.id, scopes=_SCOPES, expires_at=None)
    return actor, secret


def _let_everybody_in(tx: Transaction) -> None:
    for person in tx.people.organisation().people:
        tx.people.add_account(
            Account(person=person, login=person, password_hash=_hash(), active=True)
        )


@functools.cache
def _hash() -> str:
    """One cheap hash for everybody: a story is not about how long hashing takes."""
    return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)


def _shown(task: Mapping[str, Any]) -> tuple[str, ...]:
    due = task["due_at"]
    return (
        task["element_id"],
        task["id"],
        task["assignee"] or "",
        str(datetime.fromisoformat(due).timestamp()) if due else "",
        *sorted(task["candidates"]),
    )


def _held(task: UserTask) -> tuple[str, ...]:
    return (
        task.element_id,
        str(task.id),
        task.assignee or "",
        str(task.due_at.timestamp()) if task.due_at else "",
        *sorted(task.principals),
    )


def _answer(answer: Response) -> Any:
    """Return what was answered; raises the rejection that the problem details name."""
    if answer.is_success:
        return answer.json() if answer.content else None
    problem = answer.json()
    rejection = _rejections().get(problem["code"])
    if answer.status_code >= _FAULT or rejection is None:
        raise Unmet(f"REST answered {answer.status_code}: {problem['title']} {problem['detail']}")
    raise rejection(problem["detail"], **problem["facts"])


@functools.cache
def _rejections() -> Mapping[str, type[EngineError]]:
    """Return every rejection of the product by its code."""
    found: dict[str, type[EngineError]] = {}
    waiting: list[type[EngineError]] = [EngineError]
    while waiting:
        one = waiting.pop()
        found.setdefault(one.code, one)
        waiting.extend(one.__subclasses__())
    return found
