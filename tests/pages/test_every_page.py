"""Every page of the route table: no violation that axe finds, nothing too small, no English word."""

import pytest

from tests.pages import designing, every, looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAYS = {
    "/audit/cases/{instance_id}/replay": looking.words,
    "/designer/{draft_id}": designing.at_work,
    "/designer/{draft_id}/review": looking.words,
}
"""Parts of pages have words alone; the desk of the designer is looked at with its diagram open."""


@pytest.fixture(scope="module")
def company(chromium, whole):
    made = looking.Company(chromium, whole.address)
    yield made
    made.close()


def test_every_page_of_the_route_table_has_an_example(app):
    known = every.EXAMPLES.keys() | every.NO_PAGES.keys()

    assert every.routes(app) ^ known == set()


def test_every_page_is_clean_large_enough_and_chinese(company, whole):
    found, seen = {}, set()

    def looked(way, address, status):
        def job(page):
            answered, wrong = yield from way(page, whole.address + address)
            if answered != status:
                wrong = [f"answered {answered}", *wrong]
            if wrong:
                found[address] = wrong

        return job

    jobs = []
    for route, login, address in every.addresses(whole.ids):
        way = WAYS.get(route) or (looking.desk if route in seen else looking.both)
        jobs.append((login, looked(way, address, 200)))
        seen.add(route)
    for (login, address), status in every.REFUSED.items():
        filled = address.format_map(whole.ids)
        jobs.append((login, looked(looking.both, filled, status)))
    company.look(jobs)

    told = [f"{address}: {each}" for address, wrong in found.items() for each in wrong]
    assert not told, "\n".join(told)
