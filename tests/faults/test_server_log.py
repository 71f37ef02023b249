"""A real server's own output says which routes were asked, never what was asked for or by whom."""

import time
from contextlib import closing

import httpx
import pytest

from engine import accounts, actors
from tests.faults.company import WORK, furnish
from tests.faults.server import Client, Server
from tests.faults.test_many_processes import stop, waited_for
from tests.outbox.conftest import Receiver
from tests.usecases.diagrams import END, START, bpmn, flow, path

PHONE, NAME, WRONG = "13912345678", "欧阳锋利", "hunter2-swordfish"
STYLES = ("text", "json")


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_a_search_by_telephone_leaves_route_and_status_in_the_log_and_no_number(
    nursery, sqlite_url, tmp_path, style
):
    company = furnish(sqlite_url, tmp_path, WORK)

    with Server(nursery, company.settings, tmp_path, GUANJIA_LOG=style) as server:
        with Client(server.address, company.tokens["ann"]) as ann:
            found = ann.get("/process-instances", text=PHONE)
            ann.get("/user-tasks", text=NAME)
            ann.get("/customers", text=PHONE)
            ann.post("/session", {"login": NAME, "password": WRONG})
        page = httpx.get(f"{server.address}/tasks?q={PHONE}", trust_env=False)
        httpx.get(f"{server.address}/{NAME}?phone={PHONE}", trust_env=False)
    said = server.log.read_text(encoding="utf-8")

    assert found.status_code == 200
    assert page.status_code < 500
    assert "/api/v1/process-instances" in said
    planted = (PHONE, NAME, WRONG, company.tokens["ann"], httpx.QueryParams({"q": NAME}).get("q"))
    assert [each for each in planted if each in said] == []
    assert str(httpx.QueryParams({"q": NAME}))[2:] not in said


@pytest.mark.slow
def test_several_processes_leave_no_addresses_in_the_log_either(nursery, postgresql_url, tmp_path):
    company = furnish(postgresql_url, tmp_path, WORK)

    with (
        Two(nursery, company.settings, tmp_path, GUANJIA_WORKER="off") as server,
        Client(server.address, company.tokens["ann"]) as ann,
    ):
        found = ann.get("/process-instances", text=PHONE)
    said = server.log.read_text(encoding="utf-8")

    assert found.status_code == 200
    assert "/api/v1/process-instances" in said
    assert PHONE not in said
    assert company.tokens["ann"] not in said


SECRET = "whsec-swordfish-of-hunter2"
ID_NUMBER = "11010519491231002X"


@pytest.mark.slow
def test_what_is_sent_named_and_refused_and_a_sealer_in_trouble_leave_nothing_in_the_log(
    nursery, sqlite_url, tmp_path
):
    company = furnish(sqlite_url, tmp_path, WORK)
    blocked = tmp_path / PHONE
    blocked.write_text("no folder", "utf-8")
    hook = {"url": f"https://127.0.0.1:1/?access_token={SECRET}", "secret": SECRET, "kinds": ["*"]}
    message = {"name": ID_NUMBER, "correlation_key": PHONE, "variables": {"name": NAME}}
    planted = (PHONE, NAME, WRONG, SECRET, ID_NUMBER, *company.tokens.values())

    with Server(
        nursery,
        company.settings,
        tmp_path,
        GUANJIA_CHECKPOINTS=str(blocked),
        GUANJIA_SEAL_EVERY="0.2",
    ) as server:
        with Client(server.address, company.tokens["ann"]) as ann:
            started = ann.post(
                "/process-instances",
                {
                    "process_key": "work",
                    "variables": {"name": NAME, "phone": PHONE, "id": ID_NUMBER},
                },
            )
            refused = [
                ann.post("/messages", {**message, "ttl": PHONE}),
                ann.post("/webhooks", {**hook, "channel": SECRET}),
                ann.post("/session", {"login": WRONG, "password": WRONG}),
            ]
            ann.post("/messages", message)
            ann.post("/webhooks", hook)
            case = started.json()["id"]
            ann.once(
                "POST",
                f"/process-instances/{case}/attachments",
                files={"file": (f"{NAME}.pdf", b"%PDF-1 " + PHONE.encode(), "application/pdf")},
            )
        with Client(server.address, "no-token-of-anybody") as stranger:
            hidden = stranger.get(f"/process-instances/{case}")
        figures = httpx.get(f"{server.address}/metrics", trust_env=False)
        until = time.monotonic() + 60
        while "nothing is sealed" not in (said := server.log.read_text("utf-8")):
            assert time.monotonic() < until, said
            httpx.get(f"{server.address}/api/v1/health/live", trust_env=False)
    told = said + hidden.text + figures.text

    assert started.status_code == 201
    assert all(answer.status_code >= 400 for answer in refused)
    assert hidden.status_code == 401
    assert "EEXIST" in said
    assert [each for each in planted if each in told] == []


