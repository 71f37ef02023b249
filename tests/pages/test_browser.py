"""A complaint carried from the first call to the closed case by clicking only, on phone and desk."""

import re
from pathlib import Path

import pytest

from tests.api.serving import PASSWORD, Client
from tests.pages.looking import portray, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ARTIFACTS = Path(__file__).parents[1] / "artifacts"
PROFILES = {
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "desk": {"viewport": {"width": 1280, "height": 860}},
}


class Hand:
    """One person's browser."""

    def __init__(self, chromium, served, profile, login):
        self.profile = profile
        self.context = chromium.new_context(locale="zh-CN", **PROFILES[profile])
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.goto(served)
        self.page.get_by_label("账号").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url("**/tasks**")

    def shoot(self, name):
        portray(self.page, ARTIFACTS / f"{self.profile}-{name}.png")

    def go(self, name):
        link = self.page.get_by_role("link", name=re.compile(f"^{name}"))
        with self.page.expect_navigation():
            link.locator("visible=true").first.click()

    def open(self, title):
        """Find a task in the pool and open it; the engine's worker may have to act first."""
        row = self.page.locator(".row", has_text=title)
        for _ in range(40):
            self.go("待认领")
            if row.count():
                break
            self.page.wait_for_timeout(250)
        with self.page.expect_navigation():
            row.first.get_by_role("link").click()

    def choose(self, label, option):
        group = self.page.get_by_role("group", name=_labelled(label))
        select = self.page.get_by_label(_labelled(label))
        group.or_(select).first.wait_for()
        if group.count():
            group.get_by_text(option, exact=True).click()
        else:
            select.select_option(option)

    def fill(self, label, text):
        self.page.get_by_label(_labelled(label)).fill(text)

    def press(self, name):
        press(self.page, self.page.get_by_role("button", name=re.compile(f"^{name}")))

    def submit(self):
        self.press("提交")


def _labelled(label):
    """Match a label with or without the mark of a required field."""
    return re.compile(rf"^{label}\s*(必填)?$")


@pytest.fixture(params=list(PROFILES))
def hand(request, chromium, served):
    """Open a browser for somebody, on the profile of this run."""
    opened = []

    def take(login):
        opened.append(Hand(chromium, served, request.param, login))
        return opened[-1]

    yield take
    for one in opened:
        one.context.close()


def test_a_complaint_goes_from_the_first_call_to_the_closed_case(hand):
    clerk, supervisor = hand("limin"), hand("wangfang")

    number = _register(clerk)
    _triage(supervisor, number)
    _contact(clerk, number)
    engineer = hand("wangqiang")
    _handle(engineer, number)
    _verify(supervisor, number)
    _follow_up(clerk, number)
    _close(supervisor, number)

    clerk.go("我发起的")
    clerk.shoot("20-started")
    with clerk.page.expect_navigation():
        clerk.page.locator(".row", has_text=number).get_by_role("link").click()
    ended = clerk.page.locator(".chip", has_text="已完成")
    for _ in range(40):
        if ended.count():
            break
        clerk.page.wait_for_timeout(250)
        clerk.page.reload()
    assert ended.is_visible()
    clerk.shoot("21-case")


def _register(clerk):
    clerk.shoot("01-empty-list")
    clerk.go("发起")
    clerk.shoot("02-start")
    clerk.press("发起 投诉处理")
    number = re.search(r"TS-HY01-\d{8}-\d{3}", clerk.page.content())[0]
    clerk.fill("投诉内容", "电梯运行时有异响，已持续三天，夜间尤其明显。")
    clerk.submit()
    clerk.shoot("03-mistakes")
    assert clerk.page.get_by_role("alert").get_by_text("来源渠道").is_visible()
    assert "异响" in clerk.page.get_by_label("投诉内容").input_value()
    assert not clerk.page.get_by_label("12345 工单号").is_visible()
    clerk.choose("来源渠道", "12345")
    assert clerk.page.get_by_label("12345 工单号").is_visible()
    clerk.choose("来源渠道", "来电")
    clerk.fill("发生时间", "2026-01-05T09:30")
    clerk.choose("投诉人身份", "业主")
    clerk.fill("投诉人", "张三")
    clerk.fill("联系电话", "13800138000")
    clerk.fill("房号", "8-2-501")
    clerk.choose("投诉类别", "设施维修")
    clerk.fill("标题", "电梯异响")
    clerk.page.get_by_label("图片附件").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": b"\x89PNG"}
    )
    clerk.shoot("04-register")
    clerk.submit()
    assert clerk.page.get_by_role("status").is_visible()
    return number


def _triage(supervisor, number):
    supervisor.open(number)
    supervisor.shoot("05-triage")
    supervisor.press("认领")
    supervisor.choose("研判结果", "受理")
    supervisor.choose("等级", "重要")
    supervisor.submit()


def _contact(clerk, number):
    clerk.open(number)
    clerk.fill("联系时间", "2026-01-05T10:00")
    clerk.choose("联系方式", "电话")
    clerk.fill("答复与承诺", "今天派人上门，明天上午回话。")
    clerk.submit()


def _handle(engineer, number):
    engineer.go("待认领")
    engineer.shoot("06-pool")
    engineer.open(number)
    engineer.choose("处理结果", "办结")
    engineer.fill("事实查明", "曳引机轴承磨损，运行时发出异响，已联系维保单位。")
    engineer.choose("投诉是否有效", "有效")
    engineer.choose("责任认定", "有责")
    engineer.fill("处理措施", "更换轴承并试运行两小时，噪声恢复正常。")
    engineer.page.get_by_label("处理后照片").set_input_files(
        {"name": "处理后.png", "mimeType": "image/png", "buffer": b"\x89PNG2"}
    )
    engineer.shoot("07-handle")
    engineer.submit()
    assert engineer.page.get_by_role("status").is_visible()


def _verify(supervisor, number):
    supervisor.open(number)
    supervisor.choose("核验结果", "通过")
    supervisor.submit()


def _follow_up(clerk, number):
    clerk.open(number)
    clerk.choose("回访方式", "电话")
    clerk.fill("联系时间", "2026-01-05T18:00")
    clerk.choose("满意度", "5 ★")
    clerk.shoot("08-follow-up")
    clerk.submit()


def _close(supervisor, number):
    supervisor.open(number)
    supervisor.choose("原因类别", "设备")
    supervisor.shoot("09-close")
    supervisor.submit()


def test_an_auditor_finds_who_did_what_and_that_nothing_was_altered(hand, app):
    clerk = Client(app, "limin")
    case = clerk.post(
        "/process-instances", {"process_key": "complaint-handling", "project": "HY01"}
    ).json()
    auditor = hand("hanbing")

    with auditor.page.expect_navigation():
        auditor.page.get_by_role("link", name="韩冰").click()
    with auditor.page.expect_navigation():
        auditor.page.locator(".links").get_by_role("link", name="审计追踪").click()
    auditor.page.get_by_label("编号").fill(case["business_key"])
    auditor.press("查找")
    auditor.shoot("30-audit")
    with auditor.page.expect_navigation():
        auditor.page.get_by_role("link", name=case["business_key"]).first.click()
    auditor.press("校验记录")

    assert auditor.page.get_by_role("status").get_by_text("校验通过").is_visible()
    auditor.shoot("31-audit-case")


def test_the_pages_are_english_for_whoever_chooses_english(hand):
    clerk = hand("gaoxiang")

    clerk.press("English")
    clerk.go("Start$")
    clerk.press("Start 投诉处理")

    assert clerk.page.get_by_label("Channel").is_visible()
    clerk.shoot("40-english")
