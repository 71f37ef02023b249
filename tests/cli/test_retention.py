"""Retention from the command line: look first, hold, lift, erase."""

import re
from datetime import timedelta

import pytest

from engine import settings
from engine.store.tables.work import process_instance
from tests.cli.test_cli import company, guanjia, home  # noqa: F401  (fixtures)
from tests.usecases import diagrams

KEEPS = diagrams.bpmn(
    "keeps",
    diagrams.START + diagrams.END + diagrams.path("StartEvent_1", "End_1"),
    settings={"gj:retain": "P6M", "gj:personal": "name"},
)


@pytest.fixture
def case(guanjia, company, home):  # noqa: F811
    """An ended case of a process with a rule; returns its id."""
    (home / "k.bpmn").write_bytes(KEEPS)
    guanjia("deploy", home / "k.bpmn")
    return guanjia("start", "keeps", "name=欧阳锋利")[1].split()[0]


def test_the_rules_are_printed_and_nothing_is_due_yet(guanjia, case):  # noqa: F811
    _, rules, _ = guanjia("retention", "rules")
    _, due, _ = guanjia("retention", "due")

    assert rules == "keeps  P6M  name\n"
    assert due == ""


def test_what_is_due_is_printed(guanjia, case):  # noqa: F811
    store = settings.open_store(settings.of_environment())
    with store.begin() as tx:
        tx._session.execute(process_instance.update().values(ended_at=tx.now - timedelta(days=200)))
    store.close()

    code, due, _ = guanjia("retention", "due")

    assert code == 0
    assert re.search(rf"{case} .* P6M since \d{{4}}-\d\d-\d\d\n", due)


def test_a_case_is_held_lifted_and_erased(guanjia, case):  # noqa: F811
    held = guanjia("retention", "hold", case, "--reason", "仲裁")
    listed = guanjia("retention", "holds")
    refused = guanjia("retention", "erase", case, "--reason", "本人要求")
    lifted = guanjia("retention", "lift", case, "--reason", "结案")
    plan = guanjia("retention", "preview", case)
    erased = guanjia("retention", "erase", case, "--reason", "本人要求")
    verified = guanjia("verify", case)

    assert [each[0] for each in (held, listed, lifted, plan, erased, verified)] == [0] * 6
    assert "仲裁" in listed[1]
    assert refused[0] == 1
    assert "is held: 仲裁" in refused[2]
    assert " rows: 1" in plan[1]
    assert "欧阳锋利" not in guanjia("history", case)[1]
