"""Every page by keyboard alone: the tabulator reaches whatever can be worked; a signature is drawn."""

import pytest

from tests.pages import every, looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ELSEWHERE = {
    "/audit/cases/{instance_id}/replay",
    "/designer/{draft_id}",
    "/designer/{draft_id}/review",
}
"""Parts of pages, and the drawing, which is worked with a pointer."""

LISTEN = """() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const group = e => e.type === 'radio'
    ? document.querySelector(`input[type=radio][name="${CSS.escape(e.name)}"]`) : e;
  const all = [...document.querySelectorAll(wanted)]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility());
  window.unreached = new Set(all.map(group));
  window.unseen = new Set();
  document.addEventListener('focusin', ({ target }) => {
    unreached.delete(group(target));
    const { outlineStyle, outlineWidth } = getComputedStyle(target);
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) unseen.add(target);
  });
  document.body.focus();
  return unreached.size;
}"""
LEFT = "unreached.size"
TELL = """() => [['not reached', unreached], ['focus not seen', unseen]].flatMap(([what, set]) =>
  [...set].map(e => `${what}: ${e.outerHTML.slice(0, 120)}`))"""
PRESS = {
    "type": "rawKeyDown",
    "key": "Tab",
    "code": "Tab",
    "windowsVirtualKeyCode": 9,
}
PARTS_OF_A_DATE = 8
"""A field for a moment has as many stops of its own: year, month, day, hour, minute, a button."""


def test_whatever_can_be_worked_is_reached_by_the_tabulator_and_shows_it(chromium, whole):
    company = looking.Company(chromium, whole.address)
    found, seen = {}, set()

    def pressed(address):
        def job(page):
            page.goto(whole.address + address)
            page.evaluate(looking.UNFOLD)
            line = page.context.new_cdp_session(page)
            many = page.evaluate(LISTEN)
            for _ in range(PARTS_OF_A_DATE):
                for _ in range(many + 2):
                    line.send("Input.dispatchKeyEvent", PRESS)
                if not page.evaluate(LEFT):
                    break
            told = page.evaluate(TELL)
            line.detach()
            if told:
                found[address] = told
            yield

        return job

    jobs = []
    for route, login, address in every.addresses(whole.ids):
        if route not in seen | ELSEWHERE:
            jobs.append((login, pressed(address)))
        seen.add(route)
    company.look(jobs)
    company.close()

    told = [f"{address}: {each}" for address, wrong in found.items() for each in wrong]
    assert not told, "\n".join(told)


def test_a_signature_is_drawn_with_a_finger_on_its_pad(chromium, whole):
    context = chromium.new_context(locale="zh-CN", **looking.DESK)
    page = context.new_page()
    page.set_default_timeout(60_000)
    looking.sign_in(page, whole.address, "liuyang")
    page.goto(f"{whole.address}/copies/{whole.ids['copy']}")
    pad = page.locator("canvas.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()

    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60)
    page.mouse.up()
    # A function, for an expression is evaluated anew at each look, which the page's policy forbids.
    page.wait_for_function("() => document.getElementById('gj-signature').files.length === 1")

    assert page.locator("#gj-signature").evaluate("one => one.files[0].size") > 0
    context.close()
