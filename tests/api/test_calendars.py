"""Calendars through REST: as they are in force, a new version, and which years nobody knows."""

import pytest

from tests.api.serving import Client, app_of, furnish, settings_of

USUAL = {"hours": [["09:00", "12:00"], ["13:30", "18:00"]]}


@pytest.fixture
def app(sqlite_url, tmp_path):
    settings = settings_of(sqlite_url, tmp_path)
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:
        app.state.store.run(lambda tx: tx.clock.set(tx.now.replace(year=2099, month=3)))
        yield app


def test_years_whose_holidays_nobody_knows_are_shown_until_somebody_maintains_them(app):
    admin, clerk = Client(app, "fangyuan"), Client(app, "limin")
    days = {"2099-10-01": "holiday", "2100-10-01": "holiday"}

    before = clerk.get("/calendars").json()
    put = admin.send("PUT", "/calendars/cn", {**USUAL, "days": days, "reason": "公告"})
    after = clerk.get("/calendars/cn")

    assert [each["unmaintained"] for each in before] == [[2099, 2100]]
    assert (put.status_code, put.json()["unmaintained"]) == (200, [])
    assert (after.json()["version"], after.json()["unmaintained"]) == (2, [])
    assert [each["version"] for each in clerk.get("/calendars/cn/versions").json()] == [2, 1]
    (first,) = clerk.get("/calendars/cn/days", since="2099-10-01", days=1).json()
    assert (first["works"], first["by_hand"], first["maintained"]) == (False, True, True)


def test_only_administrators_change_a_calendar_and_nobody_one_that_has_changed(app):
    admin, clerk = Client(app, "fangyuan"), Client(app, "limin")
    wanted = {**USUAL, "reason": "公告"}

    assert clerk.send("PUT", "/calendars/cn", wanted).status_code == 403
    assert clerk.post("/calendars/cn/preview", USUAL).status_code == 403
    assert admin.post("/calendars/cn/preview", USUAL).json() == []
    assert admin.send("PUT", "/calendars/cn", wanted, If_Match='"7"').status_code in {409, 412}