TROUBLE = bpmn(
    "trouble",
    START
    + '<parallelGateway id="G_Split"/><exclusiveGateway id="G_Which"/>'
    + '<serviceTask id="ST_Look" name="查询"><extensionElements><zeebe:taskDefinition type="look-up" retries="1"/></extensionElements></serviceTask>'
    + '<intermediateCatchEvent id="T_Soon"><timerEventDefinition id="TD_1"><timeDuration xsi:type="tFormalExpression">PT0.1S</timeDuration></timerEventDefinition></intermediateCatchEvent>'
    + END
    + '<endEvent id="End_2"/>'
    + path("StartEvent_1", "G_Split", "ST_Look", "End_1")
    + path("G_Split", "T_Soon", "G_Which")
    + flow("G_Which", "End_2", "= assert(name, date(phone) &gt; date(name))"),
)
"""A job for a machine outside, and a choice that a worker cannot make of what people wrote."""


def metrics_token_of(company):
    def make(tx):
        ada = actors.of_person(tx, "ada")
        return accounts.create_token(
            tx, by=ada, name="Prometheus", scopes=["metrics"], expires_at=None
        )

    with closing(company.open()) as store:
        return store.run(make)[1]


@pytest.mark.slow
def test_a_worker_in_trouble_a_receiver_that_refuses_and_a_job_that_fails_leave_nothing_in_the_log(
    nursery, database_url, tmp_path
):
    company = furnish(database_url, tmp_path, TROUBLE)
    metrics_token = metrics_token_of(company)
    log = tmp_path / "worker.log"

    with (
        closing(Receiver()) as receiver,
        Server(
            nursery,
            company.settings,
            tmp_path,
            GUANJIA_WORKER="off",
            GUANJIA_PRIVATE_WEBHOOKS="on",
            GUANJIA_LOG="json",
        ) as server,
        Client(server.address, company.tokens["ada"]) as ada,
    ):
        receiver.answers = [(500, {"error": f"{NAME} {PHONE}"})] * 20
        url = f"{receiver.url}?access_token={SECRET}"
        worker = nursery.start(["worker"], server._environment, log)
        ada.post("/webhooks", {"url": url, "secret": SECRET, "kinds": ["*"], "name": "工单"})
        variables = {"name": NAME, "phone": PHONE, "id": ID_NUMBER}
        case = ada.post("/process-instances", {"process_key": "trouble", "variables": variables})
        [job] = ada.post("/jobs/activation", {"type": "look-up", "timeout": 5}).json()["items"]
        said = {"message": f"no register has {ID_NUMBER} of {NAME}", "retries": 0}
        failed = ada.post(f"/jobs/{job['id']}/failure", said)

        def troubles():
            found = ada.get("/incidents").json()["items"]
            refused = ada.get("/deliveries").json()["items"]
            return {each["element_id"] for each in found} >= {"ST_Look", "G_Which"} and [
                each for each in refused if "500" in (each["result"] or "")
            ]

        refused = waited_for(troubles)
        missing = ada.get(f"/process-instances/{PHONE}")
        with Client(server.address, metrics_token) as prometheus:
            figures = prometheus.once("GET", f"{server.address}/metrics")
        stop(worker)
    told = server.log.read_text("utf-8") + log.read_text("utf-8")

    assert "/api/v1/process-instances" in told
    assert "the worker has stopped" in told

    assert (case.status_code, failed.status_code) == (201, 200)
    assert missing.status_code == 422
    assert NAME in str(receiver.answers)
    assert refused
    assert "guanjia_open_incidents 2.0" in figures.text
    assert "guanjia_waiting_deliveries" in figures.text
    planted = (PHONE, NAME, SECRET, ID_NUMBER, metrics_token, *company.tokens.values())
    assert [each for each in planted if each in told + figures.text + missing.text] == []


class Two(Server):
    """One `guanjia serve --processes 2`."""

    more = ("--processes", "2")
    ready = 180.0
