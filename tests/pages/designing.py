"""What the tests of the designer do with it in a browser."""

import re

from api.pages.bundle import bundle
from engine.telling.templates import BUILT_IN
from tests.pages import looking
from tests.pages.looking import ALLOWED, PHONE, VISIBLE_TEXT
from tests.pages.test_browser import ARTIFACTS

OPEN_ALL = """() => document.querySelectorAll('.bio-properties-panel-group-header:not(.open)')
  .forEach(header => header.click())"""


def tab(page, name):
    page.get_by_role("tab", name=name).click()


def group(page, name):
    """Open a group of the panel; it stays open from one element to the next."""
    header = page.locator(f"[data-group-id=group-gj-{name}] .bio-properties-panel-group-header")
    header.wait_for()
    if "open" not in header.get_attribute("class").split():
        header.click()


def save(page):
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator("#said", has_text="已保存").wait_for()
    page.locator("#unsaved").wait_for(state="hidden")


def release(page, sign_in):
    """Submit what is drawn, have somebody else approve it on a phone, and release it."""
    address = page.url
    page.get_by_role("button", name="提交审核").click()
    page.locator("#review[data-stage=submitted]").wait_for()
    second = sign_in("fangyuan", **PHONE)
    second.goto(address)
    second.get_by_role("button", name="审核通过").click()
    second.locator("#review[data-stage=approved]").wait_for()
    page.goto(address)
    page.get_by_role("button", name="发布", exact=True).click()
    page.wait_for_url("**/admin/definitions/**")
    return second


def shoot(page, name):
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"designer-{name}.png")


def pad(page, action):
    page.locator(f'.djs-context-pad .entry[data-action="{action}"]').click()


def append(page, kind, name):
    """Append a task to what is selected by the context pad, name it, and make it of a kind."""
    pad(page, "append.append-task")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    pad(page, "replace")
    page.locator(".djs-popup .entry", has_text=kind).first.click()


def at_work(page, address):
    """Look at the designer on a phone, and at its desk with an element's settings unfolded."""
    status, wrong = yield from looking.phone(page, address)
    if bundle() is None:
        return status, wrong  # it says that it was not built, which is looked at
    page.set_viewport_size(looking.DESK["viewport"])
    page.goto(address)
    page.wait_for_selector("#designer[data-ready]")
    page.evaluate(SHOW_A_TASK)
    page.locator(".djs-context-pad .entry[aria-label]").first.wait_for()
    page.evaluate(OPEN_ALL)
    wrong += [f"desk: {each}" for each in in_english(page) + page.evaluate(looking.WIDER)]
    looking.begin(page, looking.ALL)
    yield
    return status, wrong + [f"desk: {each}" for each in looking.outcome(page)]


SHOW_A_TASK = """() => {
  const { diagram } = window.guanjia;
  const tasks = diagram.modeler.get('elementRegistry').filter(e => e.type === 'bpmn:UserTask');
  diagram.show(tasks[0].id);
}"""

CODE = "script, style, noscript, .dmn-decision-table-container tbody, #findings, .finding-mark"
"""What is no text of the designer: cells of a table are expressions, findings name settings and ids."""
_WORDS = {part for said in BUILT_IN.values() for part in said["en"]}
"""The usual words of messages in English: they stand in the fields where others are written."""


def in_english(shown):
    """Return what of a page (or of some texts) is English, but for names of things that run, of standards, and the mark.

    A name is one word of letters and digits, as variables, templates and settings have them.
    """
    of_page = VISIBLE_TEXT.replace("script, style, noscript", CODE)
    texts = shown if isinstance(shown, list) else shown.evaluate(of_page)
    same = re.compile(
        r"Powered by bpmn\.io|^gj:\w+$|(?-i:^[a-z_][a-z0-9_]*$)|\{\w+\}|\bMsg_\w+"
        r"|(?<![a-z])(?:[a-z]+_[0-9a-z]{7}|BPMN|DMN|FEEL|id)(?![a-z])",
        re.IGNORECASE,
    )
    return sorted(
        {
            text[:100]
            for text in texts
            if text not in _WORDS
            if re.search(r"[A-Za-z]{2,}", same.sub("", ALLOWED.sub("", text)))
        }
    )
