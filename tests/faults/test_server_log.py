"""A real server's own output says which routes were asked, never what was asked for or by whom."""

import httpx
import pytest

from tests.faults.company import WORK, furnish
from tests.faults.server import Client, Server

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


class Two(Server):
    """One `guanjia serve --processes 2`."""

    more = ("--processes", "2")
    ready = 180.0
