"""流程设计 without a browser: beginnings, the page over a draft, and what it tells its scripts."""

import html
import json
import re

import pytest
from starlette.testclient import TestClient

import processes
from api.pages import designer as pages
from api.pages.bundle import Bundle, bundle
from tests.api.serving import running
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """The application without a worker beside it, with the shipped processes."""
    with running(tmp_path_factory.mktemp("designer")) as app:
        yield app


@pytest.fixture
def designer(quiet):
    return Reader(quiet, "caoying")


@pytest.fixture
def built(monkeypatch):
    """A bundle, whether or not one was built."""
    made = Bundle(script="/static/build/assets/x.js", styles=("/static/build/assets/x.css",))
    monkeypatch.setattr(pages, "bundle", lambda: made)


def _begin(reader, template="approval", key="keys", name="钥匙交接"):
    reader.get("/designer")
    once = re.search(r'name="once" value="([^"]*)"', reader.page.text)[1]
    return reader.post("/designer", template=template, key=key, name=name, once=once)


def test_a_designer_begins_a_process_from_a_template(designer, built):
    _begin(designer)

    listed = designer.get("/designer")

    assert "钥匙交接" in listed.text


@pytest.mark.parametrize("template", ["blank", "approval"])
def test_what_a_template_begins_with_could_be_released_at_once(designer, template):
    page = _begin(designer, template, key=f"begun-{template}", name='钥匙 <交接> & "登记"')
    draft = page.url.path.rpartition("/")[2]

    shown = designer.get(f"/admin/drafts/{draft}")

    assert "没有发现问题" in shown.text or "可以部署" in shown.text
    assert f"begun-{template}.bpmn" in shown.text


def test_a_released_process_is_taken_up_with_its_tables_and_forms(designer):
    designer.get("/designer")
    page = designer.post("/designer", definition="complaint-handling:1", once="take-up")
    draft = page.url.path.rpartition("/")[2]

    shown = designer.get(f"/admin/drafts/{draft}").text

    assert "complaint-handling.bpmn" in shown
    assert "complaint_close.form.json" in shown
    assert ".dmn" in shown


def test_the_page_tells_its_scripts_the_draft_and_the_words(designer, built):
    page = _begin(designer, key="told", name="</script><b>")
    island = re.search(r'<script type="application/json" id="page">(.*?)</script>', page.text)[1]

    told = json.loads(html.unescape(island))

    assert told["draft"] == page.url.path.rpartition("/")[2]
    assert told["name"] == "</script><b>"
    assert told["texts"]["save"] == "保存"
    assert ["approve", "同意"] in told["choices"]["operations"]
    assert "'unsafe-inline'" not in page.headers["content-security-policy"].split("style-src")[0]


def test_without_its_bundle_the_page_says_so_and_leads_to_the_draft(designer, monkeypatch):
    monkeypatch.setattr(pages, "bundle", lambda: None)

    page = _begin(designer, key="unbuilt")

    assert "设计器没有随本次安装构建" in designer.text()
    assert "/admin/drafts/" in page.text


def test_a_process_needs_an_id_and_a_template_that_exist(designer):
    assert _begin(designer, key="钥匙").status_code == 422
    assert _begin(designer, name=" ").status_code == 422
    assert _begin(designer, template="other").status_code == 404


def test_the_designer_is_for_designers_and_administrators(quiet):
    assert Reader(quiet, "limin").get("/designer").status_code == 403


def test_the_bundle_is_where_the_build_put_it():
    bundle.cache_clear()

    found = bundle()

    assert found is None or found.script.startswith("/static/build/assets/designer")


def test_what_the_bundle_loads_is_kept_by_browsers_and_sent_compressed(quiet):
    found = bundle()
    if found is None:
        pytest.skip("the designer's bundle was not built with this installation (make web)")
    http = TestClient(quiet)

    packed = http.get(found.script, headers={"Accept-Encoding": "gzip"})
    plain = http.get(found.script, headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"].startswith("text/javascript")
    assert "immutable" in packed.headers["cache-control"]
    assert packed.content == plain.content
    assert "content-encoding" not in plain.headers


FORM = {
    "id": "keys_form",
    "title": "借钥匙",
    "schema": {
        "type": "object",
        "properties": {
            "subject": {"type": "string", "title": "事由"},
            "keeper": {"type": "string", "title": "保管人"},
        },
        "required": ["subject"],
    },
    "ui": {"fields": {"subject": {"widget": "text"}, "keeper": {"widget": "user"}}},
    "i18n": {"en": {"title": "Borrow keys", "fields": {"subject": "Subject", "keeper": "Keeper"}}},
}


def _preview(reader, document):
    reader.get("/designer")
    text = document if isinstance(document, str) else json.dumps(document)
    return reader.post("/designer/form-preview", document=text)


def test_a_form_in_work_is_shown_as_staff_would_see_it(designer):
    shown = _preview(designer, FORM).text

    assert "<h1>借钥匙</h1>" in shown
    assert 'for="f-subject"' in shown
    assert "李敏" in shown


def test_a_photo_is_chosen_from_the_files_or_taken_with_the_camera_at_the_back_of_a_phone(designer):
    shipped = processes.resources("complaint-handling")
    form = json.loads(shipped["complaint_handle.form.json"])

    shown = _preview(designer, form).text

    choosing, taking = re.findall(r'<input [^>]*type="file" name="after_photos"[^>]*>', shown)
    assert "capture" not in choosing
    assert 'accept="image/*" capture="environment"' in taking
    assert "或直接拍照" in shown


def test_a_form_in_work_is_shown_in_english_too(quiet):
    shown = _preview(Reader(quiet, "caoying", language="en"), FORM).text

    assert "<h1>Borrow keys</h1>" in shown
    assert "Subject" in shown


@pytest.mark.parametrize("wrong", ["{", "[]", {**FORM, "schema": {"type": "array"}}])
def test_a_form_that_is_wrong_says_what_is_wrong_instead(designer, wrong):
    page = _preview(designer, wrong)

    assert page.status_code == 200
    assert "note bad" in page.text
    assert "data-field" not in page.text


def test_previews_are_for_designers_and_administrators(quiet):
    clerk = Reader(quiet, "limin")
    clerk.get("/start")

    assert clerk.post("/designer/form-preview", document="{}").status_code == 403
