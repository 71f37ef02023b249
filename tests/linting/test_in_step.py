"""What the check says of routing settings is what routing itself does with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import linting, routing
from engine.linting import candidates, settings
from engine.model.organisation import SCOPE_ORDER
from engine.routing.checking import MODES
from engine.routing.language import FUNCTIONS
from engine.routing.scopes import FALLBACKS

NAMES = st.sampled_from(
    ["post", "superior", "initiator", "case.x", "form.y", "cs", "2", "union", "minus", "(", ")", ",", "done", " "]
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "post(cs)", "post(cs) union initiator", "superior(initiator, 2)", "superior(post(cs))", "(post(cs) minus done(u))",
        "post (cs)", "case.accused, initiator", "head(form.unit)", "post(union)", "user(a) , group(b)",
        "post()", "post(a, b)", "superior((initiator))", "cs", "post(cs", "post(cs))", "initiator initiator", "union", "(", "superior(a,)",
    ],
)  # fmt: skip
def test_a_candidate_rule_is_readable_exactly_when_routing_reads_it(text):
    assert candidates.readable(text) == (routing.check({"gj:assign": text}) == ())


@given(st.lists(NAMES, min_size=1, max_size=9).map(" ".join).filter(str.strip))
def test_any_candidate_rule_is_readable_exactly_when_routing_reads_it(text):
    assert candidates.readable(text) == (routing.check({"gj:exclude": text}) == ())


def test_a_rule_nested_without_end_is_refused():
    assert not candidates.readable("(" * 5000)


def test_the_words_of_routing_are_the_words_of_the_check():
    scopes = {
        scope
        for scope in (*SCOPE_ORDER, *(f"case.{s}" for s in SCOPE_ORDER), "initiator.unit")
        if not routing.check({"gj:scope": scope})
    }

    assert candidates.FUNCTIONS == FUNCTIONS
    assert set(settings._MODES) == MODES - {""}
    assert set(settings._FALLBACKS) == FALLBACKS
    assert set(settings._SCOPES) == scopes


def test_the_check_is_a_list_of_rules():
    assert all(callable(rule) for rule in linting.RULES)
