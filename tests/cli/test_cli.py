"""The command line, as somebody with a shell uses it."""

import os
import re
import signal
import sqlite3
import stat
import sys
import threading
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from engine import cli, instances, serving, settings
from engine.errors import Invalid
from tests.bpmn.migration.pairs import document, user, whole
from tests.usecases import diagrams
from tests.usecases.world import ORGANISATION


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A fresh folder with the default settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("GUANJIA_DATABASE_URL", "GUANJIA_KEY_FILE", "GUANJIA_CLOCK"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def guanjia(home, monkeypatch, capsys):
    """Run `guanjia …`; returns exit code, what was printed, and what went wrong."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["guanjia", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        printed = capsys.readouterr()
        return caught.value.code or 0, printed.out, printed.err

    return run


@pytest.fixture
def company():
    store = settings.open_store(settings.of_environment())
    store.run(lambda tx: tx.people.replace(ORGANISATION))
    store.close()


@pytest.fixture
def files(home):
    """A folder with a process and its forms, and a file that is none of them."""
    folder = home / "request"
    folder.mkdir()
    (folder / "request.bpmn").write_bytes(diagrams.REQUEST)
    for name, content in diagrams.REQUEST_FORMS.items():
        (folder / f"{name}.form.json").write_bytes(content)
    (folder / "README.md").write_text("read me")
    return folder


def test_a_case_runs_from_the_command_line_to_its_end(guanjia, files, company):
    code, out, _ = guanjia("deploy", files, files / "README.md")
    assert code == 0
    assert out.endswith("request:1  request 流程\n")
    assert "resource-ignored" in out

    code, out, _ = guanjia("start", "request", "--as", "ann", "--project", "HY01")
    number = re.search(r"RQ-HY01-\d{8}-001", out)[0]
    assert (code, "active" in out) == (0, True)

    _, out, _ = guanjia("tasks", "--as", "ann")
    task = out.split()[0]
    assert out.endswith("1 open tasks\n")
    assert guanjia("tasks", "--as", "max")[1] == "0 open tasks\n"

    _, out, _ = guanjia("complete", task, 'room="8-2"', "reason=漏水", "amount=7", "--as", "ann")
    assert "8-2 漏水" in out
    task = guanjia("tasks")[1].split()[0]
    assert "completed" in guanjia("complete", task, "approved=true", "--as", "max")[1]

    _, out, _ = guanjia("history", number)
    assert "安  UserTaskCompleted" in out
    assert guanjia("verify") == (0, "the record is whole\n", "")
    assert guanjia("verify", number) == (0, "the record is whole\n", "")


def test_a_refused_deployment_lists_what_is_wrong_and_fails(guanjia, files):
    (files / "request_fill.form.json").unlink()

    code, _, err = guanjia("deploy", files / "request.bpmn")

    assert code == 1
    assert err.startswith("The deployment has errors.")
    assert "UT_Fill" in err


def test_lint_says_what_a_deployment_would_find_and_changes_nothing(guanjia, files):
    code, out, _ = guanjia("lint", files)
    assert (code, out) == (0, "0 errors, 0 warnings\n")

    code, out, _ = guanjia("lint", files / "request.bpmn", files / "README.md")
    assert code == 1
    assert "resource-ignored" in out
    assert out.endswith("2 errors, 1 warnings\n")
    assert guanjia("start", "request")[0] == 1


def test_a_form_that_is_not_filled_in_right_is_told_field_by_field(guanjia, files, company):
    guanjia("deploy", files)
    guanjia("start", "request")
    task = guanjia("tasks")[1].split()[0]

    code, _, err = guanjia("complete", task, "room=x", "--as", "ann")

    assert code == 1
    assert err.startswith("The form is not filled in right.")
    assert "\n  room: " in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("start", "nothing"), "Nothing has this id, or you may not see it."),
        (("start", "x", "novalue"), "What was sent is not right."),
        (("start", "x", "=1"), "What was sent is not right."),
        (("tasks", "--as", "nobody"), "Nothing has this id, or you may not see it."),
        (("history", "TS-1"), "Nothing has this id, or you may not see it."),
        (
            ("history", "01a20000-0000-7000-8000-000000000000"),
            "Nothing has this id, or you may not see it.",
        ),
        (("deploy", "."), "What was sent is not right."),
    ],
)
def test_what_goes_wrong_is_said_in_a_plain_sentence(guanjia, arguments, sentence):
    code, _, err = guanjia(*arguments)

    assert code == 1
    assert err.startswith(sentence)


def test_an_altered_record_is_found(guanjia, files, home):
    guanjia("deploy", files)
    guanjia("start", "request")
    first = guanjia("tasks")[1].split()[0]
    environment = {"GUANJIA_KEY_FILE": str(home / "other.key")}
    store = settings.open_store(settings.of_environment(environment))
    store.close()
    (home / "data" / "guanjia.key").write_text((home / "other.key").read_text())

    code, out, _ = guanjia("verify")

    assert code == 1
    assert first[:8] in out
    case = out.split()[1].rstrip(",")
    assert guanjia("verify", case)[0] == 1


def test_one_changed_byte_is_found_and_the_first_bad_entry_named(guanjia, files, home):
    guanjia("deploy", files)
    guanjia("start", "request")
    guanjia("start", "request")
    with closing(sqlite3.connect(home / "data" / "guanjia.db")) as database, database:
        database.execute("DROP TRIGGER history_no_update")
        rows = "SELECT instance_id, payload FROM history WHERE seq = 2 LIMIT 1"
        case, payload = database.execute(rows).fetchone()
        changed = payload.replace(":", ";", 1)
        change = "UPDATE history SET payload = ? WHERE seq = 2 AND instance_id = ?"
        database.execute(change, (changed, case))

    code, out, _ = guanjia("verify")

    assert sum(one != two for one, two in zip(payload, changed, strict=True)) == 1
    assert code == 1
    assert re.fullmatch(rf"case {UUID(bytes=case)}, row 2: [^\n]+\n", out)


def test_the_demo_fills_an_empty_database_once(guanjia):
    code, out, _ = guanjia("demo")
    assert code == 0
    assert "complaint-handling:1" in out
    assert "the demo company is made" in out

    _, again, _ = guanjia("demo")
    assert "complaint-handling:1" in again
    assert "there is a company already" in again


CAMUNDA = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="D" targetNamespace="urn:x">
  <process id="p" {executable}>
    <startEvent id="S"/><sequenceFlow id="F1" sourceRef="S" targetRef="U"/>
    <userTask id="U" camunda:assignee="${{initiator}}"/>
    <sequenceFlow id="F2" sourceRef="U" targetRef="E"/><endEvent id="E"/>
  </process></definitions>"""


def test_a_foreign_diagram_is_translated_with_an_account_of_every_setting(guanjia, home):
    (home / "foreign.bpmn").write_text(CAMUNDA.format(executable='isExecutable="true"'))

    code, out, _ = guanjia("import", "foreign.bpmn", "ours.bpmn")

    assert code == 0
    assert "taken over  U  camunda:assignee" in out
    assert "ready for" in out
    assert "zeebe" in (home / "ours.bpmn").read_text()


def test_a_drawing_that_is_not_executable_becomes_a_draft(guanjia, home):
    (home / "drawing.bpmn").write_text(CAMUNDA.format(executable='isExecutable="false"'))

    _, out, _ = guanjia("import", "drawing.bpmn", "draft.bpmn")

    assert "a draft" in out


def register(guanjia, *more):
    """Start a complaint and hand in its first form, as one would type it."""
    guanjia("demo")
    guanjia("start", "complaint-handling", "note=急", "--as", "limin", "--project", "HY01")
    task = guanjia("tasks", "--as", "limin")[1].split()[0]
    return guanjia(
        "complete", task, "--as", "limin", "channel=来电", "occurred_at=2026-01-05T08:50",
        "complainant_type=业主", "complainant_name=张三", "phone=13800138000", "room=8-2-501",
        "category=停车", "title=车位被占", "content=固定车位连续三天被外来车辆占用，请处理。",
        "safety_risk=none", 'evidence=["1.jpg"]', *more,
    )  # fmt: skip


def test_values_are_read_as_the_fields_of_the_form_want_them(guanjia):
    code, out, said = register(guanjia)

    assert (code, said) == (0, "")
    assert "8-2-501车位被占—张三" in out


def test_a_value_without_a_name_is_refused_for_a_form_too(guanjia):
    code, _, said = register(guanjia, "nonsense")

    assert code == 1
    assert "expected name=value" in said


def test_in_a_rehearsal_errands_run_with_the_command(guanjia, monkeypatch):
    monkeypatch.setenv("GUANJIA_CLOCK", "manual")
    register(guanjia)
    task = guanjia("tasks", "--as", "wangfang")[1].split()[0]

    guanjia("complete", task, "--as", "wangfang", "result=accept", "category=停车", "severity=I")

    number = guanjia("tasks", "--as", "limin")[1].split()[1]
    assert "JobCompleted" in guanjia("history", number)[1]


def test_a_token_lets_a_program_act_for_a_person(guanjia):
    guanjia("demo")

    code, staff, _ = guanjia("token", "limin")
    _, admin, _ = guanjia("token", "fangyuan", "--name", "backup")

    assert code == 0
    assert staff.startswith("gj_")
    assert admin.startswith("gj_")
    assert staff != admin


def test_a_forgotten_password_is_replaced(guanjia):
    guanjia("demo")

    code, new, _ = guanjia("password", "limin")

    assert code == 0
    assert len(new.strip()) >= 12


@pytest.fixture
def signals():
    """Put back what a command does at a signal."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_serve_hands_the_application_to_the_server(guanjia, monkeypatch, signals):
    called = {}
    monkeypatch.setattr(serving.logs, "begin", lambda: {"version": 1})
    monkeypatch.setattr(serving.uvicorn, "run", lambda **options: called.update(options))

    code, out, _ = guanjia("serve", "--port", 8123)

    assert code == 0
    assert "http://127.0.0.1:8123" in out
    assert called["app"] == "api.alone:create"
    assert (called["host"], called["port"], called["workers"]) == ("127.0.0.1", 8123, 1)
    assert called["access_log"] is False
    assert called["log_config"] == {"version": 1}


def test_a_server_that_is_told_to_end_ends_with_zero(guanjia, monkeypatch, signals):
    monkeypatch.setattr(serving.logs, "begin", dict)
    # as uvicorn does once the last request is answered
    monkeypatch.setattr(serving.uvicorn, "run", lambda **_: signal.raise_signal(signal.SIGTERM))

    code, _, _ = guanjia("serve")

    assert code == 0


class Ended:
    """uvicorn's supervisor, once its processes have ended with the codes of `codes`."""

    codes: tuple[int, ...] = ()

    def __init__(self, config, sockets):
        self.config, self.sockets = config, sockets
        self.processes = [SimpleNamespace(exitcode=code) for code in self.codes]

    def run(self):
        type(self).seen = self
        self.figures = os.environ["PROMETHEUS_MULTIPROC_DIR"]
        (socket,) = self.sockets
        socket.close()


@pytest.fixture
def many(guanjia, monkeypatch, signals):
    """Call `guanjia serve --processes 3`, whose processes end with these codes."""
    monkeypatch.setattr(serving.logs, "begin", lambda: {"version": 1, "incremental": True})
    monkeypatch.setattr(serving, "Multiprocess", Ended)
    monkeypatch.setenv("GUANJIA_DATABASE_URL", "postgresql+psycopg://nowhere/nothing")

    def call(*codes):
        monkeypatch.setattr(Ended, "codes", codes)
        code, _, _ = guanjia("serve", "--port", 0, "--processes", 3)
        return code

    return call


def test_several_processes_add_up_their_figures_in_one_folder(many):
    code = many(0, 0, 0)

    assert (code, Ended.seen.config.workers) == (0, 3)
    assert not Path(Ended.seen.figures).exists()
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


@pytest.mark.parametrize(("codes", "code"), [((-15, -15, -15), 0), ((-15, 3, -15), 3)])
def test_what_several_processes_end_with_says_whether_one_could_not_start(many, codes, code):
    assert many(*codes) == code


def test_several_processes_over_sqlite_are_refused(guanjia, home):
    code, _, said = guanjia("serve", "--processes", 2)

    assert code == 1
    assert "--processes needs PostgreSQL" in said
    assert list(home.iterdir()) == []


def test_the_worker_stops_when_it_is_told_to(guanjia, monkeypatch, signals):
    def interrupted(_worker, stop):
        assert not stop.is_set()
        signal.raise_signal(signal.SIGTERM)
        assert stop.is_set()

    monkeypatch.setattr(serving.Worker, "loop", interrupted)
    monkeypatch.setattr(serving.logs, "begin", dict)

    code, out, _ = guanjia("worker")

    assert code == 0
    assert out.endswith("the worker has stopped\n")


def test_spans_that_wait_are_sent_before_the_worker_ends(guanjia, monkeypatch):
    done = []

    def worked(_worker, stop):
        done.append("worked")
        stop.set()

    provider = SimpleNamespace(shutdown=lambda: done.append("sent"))
    monkeypatch.setenv("GUANJIA_TRACES", "on")
    monkeypatch.setattr(serving.traces, "switch_on", lambda: provider)
    monkeypatch.setattr(serving.signal, "signal", lambda *_: None)
    monkeypatch.setattr(serving.Worker, "loop", worked)
    monkeypatch.setattr(serving.logs, "begin", dict)

    code, _, _ = guanjia("worker")

    assert code == 0
    assert done == ["worked", "sent"]


def test_the_key_is_made_once_for_its_owner_alone(home):
    path = home / "keys" / "guanjia.key"

    key = settings.read_key(path)

    assert len(key) == 32
    assert settings.read_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["guanjia.key"]


def test_processes_that_start_at_the_same_moment_agree_on_one_key(home):
    path, keys, barrier = home / "guanjia.key", [], threading.Barrier(8)

    def read():
        barrier.wait()
        keys.append(settings.read_key(path))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(keys)) == 1


