"""What those who run the system see: figures for Prometheus, a line a request, spans."""

import io
import logging
import logging.config
import re
import sys
import threading

import orjson
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from engine import logs, traces
from engine.errors import Invalid, Unavailable
from tests.api.serving import Client


@pytest.fixture
def written(monkeypatch):
    """Let the log be written as in production, into a text."""
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    stream = io.StringIO()

    def begin(style):
        wanted = dict(logs.of_environment({"GUANJIA_LOG": style}))
        wanted["handlers"]["out"]["stream"] = stream
        logging.config.dictConfig(wanted)
        return stream

    yield begin
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def lines(stream):
    return [orjson.loads(line) for line in stream.getvalue().splitlines()]


def token(admin, *scopes):
    made = admin.post("/tokens", {"name": "Prometheus", "scopes": list(scopes)})
    assert made.status_code == 201, made.text
    return made.json()["secret"]


def scraped(app, secret):
    client = Client(app)
    answer = client.http.get("/metrics", headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code, answer.text


def figure(text, name):
    return float(re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)[1])


def test_prometheus_reads_what_is_open_and_how_fast_requests_were_answered(
    app, administrator, clerk
):
    clerk.leave()
    app.state.counts._known = None

    status, text = scraped(app, token(administrator, "metrics"))

    assert status == 200
    assert figure(text, "guanjia_open_tasks") >= 1
    assert figure(text, "guanjia_active_cases") >= 1
    assert figure(text, "guanjia_open_incidents") == 0
    assert figure(text, "guanjia_lateness_seconds") >= 0
    route = 'method="POST",route="/api/v1/process-instances",status="2xx"'
    assert figure(text, f"guanjia_http_request_seconds_count{{{route}}}") >= 1


def test_counts_are_kept_for_some_seconds(app, administrator, clerk):
    secret = token(administrator, "metrics")
    before = figure(scraped(app, secret)[1], "guanjia_open_tasks")
    clerk.leave()

    after = figure(scraped(app, secret)[1], "guanjia_open_tasks")

    assert after == before


def test_figures_are_for_those_who_oversee_and_for_programs_with_the_scope(
    app, administrator, auditor, clerk
):
    assert Client(app).http.get("/metrics").status_code == 401
    assert clerk.http.get("/metrics").status_code == 403
    assert auditor.http.get("/metrics").status_code == 200
    assert scraped(app, token(administrator, "read"))[0] == 403
    assert clerk.post("/tokens", {"name": "x", "scopes": ["metrics"]}).status_code == 403


def test_a_token_for_figures_reads_nothing_else(app, administrator):
    headers = {"Authorization": f"Bearer {token(administrator, 'metrics')}"}

    answer = Client(app).http.get("/api/v1/user-tasks", headers=headers)

    assert answer.status_code == 403


def test_a_request_leaves_one_line_with_its_id_its_case_and_its_time(written, clerk):
    task = clerk.leave()
    stream = written("json")

    clerk.send("POST", f"/user-tasks/{task['id']}/claim", {}, X_Request_Id="order-20260701")
    clerk.get(f"/process-instances/{task['instance_id']}")
    clerk.get("/process-instances/no-id-of-ours")
    clerk.get("/health/ready")

    told = [line for line in lines(stream) if line["logger"] == "guanjia.requests"]
    first, second, third = told
    assert first["message"] == "POST /api/v1/user-tasks/{task_id}/claim"
    assert first["request_id"] == "order-20260701"
    assert first["case_id"] == task["instance_id"]
    assert (first["status"], first["level"]) == (200, "info")
    assert first["ms"] > 0
    assert second["case_id"] == task["instance_id"]
    assert "case_id" not in third


def test_nobodys_data_and_no_secret_is_in_log_or_figures(app, written, clerk, administrator):
    stream = written("json")
    planted = "13812345678"

    clerk.leave(days=planted)
    clerk.get("/customers", phone=planted)
    clerk.get(f"/user-tasks/{planted}")
    Client(app).http.get(f"/{planted}")
    Client(app).post("/session", {"login": planted, "password": "secret-of-mine"})
    logging.getLogger("x").error("it failed", exc_info=_raised(planted))

    said = stream.getvalue() + scraped(app, token(administrator, "metrics"))[1]
    assert len(lines(stream)) >= 6
    assert planted not in said
    assert "secret-of-mine" not in said
    assert "limin" not in said


def _raised(planted):
    try:
        try:
            {}[planted]
        except KeyError as error:
            raise Unavailable(planted) from error
    except Unavailable:
        return sys.exc_info()


def test_of_an_exception_the_log_has_classes_and_places(written):
    stream = written("text")

    logging.getLogger("x").error("it failed", exc_info=_raised("a name"))

    said = stream.getvalue()
    assert "engine.errors.Unavailable" in said
    assert "builtins.KeyError" in said
    assert "test_watch.py" in said
    assert "a name" not in said


def test_a_line_for_people_names_the_ids_too(written, clerk):
    task = clerk.leave()
    stream = written("text")

    clerk.get(f"/process-instances/{task['instance_id']}")

    assert f"case_id={task['instance_id']} status=200" in stream.getvalue()


