"""The shipped processes from start to end by clicking only, on a phone or a desk.

The complaint's walk is in test_browser.py. Screenshots are kept in tests/artifacts, to be looked at.
"""

import re
import socket
import threading

import pytest
import uvicorn

from tests.api.serving import Client, app_of, furnish, settings_of
from tests.pages.conftest import _wait_for
from tests.pages.fills import fills, now_of
from tests.pages.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A company whose clock is set by hand, on the Monday of the shipped stories."""
    folder = tmp_path_factory.mktemp("walks")
    settings = settings_of(f"sqlite:///{folder / 'guanjia.db'}", folder)
    furnish(settings)
    return app_of(settings)


@pytest.fixture(scope="module")
def served(app):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    _wait_for(f"http://127.0.0.1:{port}")
    Client(app, "fangyuan").send("PUT", "/clock", {"now": "2031-03-03T09:00:00+08:00"})
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def walk(request, chromium, served, app):
    made = Walk(chromium, served, app, request.param)
    yield made
    made.close()


def values_of(app, process):
    return fills(process, now_of(Client(app, "fangyuan")))


def numbered(page):
    return re.search(r"[A-Z]{2}-HY01-\d{8}-\d{3}", page.content())[0]


@pytest.mark.parametrize("walk", ["phone"], indirect=True)
def test_a_report_upwards_is_decided_by_the_level_above(walk, app):
    values = values_of(app, "escalation")
    clerk = walk.start("limin", "escalation")
    walk.number = numbered(clerk)
    clerk = walk.work("limin", "填写上报材料", values["UT_Report"])

    page = walk.open("wangfang", "上级批示")
    walk.shoot(page, "escalation-decide")
    walk.work("wangfang", "上级批示", values["UT_Decide"])

    clerk = walk.visit("limin", "/tasks?box=started")
    clerk.locator(".row", has_text=walk.number).get_by_role("link").click()
    clerk.locator(".chip", has_text="已完成").wait_for()
    walk.shoot(clerk, "escalation-case")


@pytest.mark.parametrize("walk", ["phone"], indirect=True)
def test_a_nonconformity_is_mended_late_with_a_second_reviewer_and_stays_mended(walk, app):
    values = values_of(app, "rectification")
    quality = walk.start("linjing", "rectification")
    walk.number = numbered(quality)
    walk.work("linjing", "登记不合格", values["UT_RegisterNC"])
    walk.work("wangqiang", "立即纠正", values["UT_Correct"])
    walk.work("wangqiang", "原因分析", values["UT_RootCause"])
    page = walk.work("wangqiang", "制定整改方案", values["UT_Plan"])
    walk.shoot(page, "rectification-planned")

    walk.operate("zhengjie", "方案审核", "并加签", people="linjing", reason="请公司品质把关")
    walk.work("linjing", "方案审核", {}, button="同意")
    page = walk.work("zhengjie", "方案审核", {}, button="同意")
    walk.pass_time("P30D")
    page = walk.visit("wangqiang", f"/tasks?box=todo&q={walk.number}")
    page = walk.visit("wangqiang", f"/tasks?box=pool&q={walk.number}")
    late = page.locator(".row.is-late", has_text=walk.number).count()
    walk.shoot(page, "rectification-late")
    for _ in range(2):
        walk.work("wangqiang", "实施整改", values_of(app, "rectification")["UT_Implement"])
    walk.work("wangqiang", "整改汇总提交", values["UT_Submit"])
    walk.work("zhengjie", "整改验证", values["UT_Verify"])
    walk.pass_time("P30D")
    walk.work("zhengjie", "效果评估", values["UT_Effect"])
    walk.work("zhengjie", "关闭归档", values["UT_Close"])

    case = walk.visit("linjing", "/tasks?box=started")
    case.locator(".row", has_text=walk.number).get_by_role("link").click()
    case.locator(".chip", has_text="已完成").wait_for()
    walk.shoot(case, "rectification-case")
    assert late
    assert case.get_by_text("并加签").count()
