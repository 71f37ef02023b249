"""With scripts switched off: lists and tasks are read, a task is claimed, its form handed in."""

import re

import pytest
from ruamel.yaml import YAML

from tests.api.serving import PASSWORD, Client
from tests.pages.fills import PROCESSES, fills, now_of
from tests.pages.looking import PHONE
from tests.pages.walking import fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHIPPED = sorted(each.name for each in PROCESSES.iterdir() if (each / f"{each.name}.bpmn").exists())


@pytest.fixture
def plain(chromium, whole):
    """Sign somebody in with a phone that runs no scripts."""
    opened = []

    def enter(login):
        context = chromium.new_context(locale="zh-CN", java_script_enabled=False, **PHONE)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{whole.address}/sign-in")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        pressed(page, "登录")
        return page

    yield enter
    for context in opened:
        context.close()


def pressed(place, name):
    """Press a button and wait for the page that answers."""
    page = getattr(place, "page", place)
    with page.expect_navigation():
        place.get_by_role("button", name=re.compile(f"^{name}$")).first.click()


def beginning(process):
    """Return who begins a process in its first story, its first step, and who does that."""
    text = (PROCESSES / process / f"{process}.scenario.yaml").read_text(encoding="utf-8")
    steps = list(_steps(YAML(typ="safe").load(text)))
    who = next(each["start"] for each in steps if "start" in each)
    first = next(each for each in steps if "complete" in each)
    return who, first["complete"], first["by"]


def _steps(found):
    if isinstance(found, dict):
        yield found
        found = found.values()
    if isinstance(found, list | type({}.values())):
        for each in found:
            yield from _steps(each)


@pytest.mark.parametrize("process", SHIPPED)
def test_the_first_task_of_a_process_is_read_claimed_and_completed(process, plain, whole):
    who, step, worker = beginning(process)
    assert who == worker
    page = plain(who)
    page.goto(f"{whole.address}/start")
    section = page.locator("section.card", has=page.locator(f"[id='p-{process}']"))
    if section.locator("select").count():
        section.locator("select").select_option("HY01")
    with page.expect_navigation():
        section.get_by_role("button", name=re.compile("^发起")).click()
    task = re.search(r"/tasks/([\w-]+)", page.url)[1]

    pressed(page, "退领")
    page.goto(f"{whole.address}/tasks?box=pool")
    with page.expect_navigation():
        page.locator(f'.row a.over[href*="{task}"]').click()
    pressed(page, "认领")
    fill(page, fills(process, now_of(Client(whole.app, "fangyuan")))[step])
    pressed(page.locator("form[data-send]"), "提交")

    done = Client(whole.app, who).get(f"/user-tasks/{task}").json()
    assert done["element_id"] == step
    assert done["state"] == "completed", page.inner_text("main")
    page.goto(f"{whole.address}/tasks?box=done")
    assert page.locator(f'.row a.over[href*="{task}"]').is_visible()
