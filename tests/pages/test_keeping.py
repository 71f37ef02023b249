"""How long a browser keeps what the pages are made of."""

import re

from starlette.testclient import TestClient


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
