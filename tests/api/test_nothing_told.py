"""What people entrust to the product stands in no log and in no answer to somebody else."""

import logging

import pytest

from engine.errors import EngineError
from engine.store.tables.definitions import setting
from engine.worker import Worker
from tests.api.serving import Client

NAME, PHONE, PASSWORD, REASON = "欧阳锋利", "13912345678", "hunter2-swordfish", "家母住院手术"
PLANTED = (NAME, PHONE, PASSWORD, REASON)


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx2", "httpx", "httpcore", "python_multipart"):  # of the tests' own client
        logging.getLogger(name).setLevel(logging.WARNING)

    def look():
        told = [*caplog.messages, caplog.text]
        return sorted({text for text in PLANTED if any(text in each for each in told)})

    return look


def test_the_ordinary_way_and_its_refusals_leave_nothing_in_the_log(either_app, logged):
    clerk, stranger = Client(either_app, "limin"), Client(either_app, "zhuting")
    wrong = Client(either_app).post("/session", {"login": "limin", "password": PASSWORD})
    task = clerk.leave(reason=REASON, name=NAME, phone=PHONE)
    case = task["instance_id"]
    clerk.post(f"/process-instances/{case}/comments", {"text": f"{NAME} {PHONE}"})
    clerk.post(f"/user-tasks/{task['id']}/completion", {"variables": {"days": [PHONE]}})
    clerk.post("/process-instances", {"process_key": NAME, "unknown": PHONE})
    clerk.post("/messages", {"name": "Msg_Cancel", "correlation_key": PHONE, "variables": {}})
    Worker(either_app.state.store).run_due()
    hidden = stranger.get(f"/process-instances/{case}")

    assert wrong.status_code == 401
    assert PASSWORD not in wrong.text
    assert (hidden.status_code, [text for text in PLANTED if text in hidden.text]) == (404, [])
    assert logged() == []


def test_an_error_of_the_database_says_no_values(either_app, logged):
    store = either_app.state.store

    def twice(tx):
        for _ in range(2):
            tx._session.execute(setting.insert().values(name=PHONE, value=NAME))

    with pytest.raises(EngineError) as caught:
        store.run(twice)
    logging.getLogger("guanjia").error("it failed", exc_info=caught.value)

    assert logged() == []
    assert [text for text in PLANTED if text in str(caught.value)] == []


def test_the_metrics_tell_numbers_and_no_names(either_app):
    clerk = Client(either_app, "limin")
    clerk.leave(reason=REASON, name=NAME, phone=PHONE)

    told = Client(either_app, "fangyuan").http.get("/metrics").text

    assert [text for text in PLANTED if text in told] == []
