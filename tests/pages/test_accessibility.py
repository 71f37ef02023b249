"""Every page: no violation that axe finds, nothing too small to touch, no English word in Chinese."""

import re
from importlib.resources import files

import pytest

from tests.api.serving import PASSWORD, Client

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 860}}

VISIBLE_TEXT = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const owner = walk.currentNode.parentElement;
    if (owner.closest('[lang="en"], script, style, svg title')) continue;
    const text = walk.currentNode.textContent.trim();
    if (text) found.push(text);
  }
  for (const e of document.querySelectorAll('[aria-label],[placeholder],[title],[alt]'))
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      if (e.getAttribute(name)) found.push(e.getAttribute(name));
  return found;
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, select, input, textarea, summary')]
  .map(e => (e.type === 'checkbox' || e.type === 'radio') ? e.closest('label') : e)
  .filter(e => e && e.type !== 'hidden' && e.checkVisibility() && !e.closest('.unseen, .skip')
               && !e.classList.contains('unseen') && !e.classList.contains('skip'))
  .filter(e => !['p', 'li', 'td', 'dd'].includes(e.parentElement.tagName.toLowerCase())
               || e.classList.contains('button'))
  .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([_, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""

ALLOWED = re.compile(
    r"[A-Z]{2,}[A-Z0-9-]*\d+[-\d]*|\bAPP\b|\b(MB|KB|B)\b|\bISO\b|\bGB/T\b|\b[IVX]+\b|\bX\b|[\w.-]+\.(png|jpg)"
)
"""Numbers of cases, units, names of standards and levels: they are the same in both languages."""


@pytest.fixture(scope="module")
def axe():
    package = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    return files(package).joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(served, app):
    """Addresses of every page, by who reads it."""
    clerk = Client(app, "limin")
    case = clerk.post(
        "/process-instances", {"process_key": "complaint-handling", "project": "HY01"}
    ).json()
    task = clerk.task_of(case["id"])
    clerk.post(f"/user-tasks/{task['id']}/comments", {"text": "已联系业主"})
    clerk.post(f"/user-tasks/{task['id']}/copies", {"people": ["liuyang"], "confirm": "signature"})
    copy = Client(app, "liuyang").get("/copies").json()["items"][0]["id"]
    clerk.send("PUT", f"/user-tasks/{task['id']}/draft", {"values": {"content": "异响"}})
    clerk.send("PUT", f"/process-instances/{case['id']}/follow")
    filter_ = {"name": "超时", "content": {"box": "todo", "only": "late"}, "shared": "HY01-CS"}
    clerk.post("/saved-filters", filter_)
    wanted = {"person": "limin", "successor": "liuyang", "reason": "下班"}
    handover = Client(app, "limin").post("/handovers/shift", wanted).json()["id"]
    again = clerk.post(
        "/process-instances", {"process_key": "complaint-handling", "project": "HY01"}
    ).json()["id"]
    held = clerk.task_of(again)["id"]
    return {
        None: ["/sign-in", "/report/HY01", "/report/HY01/status", "/report/HY01/poster"],
        "limin": [
            "/tasks",
            "/tasks?box=pool",
            "/tasks?box=started",
            "/tasks?box=done",
            "/tasks?box=copies",
            "/tasks?box=drafts",
            "/tasks?box=followed",
            "/tasks?only=returned",
            "/notices",
            "/start",
            "/me",
            "/start?q=投诉",
            "/me/preferences",
            "/substitutions",
            "/handovers",
            f"/handovers/{handover}",
            f"/tasks/{task['id']}",
            f"/cases/{case['id']}",
            f"/cases/{case['id']}/approval-sheet",
        ],
        "liuyang": ["/tasks?box=copies", f"/copies/{copy}", "/notices?only=unread"],
        "wangfang": ["/tasks?box=team", "/tasks?box=team&only=late"],
        "fangyuan": [
            "/audit",
            "/audit?q=电梯",
            "/audit/log",
            "/audit/log?type=failed",
            "/audit/deviations",
            "/audit/heat",
            "/audit/heat?by=time",
            "/audit/verification",
            f"/audit/cases/{case['id']}",
            f"/audit/cases/{case['id']}?stop=0&node=UT_Register&only=anomalies",
            f"/audit/cases/{case['id']}/record",
            f"/cases/{case['id']}",
            "/admin",
            "/admin/cases",
            f"/admin/cases/{case['id']}",
            f"/admin/cases/{case['id']}/move",
            f"/admin/cases/{case['id']}/variables",
            f"/admin/cases/{case['id']}/state",
            "/admin/tasks",
            "/admin/incidents",
            "/admin/jobs",
            "/admin/deliveries",
            "/admin/webhooks",
            "/admin/organisation",
            "/admin/organisation/units/HY01",
            "/admin/organisation/people/limin",
            "/admin/organisation/limits",
            "/admin/workbook",
            "/admin/substitutions",
            "/admin/calendars",
            "/admin/calendars/cn",
            "/admin/rights",
            "/admin/system",
            "/admin/retention",
            f"/admin/retention/{case['id']}",
            "/admin/versions/complaint-handling:1",
            "/admin/reports",
            "/admin/definitions",
            "/admin/definitions/complaint-handling:1",
            "/admin/imports",
            "/designer",
            f"/tasks/{held}/jump",
            f"/tasks/{held}/jump?to=UT_Register",
            "/handovers?person=sunhao",
            "/me",
            "/tasks/00000000-0000-7000-8000-000000000000",
        ],
    }


@pytest.mark.parametrize("profile", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_clean_large_enough_and_chinese(profile, chromium, served, pages, axe):
    found = {}

    for login, addresses in pages.items():
        context = chromium.new_context(locale="zh-CN", bypass_csp=True, **profile)
        page = context.new_page()
        if login:
            _sign_in(page, served, login)
        for address in addresses:
            page.goto(served + address)
            wrong = _violations(page, axe) + page.evaluate(SMALL_TARGETS) + _english(page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append("wider than the screen")
            if wrong:
                found[address] = wrong
        context.close()

    told = [f"{address}: {each}" for address, wrong in found.items() for each in wrong]
    assert not told, "\n".join(told)


def _sign_in(page, served, login):
    page.goto(served)
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/tasks**")


def _violations(page, axe):
    page.evaluate(axe)
    result = page.evaluate(
        "() => axe.run({runOnly: ['wcag2a','wcag2aa','wcag21aa','wcag22aa','best-practice']})"
    )
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]} ({len(each['nodes'])})"
        for each in result["violations"]
    ]


def _english(page):
    texts = page.evaluate(VISIBLE_TEXT)
    left = [(text, ALLOWED.sub("", text)) for text in texts]
    return [f"English: {text[:80]}" for text, rest in left if re.search(r"[A-Za-z]{2,}", rest)]
