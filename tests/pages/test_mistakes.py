"""Forms handed in with nothing filled in: each is refused, and the page that says why is looked at."""

import pytest

from tests.pages import every, looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMPTY = """() => {
  const wanted = [...document.querySelectorAll('main form')].filter(form => form.method === 'post'
    && (form.dataset.send !== undefined || form.querySelector('[required]')));
  const form = wanted.find(each => each.dataset.send !== undefined) ?? wanted[0];
  if (!form) return false;
  document.querySelector('main').dataset.before = '1';
  form.noValidate = true;
  for (const each of form.elements) {
    if (each.type === 'hidden' || each.type === 'file') continue;
    if (each.matches('input, textarea, select')) each.value = '';
    if (each.type === 'radio' || each.type === 'checkbox') each.checked = false;
  }
  const press = form.querySelector('button.main:not(.unseen)') ?? form.querySelector('button:not(.unseen)');
  setTimeout(() => form.requestSubmit(press));
  return true;
}"""
SAID = ".note.bad, [role=alert], .wrong:not(:empty), .card.narrow > h1"


def test_whatever_is_needed_and_missing_is_said_on_a_clean_page(chromium, whole):
    company, found, seen, tried = looking.Company(chromium, whole.address), {}, set(), []

    def mistaken(address):
        def job(page):
            page.set_viewport_size(looking.DESK["viewport"])
            page.goto(whole.address + address)
            if not page.evaluate(EMPTY):
                return
            tried.append(address)
            page.locator("main:not([data-before])").wait_for(timeout=60_000)
            page.evaluate(looking.UNFOLD)
            wrong = looking.glance(page)
            if not page.locator(SAID).count():
                wrong.append(f"nothing is said: {page.url}")
            looking.begin(page, looking.ALL)
            yield
            wrong += looking.outcome(page)
            if wrong:
                found[f"{address} as {page.url}"] = wrong

        return job

    jobs = []
    for route, login, address in every.addresses(whole.ids):
        if route not in seen and not route.startswith("/designer/{"):
            jobs.append((login, mistaken(address)))
        seen.add(route)
    company.look(jobs)
    company.close()

    told = [f"{address}: {each}" for address, wrong in found.items() for each in wrong]
    assert not told, "\n".join(told)
    assert len(tried) > 10
