"""How long a browser keeps what the pages are made of."""

import re

from starlette.testclient import TestClient

from tests.pages.test_pages import Reader


def test_a_sheet_with_its_stamp_is_kept_for_good(app):
    with TestClient(app) as browser:
        page = browser.get("/sign-in").text
        sheet = re.search(r'href="(/static/guanjia\.css\?v=[^"]+)"', page)[1]

        assert "immutable" in browser.get(sheet).headers["cache-control"]


def test_a_script_is_asked_for_and_not_sent_again_while_it_is_the_same(app):
    with TestClient(app) as browser:
        first = browser.get("/static/js/guanjia.js")

        again = browser.get(
            "/static/js/guanjia.js", headers={"If-None-Match": first.headers["etag"]}
        )

        assert first.headers["cache-control"] == "no-cache"
        assert (again.status_code, again.content) == (304, b"")


def test_a_page_itself_is_never_kept(app):
    with TestClient(app) as browser:
        assert browser.get("/sign-in").headers["cache-control"] == "no-store"


def test_a_page_is_sent_compressed_to_whoever_takes_that(app):
    with TestClient(app) as browser:
        packed = browser.get("/sign-in", headers={"Accept-Encoding": "gzip"})
        plain = browser.get("/sign-in", headers={"Accept-Encoding": "identity"})

        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
        assert "</html>" in packed.text


def test_the_token_of_a_form_is_another_text_on_every_page_and_is_taken_all_the_same(app):
    with TestClient(app):
        reader = Reader(app, "limin")
        first = reader.hidden("csrf")
        reader.get("/me/preferences")
        second = reader.hidden("csrf")
        reader.get("/me")

        taken = reader.post("/notices/read", csrf=first)
        refused = reader.post("/notices/read", csrf="x." + "0" * (len(second) - 2))

        assert first != second
        assert taken.status_code == 200
        assert refused.status_code == 403