@pytest.mark.filterwarnings("error")
def test_what_nobody_catches_is_logged_by_class_and_place(monkeypatch, capsys):
    root = logging.getLogger()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    before = root.level, list(root.handlers)
    logs.begin({"GUANJIA_LOG": "json"})

    sys.excepthook(*_raised("欧阳锋利"))
    thread = threading.Thread(target=_raise, args=("欧阳锋利",), name="relay")
    thread.start()
    thread.join()
    threading.excepthook(threading.ExceptHookArgs((*_raised("欧阳锋利"), None)))

    root.setLevel(before[0])
    root.handlers[:] = before[1]
    said = capsys.readouterr().err
    told = [orjson.loads(line) for line in said.splitlines()]
    assert [each["message"] for each in told] == ["it ended", "relay ended", "a thread ended"]
    assert all("engine.errors.Unavailable" in each["trouble"] for each in told)
    assert "欧阳锋利" not in said


def _raise(planted):
    raise Unavailable(planted)


def test_an_unknown_style_of_the_log_is_refused():
    with pytest.raises(Invalid, match="GUANJIA_LOG"):
        logs.of_environment({"GUANJIA_LOG": "xml"})


def test_traces_are_switched_on_by_a_setting():
    assert not traces.is_on({})
    assert traces.is_on({"GUANJIA_TRACES": "on"})
    with pytest.raises(Invalid, match="GUANJIA_TRACES"):
        traces.is_on({"GUANJIA_TRACES": "perhaps"})


def test_without_the_extra_traces_cannot_be_switched_on(monkeypatch):
    monkeypatch.setattr(traces, "import_module", _missing)

    with pytest.raises(Invalid, match=r"guanjia\[tracing\]"):
        traces.switch_on()


def _missing(name):
    raise ModuleNotFoundError(name)


@pytest.fixture(scope="module")
def provider():
    """Spans are sent into a list: once in a process, for OpenTelemetry allows no second one."""
    spans = InMemorySpanExporter()
    provider = traces.switch_on(spans)
    yield provider, spans
    provider.shutdown()


@pytest.fixture
def spans(provider):
    """Return what was sent since the test began."""
    sender, kept = provider
    sender.force_flush()
    kept.clear()

    def sent():
        sender.force_flush()
        return kept.get_finished_spans()

    return sent


def test_a_request_and_its_transaction_are_spans_of_the_callers_trace(clerk, spans):
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    task = clerk.leave()
    clerk.send("POST", f"/user-tasks/{task['id']}/claim", {}, traceparent=caller)

    sent = spans()
    found = {span.name: span for span in sent}
    request = found["POST /api/v1/user-tasks/{task_id}/claim"]
    assert request.attributes["guanjia.case_id"] == task["instance_id"]
    assert request.attributes["http.response.status_code"] == 200
    assert f"{request.context.trace_id:032x}" == caller.split("-")[1]
    inside = [span for span in sent if span.name == "transaction"]
    assert any(span.parent.span_id == request.context.span_id for span in inside)


@pytest.mark.parametrize(
    ("error", "about"),
    [
        (Unavailable("欧阳锋利"), {"error.type": "Unavailable", "guanjia.code": "unavailable"}),
        (LookupError("欧阳锋利"), {"error.type": "LookupError"}),
    ],
)
def test_a_span_that_ends_with_an_exception_has_its_class_and_neither_words_nor_stack(
    clerk, app, spans, error, about
):
    def fail(_tx):
        raise error

    with pytest.raises(type(error)):
        app.state.store.run(fail)

    (failed,) = spans()
    assert (failed.name, dict(failed.attributes)) == ("transaction", about)
    assert (failed.status.is_ok, failed.status.description) == (False, about["error.type"])
    assert failed.events == ()
    assert "欧阳锋利" not in failed.to_json(indent=None).encode().decode("unicode_escape")


def test_a_word_that_is_no_method_of_http_stands_nowhere(app, written, administrator, spans):
    stream = written("json")

    answer = Client(app).http.request("13812345678", "/tasks")

    assert answer.status_code == 405
    assert any(line["message"].startswith("_OTHER ") for line in lines(stream))
    said = stream.getvalue() + scraped(app, token(administrator, "metrics"))[1]
    assert "13812345678" not in said + "".join(span.to_json() for span in spans())


@pytest.mark.parametrize(
    ("error", "said", "unsaid"),
    [
        (Invalid("GUANJIA_WORKER is 'perhaps'"), "GUANJIA_WORKER is 'perhaps'", "Invalid"),
        (KeyError("李梅13800001111"), "it failed", "李梅13800001111"),
    ],
)
def test_what_ends_a_process_is_told_as_errors_are_told(caplog, error, said, unsaid):
    with caplog.at_level(logging.CRITICAL):
        logs.tell(error)

    [record] = caplog.records
    told = logs.TextFormatter().format(record)
    assert said in told
    assert unsaid not in told
    assert ("builtins.KeyError" in told) == isinstance(error, KeyError)
