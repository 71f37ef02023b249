"""The shipped processes from start to end by clicking only, on a phone and on a desk.

In each of them something is returned, somebody adds a signer, somebody delegates, and a deadline is
missed. The complaint without all that is in test_browser.py. Screenshots are kept in
tests/artifacts, to be looked at.
"""

import re
import socket
import threading
from datetime import date, datetime, timedelta

import pytest
import uvicorn

from engine import demo
from engine.settings import open_store
from tests.api.serving import Client, app_of, furnish, settings_of
from tests.pages.conftest import _wait_for
from tests.pages.fills import fills, now_of
from tests.pages.test_browser import PROFILES
from tests.pages.walking import ZONE, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A company whose clock is set by hand, on the Monday of the shipped stories."""
    folder = tmp_path_factory.mktemp("walks")
    settings = settings_of(f"sqlite:///{folder / 'guanjia.db'}", folder)
    furnish(settings)
    store = open_store(settings)
    store.run(lambda tx: tx.headcounts.replace(demo.headcounts(2031)))
    store.close()
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


FIRST = date(2031, 3, 3)
"""The Monday on which the shipped stories begin; their dates are counted from it."""


@pytest.fixture(params=sorted(PROFILES))
def walk(request, chromium, served, app):
    """Somebody's walk, begun on a Monday morning: whichever walk comes first, none meets another."""
    client = Client(app, "fangyuan")
    now = now_of(client).astimezone(ZONE)
    if (now.weekday(), now.hour, now.minute) != (0, 9, 0):
        monday = now.replace(hour=9, minute=0) + timedelta(days=7 - now.weekday())
        client.post("/clock/advance", {"duration": f"PT{int((monday - now).total_seconds())}S"})
    made = Walk(chromium, served, app, request.param)
    yield made
    made.close()


@pytest.fixture
def values(app):
    """What the shipped stories of a process fill in, times counted from the clock as it is now."""

    def given(process):
        now = now_of(Client(app, "fangyuan"))
        return _moved(fills(process, now), now.astimezone(ZONE).date() - FIRST)

    return given


def _moved(value, by):
    """The same, with days moved as far as the clock is from that first Monday."""
    match value:
        case dict():
            return {name: _moved(each, by) for name, each in value.items()}
        case list():
            return [_moved(each, by) for each in value]
        case date() if not isinstance(value, datetime):
            return value + by
        case _:
            return value


def numbered(page):
    return re.search(r"[A-Z]{2}-HY01-\d{8}-\d{3}", page.content())[0]


def ended(walk, who, name):
    """The page of the case, which has come to its end."""
    page = walk.case(who)
    page.locator(".chip", has_text="已完成").wait_for()
    walk.shoot(page, f"{name}-case")
    return page.inner_text("main")


def test_a_complaint_is_delegated_late_sent_back_and_verified_by_two(walk, values):
    given = values("complaint-handling")
    clerk = walk.start("limin", "complaint-handling")
    walk.number = numbered(clerk)
    walk.work("limin", "投诉登记", given["UT_Register"])
    walk.work("wangfang", "受理研判", given["UT_Triage"])
    walk.work("limin", "首次响应", given["UT_FirstContact"])

    walk.operate("wangqiang", "处理投诉", "委派", to="dengbo", reason="请先到现场查看")
    page = walk.work("dengbo", "处理投诉", {"gj-opinion": "楼上地漏漏水"}, button="答复")
    walk.pass_time("P2D")
    assert walk.late("wangqiang", "处理投诉")
    walk.shoot(walk.pages["wangqiang"], "complaint-late")
    walk.work("wangqiang", "处理投诉", values("complaint-handling")["UT_Handle"])

    page = walk.open("wangfang", "处理结果核验")
    walk.shoot(page, "complaint-verify")
    reason = {"target": "UT_Handle", "mode": "again", "reason": "处理后照片不清楚"}
    walk.fill_in(page, "退回", **reason)
    page = walk.open("wangqiang", "处理投诉")
    assert "第2轮" in page.inner_text("main")
    walk.shoot(page, "complaint-returned")
    walk.work("wangqiang", "处理投诉", values("complaint-handling")["UT_Handle"])
    walk.operate(
        "wangfang", "处理结果核验", "并加签", people="zhangwei", reason="请项目经理一起核验"
    )
    walk.work("zhangwei", "处理结果核验", given["UT_Verify"])
    walk.work("wangfang", "处理结果核验", given["UT_Verify"])
    walk.work("liuyang", "回访", values("complaint-handling")["UT_FollowUp"])
    walk.work("wangfang", "结案归档", given["UT_Close"])

    told = ended(walk, "limin", "complaint")
    for said in ("委派", "退回", "并加签", "超时"):
        assert said in told


