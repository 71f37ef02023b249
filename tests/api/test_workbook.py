"""The organisation as a spreadsheet, through REST."""

import pytest

from tests.api.serving import Client, app_of, furnish, settings_of


@pytest.fixture
def app(sqlite_url, tmp_path):
    settings = settings_of(sqlite_url, tmp_path)
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:
        yield app


def send(client, method, path, content):
    return client.http.request(
        method,
        f"/api/v1/organisation/workbook{path}",
        files={"file": ("organisation.xlsx", content)},
        headers=client.headers,
    )


def test_it_is_downloaded_looked_at_and_put_in_again(app):
    admin = Client(app, "fangyuan")

    content = admin.get("/organisation/workbook").content
    shown = send(admin, "POST", "/preview", content)
    done = send(admin, "PUT", "", content)

    assert shown.json() == done.json() == {"differences": []}


def test_what_is_wrong_is_a_problem_and_staff_may_not(app):
    admin, clerk = Client(app, "fangyuan"), Client(app, "limin")

    wrong = send(admin, "PUT", "", b"nothing")

    assert (wrong.status_code, wrong.json()["facts"]["zh"]) == (422, "文件不是 XLSX 表格")
    assert clerk.get("/organisation/workbook").status_code == 403