def test_a_key_that_another_process_made_first_is_the_key(home, monkeypatch):
    path = home / "guanjia.key"
    settings.read_key(path)
    monkeypatch.setattr(type(path), "exists", lambda _self: False)

    assert settings.read_key(path).hex() == path.read_text()


@pytest.mark.parametrize("text", ["not hexadecimal", "abcd"])
def test_a_key_that_seals_nothing_is_refused(home, text):
    path = home / "guanjia.key"
    path.write_text(text)

    with pytest.raises(Invalid, match=re.escape("guanjia.key")):
        settings.read_key(path)


def test_settings_come_from_the_environment_or_have_a_default(home):
    default = settings.of_environment({})
    own = settings.of_environment(
        {
            "GUANJIA_DATABASE_URL": "sqlite://",
            "GUANJIA_KEY_FILE": "k",
            "GUANJIA_CLOCK": "manual",
        }
    )

    assert default.database_url == "sqlite:///data/guanjia.db"
    assert (default.key_file.as_posix(), default.clock) == ("data/guanjia.key", "system")
    assert (own.database_url, own.key_file.as_posix(), own.clock) == ("sqlite://", "k", "manual")
    with pytest.raises(Invalid, match="GUANJIA_CLOCK"):
        settings.of_environment({"GUANJIA_CLOCK": "sundial"})