def test_a_report_upwards_is_returned_mended_late_and_decided_a_level_above(walk, values):
    given = values("escalation")
    clerk = walk.start("limin", "escalation")
    walk.number = numbered(clerk)
    walk.work("limin", "填写上报材料", given["UT_Report"])

    page = walk.open("wangfang", "上级批示")
    walk.shoot(page, "escalation-decide")
    walk.fill_in(page, "退回", target="UT_Report", mode="straight", reason="请补充照片")
    page = walk.open("limin", "填写上报材料")
    walk.shoot(page, "escalation-returned")
    walk.pass_time("P1D")
    assert walk.late("limin", "填写上报材料")
    walk.shoot(walk.pages["limin"], "escalation-late")
    walk.work("limin", "填写上报材料", given["UT_Report"])
    assert walk.found("wangfang", "上级批示")

    walk.pass_time("P1D")
    assert walk.found("wangfang", "上级批示") is None
    assert any("上报未按时批示" in each for each in walk.told("wangfang"))
    assert any("新待办：上级批示" in each for each in walk.told("zhangwei"))
    walk.shoot(walk.pages["zhangwei"], "escalation-told")
    walk.operate("zhangwei", "上级批示", "前加签", people="linjing", reason="请区域品质先看")
    walk.work("linjing", "上级批示", given["UT_Decide"])
    page = walk.operate("zhangwei", "上级批示", "委派", to="wangqiang", reason="请核实费用")
    walk.work("wangqiang", "上级批示", {"gj-opinion": "费用属实"}, button="答复")
    page = walk.open("zhangwei", "上级批示")
    walk.shoot(page, "escalation-answered")
    walk.work("zhangwei", "上级批示", given["UT_Decide"])

    told = ended(walk, "limin", "escalation")
    for said in ("委派", "退回", "前加签", "「批示超时」时间到"):
        assert said in told


def test_a_nonconformity_is_planned_twice_mended_late_and_stays_mended(walk, values):
    given = values("rectification")
    quality = walk.start("linjing", "rectification")
    walk.number = numbered(quality)
    walk.work("linjing", "登记不合格", given["UT_RegisterNC"])
    walk.work("wangqiang", "立即纠正", given["UT_Correct"])
    walk.operate("wangqiang", "原因分析", "委派", to="dengbo", reason="请查钥匙记录")
    walk.work("dengbo", "原因分析", {"gj-opinion": "只有一把钥匙"}, button="答复")
    walk.work("wangqiang", "原因分析", given["UT_RootCause"])
    page = walk.work("wangqiang", "制定整改方案", given["UT_Plan"])
    walk.shoot(page, "rectification-planned")

    reason = {"target": "UT_Plan", "mode": "again", "reason": "请写明完成标准"}
    walk.operate("zhengjie", "方案审核", "退回", **reason)
    walk.work("wangqiang", "制定整改方案", {})
    walk.operate("zhengjie", "方案审核", "并加签", people="linjing", reason="请公司品质把关")
    walk.work("linjing", "方案审核", {}, button="同意")
    walk.work("zhengjie", "方案审核", {}, button="同意")
    walk.pass_time("P15D")
    assert walk.late("wangqiang", "实施整改")
    walk.shoot(walk.pages["wangqiang"], "rectification-late")
    done = values("rectification")
    for _ in range(2):
        walk.work("wangqiang", "实施整改", done["UT_Implement"])
    walk.work("wangqiang", "整改汇总提交", done["UT_Submit"])
    walk.work("zhengjie", "整改验证", done["UT_Verify"])
    walk.pass_time("P30D")
    walk.work("zhengjie", "效果评估", done["UT_Effect"])
    walk.work("zhengjie", "关闭归档", done["UT_Close"])

    told = ended(walk, "linjing", "rectification")
    for said in ("委派", "退回", "并加签", "超时"):
        assert said in told


SCORES = {
    "professional": 4,
    "service_awareness": 5,
    "responsibility": 5,
    "communication": 4,
    "stability": 4,
    "conclusion": "prefer",
}


def test_somebody_is_hired_after_a_return_a_delay_and_a_telephone_call(walk, values):
    given = values("recruitment-approval")
    page = walk.start("wangfang", "recruitment-approval")
    walk.number = numbered(page)
    walk.work("wangfang", "用人申请", given["UT_Request"])

    reason = {"target": "UT_Request", "mode": "again", "reason": "请写清排班"}
    walk.operate("zhangwei", "项目经理审批", "退回", **reason)
    page = walk.open("wangfang", "用人申请")
    walk.shoot(page, "recruitment-returned")
    walk.work("wangfang", "用人申请", {"shift": "两班倒"})
    walk.pass_time("P3D")
    assert walk.late("zhangwei", "项目经理审批")
    walk.work("zhangwei", "项目经理审批", given["UT_PM"])
    walk.operate("qianlin", "人力资源审核", "委派", to="liuyang", reason="请核对薪资带")
    walk.work("liuyang", "人力资源审核", {"gj-opinion": "在薪资带内"}, button="答复")
    walk.operate("qianlin", "人力资源审核", "后加签", people="hemei", reason="请区域人力复核")
    walk.work("qianlin", "人力资源审核", given["UT_HR"])
    walk.work("hemei", "人力资源审核", given["UT_HR"])
    walk.work("qianlin", "招聘与筛选", given["UT_Recruit"])
    for who in ("qianlin", "wangfang"):
        walk.work(who, "面试评价", SCORES, button="同意")
    walk.work("qianlin", "背景调查", given["UT_Check"])
    walk.work("qianlin", "拟定录用条件", given["UT_Terms"])
    for who in ("wangfang", "zhangwei"):
        walk.work(who, "录用审批", {}, button="同意")
    page = walk.on_case("qianlin", "登记：接受录用", reason="电话里接受，下周一报到")
    walk.shoot(page, "recruitment-accepted")
    walk.work("qianlin", "入职办理", given["UT_Onboard"])
    walk.work("wangfang", "安排带教导师", given["UT_Mentor"])
    walk.work("qianlin", "岗前培训", given["UT_Train"])

    told = ended(walk, "wangfang", "recruitment")
    for said in ("委派", "退回", "后加签", "超时"):
        assert said in told
