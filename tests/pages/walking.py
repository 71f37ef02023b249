"""Walking a case through the pages by clicking: several people, one browser, a clock set by hand."""

import re
import struct
import zlib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.api.serving import PASSWORD, Client
from tests.pages.looking import PATIENCE, portray, press
from tests.pages.test_browser import PROFILES

ARTIFACTS = Path(__file__).parents[1] / "artifacts"
ZONE = ZoneInfo("Asia/Shanghai")


def picture():
    """Return a real PNG of one pixel: some pages show it."""

    def part(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00\x1b\x6b\x3a")
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", body) + part(b"IEND", b"")


PHOTO = {"name": "现场.png", "mimeType": "image/png", "buffer": picture()}


class Walk:
    """Everybody who takes part in one case, each with a browser context of his own."""

    def __init__(self, chromium, served, app, profile):
        self.chromium, self.served, self.app, self.profile = chromium, served, app, profile
        self.pages = {}
        self.number = ""

    def close(self):
        for page in self.pages.values():
            page.context.close()

    def pass_time(self, duration):
        answer = Client(self.app, "fangyuan").post("/clock/advance", {"duration": duration})
        assert answer.status_code == 200, answer.text

    def visit(self, who, path):
        """Open a page as somebody; sessions end after twelve hours of the clock set by hand."""
        page = self._page(who)
        page.goto(self.served + path)
        if "/sign-in" in page.url:
            page.get_by_label("账号").fill(who)
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(lambda url: "/sign-in" not in url)
            page.goto(self.served + path)
        return page

    def start(self, who, key):
        page = self.visit(who, "/start")
        section = page.locator("section.card", has=page.locator(f"#p-{key}"))
        project = section.locator("select")
        if project.count():
            project.select_option("HY01")
        with page.expect_navigation():
            section.get_by_role("button", name=re.compile("^发起")).click()
        return page

    def open(self, who, step):
        """Find the case's step in one of somebody's lists and open it.

        Where it is not there yet the engine's own work comes first: under a clock set by hand it is
        done when time passes.
        """
        page = self.found(who, step)
        if page is None:
            self.pass_time("PT1M")
            page = self.found(who, step)
        assert page is not None, f"{who} finds no {step} of {self.number}"
        return page

    def found(self, who, step):
        """Open the case's step from one of somebody's lists; None where it stands in none of them."""
        for box in ("todo", "pool"):
            page = self.visit(who, f"/tasks?box={box}&q={self.number}")
            row = page.locator(".row", has_text=self.number).filter(has_text=step)
            if row.count():
                row.first.locator("a.over").click()
                page.wait_for_url("**/tasks/*-*")
                page.locator("#pane h1").wait_for()
                return page
        return None

    def work(self, who, step, values, button="提交"):
        """Open a step, fill in its form and hand it in."""
        page = self.open(who, step)
        fill(page, values)
        self.press(page, button)
        return page

    def press(self, page, name):
        buttons = page.get_by_role("button", name=re.compile(f"^{name}$"))
        press(page, buttons.locator("visible=true").first)
        wrong = page.locator(".note.bad")
        assert not wrong.count(), wrong.first.inner_text()

    def operate(self, who, step, name, **fields):
        """Open the small form of an operation, fill it in and carry it out."""
        return self.fill_in(self.open(who, step), name, **fields)

    def on_case(self, who, name, **fields):
        """Open the case from one of somebody's lists and carry out an operation on it."""
        return self.fill_in(self.case(who), name, **fields)

    def case(self, who):
        """Find the case by one of one's own tasks or among what one began, and open it."""
        for box in ("started", "done"):
            page = self.visit(who, f"/tasks?box={box}&q={self.number}")
            row = page.locator(".row", has_text=self.number)
            if row.count():
                with page.expect_navigation():
                    row.first.get_by_role("link").first.click()
                if "/cases/" not in page.url:
                    with page.expect_navigation():
                        page.locator("#pane").get_by_role("link", name=self.number).click()
                return page
        raise AssertionError(f"{who} finds no case {self.number}")

    def late(self, who, step):
        """Tell whether a step stands in red in one of somebody's lists, by colour and by word."""
        for box in ("todo", "pool"):
            page = self.visit(who, f"/tasks?box={box}&q={self.number}")
            row = page.locator(".row.is-late", has_text=self.number).filter(has_text=step)
            if row.count():
                return "超时" in row.first.inner_text()
        return False

    def told(self, who):
        """What of this case somebody reads behind the bell at the top of every page."""
        page = self.visit(who, "/tasks")
        with page.expect_navigation():
            page.locator(".top").get_by_role("link", name=re.compile("^消息中心")).click()
        return page.locator(".row", has_text=self.number).all_inner_texts()

    def fill_in(self, page, name, **fields):
        more = page.locator(".unfolds:visible")
        if more.count():
            more.click()
        form = page.locator(
            "details", has=page.locator("summary", has_text=re.compile(f"^{name}$"))
        )
        form.locator("summary").click()
        for field, value in fields.items():
            control = form.locator(f'[name="gj-{field}"]')
            if control.evaluate("e => e.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
        page.evaluate("document.querySelector('main').dataset.before = '1'")
        form.get_by_role("button", name=name).click()
        page.locator("main:not([data-before])").wait_for()
        return page

    def shoot(self, page, name):
        portray(page, ARTIFACTS / f"{self.profile}-walk-{name}.png")

    def _page(self, who):
        if who not in self.pages:
            context = self.chromium.new_context(locale="zh-CN", **PROFILES[self.profile])
            self.pages[who] = context.new_page()
            self.pages[who].set_default_timeout(PATIENCE)
        return self.pages[who]


def fill(page, values):
    """Fill in a form: tables first, since a new row sends the form; files last, since it loses them."""
    form = page.locator("form[data-send]")
    for name, value in sorted(values.items(), key=lambda each: _rank(form, *each)):
        _put(page, form, name, value)


def _rank(form, name, value):
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return 0
    return 2 if _kind(form, name) == "file" else 1


def _kind(form, name):
    found = form.locator(f'[name="{name}"]:not([type=hidden])')
    return found.first.evaluate("e => e.type") if found.count() else ""


def _put(page, form, name, value):
    if isinstance(value, list) and value and isinstance(value[0], dict):
        _put_rows(page, form, name, value)
        return
    control = form.locator(f'[name="{name}"]:not([type=hidden])')
    match _kind(form, name):
        case "":
            raise AssertionError(f"the form has no field {name}")
        case "file":
            camera = form.locator(f'[name="{name}"][capture]')
            on_phone = page.viewport_size["width"] < PROFILES["desk"]["viewport"]["width"]
            chosen = camera if on_phone and camera.count() else control.first
            chosen.set_input_files(PHOTO)
        case "radio" | "checkbox" if value not in (True, False):
            for each in value if isinstance(value, list) else [value]:
                form.locator(f'[name="{name}"][value="{each}"]').check()
        case "checkbox":
            control.set_checked(value)
        case "select-one" | "select-multiple":
            control.select_option(value if isinstance(value, list) else str(value))
        case "datetime-local":
            at = datetime.fromisoformat(value).astimezone(ZONE)
            control.fill(at.strftime("%Y-%m-%dT%H:%M"))
        case _:
            control.fill(str(value))


def _put_rows(page, form, name, rows):
    for at, row in enumerate(rows):
        for column, cell in row.items():
            path = f"{name}.{at}.{column}"
            if not form.locator(f'[name="{path}"]').count():
                page.evaluate("document.querySelector('main').dataset.before = '1'")
                form.locator(f'button[name="add-row"][value="{name}"]').click()
                page.locator("main:not([data-before])").wait_for()
            _put(page, form, path, cell)
