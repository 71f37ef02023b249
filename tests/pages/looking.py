"""Looking at a page as its readers do: what axe finds, what is too small, what is English.

Tabs look side by side: axe works in one while the next page loads in another.
"""

import re
from collections import deque
from importlib.resources import files

import pytest

from tests.api.serving import PASSWORD

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 860}}
PATIENCE = 120_000
"""Milliseconds: a machine that does much else loads a page slowly."""
TABS = 3
"""Side by side: two processors, and one that waits for the server."""

VISIBLE_TEXT = """() => {
  const found = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const owner = walk.currentNode.parentElement;
    if (owner.closest('[lang="en"], script, style, noscript')) continue;
    const text = walk.currentNode.textContent.trim();
    if (text) found.push(text);
  }
  for (const e of document.querySelectorAll('[aria-label],[placeholder],[title],[alt]'))
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      if (e.getAttribute(name) && !e.closest('[lang="en"], script, style, noscript')) found.push(e.getAttribute(name));
  return found;
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a, button, select, input, textarea, summary')]
  .map(e => (e.type === 'checkbox' || e.type === 'radio') ? e.closest('label') : e)
  .filter(e => e && e.type !== 'hidden' && e.checkVisibility() && !e.closest('.unseen, .skip')
               && !e.classList.contains('unseen') && !e.classList.contains('skip'))
  .filter(e => !['p', 'li', 'td', 'dd'].includes(e.parentElement.tagName.toLowerCase())
               || e.classList.contains('button'))
  .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([_, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([html, box]) => `too small: ${html} ${box.width}x${box.height}`)"""

WIDER = "document.documentElement.scrollWidth > innerWidth ? ['wider than the screen'] : []"
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"

ALLOWED = re.compile(
    r"[A-Z]{2,}[A-Z0-9-]*\d+[-\d]*|\bAPP\b|\b(MB|KB|B)\b|\bISO\b|\bGB/T\b|\b[IVX]+\b|\bX\b|[\w.-]+\.(png|jpg|bpmn|json)"
    r"|“[\w-]+”|\bJSON\b|https?://\S+|\b(?=[0-9a-f]*\d)[0-9a-f]{12}\b"
)
"""Numbers of cases, units, names of standards, levels, files, addresses, ends of ids, quoted names."""

ALL = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
_OF_LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
"""The rules of axe that see the layout; all others see the document, which is the same."""

LAY = """how => {
  scrollTo(0, 0);
  for (const each of document.querySelectorAll('.bar, .dock, .bulk')) each.style.position = how;
}"""


def axe():
    """Return axe's own script, to be run in every page of a context."""
    package = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    return files(package).joinpath("axe.min.js").read_text(encoding="utf-8")


def english(page):
    """Return the visible texts that have an English word."""
    texts = page.evaluate(VISIBLE_TEXT)
    left = [(text, ALLOWED.sub("", text)) for text in texts]
    return [f"English: {text[:80]}" for text, rest in left if re.search(r"[A-Za-z]{2,}", rest)]


def glance(page):
    """Return what is wrong at first sight: sizes, words, width."""
    return page.evaluate(SMALL_TARGETS) + english(page) + page.evaluate(WIDER)


def begin(page, rules):
    """Let axe begin; `outcome` waits for it."""
    run = {"runOnly": rules, "resultTypes": ["violations"]}
    page.evaluate("run => { window.looked = axe.run(run); }", run)


def outcome(page):
    """Return what axe found."""
    found = page.evaluate("async () => (await window.looked).violations")
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]} ({len(each['nodes'])})" for each in found
    ]


def desk(page, address):
    """Look at a page on a desk, everything unfolded, then at its size on a phone; yield while axe works."""
    status, wrong = _unfolded(page, DESK, address)
    yield
    wrong += outcome(page)
    page.set_viewport_size(PHONE["viewport"])
    return status, wrong + [f"phone: {each}" for each in glance(page)]


def both(page, address):
    """Look on a desk; then let axe look at the same page as it lies on a phone."""
    status, wrong = yield from desk(page, address)
    begin(page, _OF_LAYOUT)
    yield
    return status, wrong + [f"phone: {each}" for each in outcome(page)]


def phone(page, address):
    """Look at a page on a phone alone."""
    status, wrong = _unfolded(page, PHONE, address)
    yield
    return status, wrong + outcome(page)


def _unfolded(page, profile, address):
    """Open a page with everything unfolded, and let axe begin; return its status and what is wrong."""
    page.set_viewport_size(profile["viewport"])
    answer = page.goto(address)
    page.evaluate(UNFOLD)
    wrong = glance(page)
    begin(page, ALL)
    return answer.status, wrong


def words(page, address):
    """Look at the words of a part of a page, which has no sheet of its own."""
    answer = page.goto(address)
    yield
    return answer.status, english(page)


def sign_in(page, served, login):
    """Sign in on a page that is open anyway."""
    page.goto(f"{served}/sign-in")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/tasks**")


class Company:
    """Everybody's browser, and tabs that are taken in turn."""

    def __init__(self, chromium, served, **profile):
        self.chromium, self.served, self.profile = chromium, served, profile
        self._script = axe()
        self._contexts = {}
        self._tabs = {}

    def close(self):
        for context in self._contexts.values():
            context.close()

    def tab(self, login, number):
        if (login, number) not in self._tabs:
            self._tabs[login, number] = self._context(login).new_page()
            self._tabs[login, number].set_default_timeout(PATIENCE)
        return self._tabs[login, number]

    def look(self, jobs):
        """Carry out jobs side by side: pairs of who looks and a function of his tab."""
        waiting, running, free = deque(jobs), deque(), list(range(TABS))
        while waiting or running:
            if waiting and free:
                number = free.pop()
                login, job = waiting.popleft()
                running.append((number, job(self.tab(login, number))))
            else:
                number, work = running.popleft()
                if next(work, self) is self:
                    free.append(number)
                else:
                    running.append((number, work))

    def _context(self, login):
        if login not in self._contexts:
            context = self.chromium.new_context(locale="zh-CN", **{**DESK, **self.profile})
            context.add_init_script(self._script)
            self._contexts[login] = context
            if login:
                page = context.new_page()
                sign_in(page, self.served, login)
                page.close()
        return self._contexts[login]


def portray(page, path):
    """Keep the whole page as a picture: what sticks to the edge of a screen lies where the page ends."""
    path.parent.mkdir(exist_ok=True)
    page.evaluate(LAY, "static")
    page.screenshot(path=path, scale="css", full_page=True)
    page.evaluate(LAY, "")


def press(page, button):
    """Press a button and wait for what answers: another page, or this one with mistakes."""
    page.evaluate("document.querySelector('main').dataset.before = '1'")
    button.click()
    page.locator("main:not([data-before])").wait_for()
    page.wait_for_load_state()