def test_a_database_in_memory_needs_no_folder(home):
    own = settings.of_environment({"GUANJIA_DATABASE_URL": "sqlite://", "GUANJIA_KEY_FILE": "k"})

    settings.open_store(own).close()

    assert [path.name for path in home.iterdir()] == ["k"]


def test_cases_change_version_from_the_command_line(guanjia, home, company):
    file = home / "p.bpmn"
    for parts in ([user("A"), user("B")], [user("A"), user("C")]):
        file.write_text(document(whole(*parts)))
        assert guanjia("deploy", file)[0] == 0
    for version in ("p:1", "p:2"):
        assert guanjia("migrate", "--from", version, "--to", "p:9")[0] == 1

    def looked(*order):
        return guanjia(*order, "--dry-run")[1].split()[-1]

    store = settings.open_store(settings.of_environment())
    for _ in range(2):
        store.run(lambda tx: instances.start(tx, key="p", version=1, by=cli.OPERATOR))
    store.close()
    guanjia("complete", guanjia("tasks")[1].split()[0], "--as", "ada")
    order = ("migrate", "--from", "p:1", "--to", "p:2")

    code, out, _ = guanjia(*order, "--dry-run")
    assert (code, "1 could be migrated, 1 could not" in out) == (1, True)
    assert "B: the new version has no element for it" in out
    assert guanjia(*order)[2].startswith("What was sent is not right")
    assert guanjia(*order, "--reason", "新版")[2].startswith("Look at the preview first")

    code, out, _ = guanjia(*order, "--reason", "新版", "--preview", looked(*order))
    assert (code, "1 failed, 1 migrated" in out) == (1, True)
    renamed = (*order, "--map", "B=C")
    code, out, _ = guanjia(*renamed, "--reason", "新版", "--preview", looked(*renamed))
    assert (code, out) == (0, "1 migrated\n")
    code, out, _ = guanjia(*order, "--reason", "新版", "--preview", looked(*order))
    assert (code, out) == (0, "no open case\n")
