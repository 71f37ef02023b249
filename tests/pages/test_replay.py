"""回放 in a browser: an auditor walks a case with the slider and its buttons, and by keyboard."""

import pytest

from tests.pages.every import AUDITOR
from tests.pages.looking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_slider_and_its_buttons_walk_a_case_moment_by_moment(chromium, whole):
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    sign_in(page, whole.address, AUDITOR)
    page.goto(f"{whole.address}/audit/cases/{whole.ids['case']}?stop=0")
    form, moment = page.locator("[data-replay]"), page.locator("#moment")
    slider = form.locator("[name=stop]")
    last = slider.get_attribute("max")
    seen = []

    def press(stop):
        before = moment.inner_text()
        form.locator(f'[data-stop="{stop}"]').first.click()
        page.wait_for_function(
            "was => document.getElementById('moment').innerText !== was", arg=before
        )
        seen.append((slider.input_value(), moment.inner_text()))

    press("on")
    press("last")
    press("back")
    press("first")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "text => document.getElementById('moment').innerText === text", arg=seen[1][1]
    )

    assert int(last) > 2
    assert [at for at, _ in seen] == ["1", last, str(int(last) - 1), "0"]
    assert len({text for _, text in seen}) == 4
    assert slider.input_value() == last
    context.close()
