"""How the tests of FEEL compare: by value and by FEEL type, both sides written in FEEL."""

import datetime as dt

import pytest

from engine.feel import expression
from engine.feel.values import kind

NOW = dt.datetime(2026, 3, 1, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def same():
    """Assert that an expression has the value (and the type) of a simpler one."""

    def check(text, simpler, scope=None, names=()):
        value = expression(text, names).value(scope or {}, now=NOW)
        wanted = expression(simpler).value({}, now=NOW)
        assert (kind(value), value) == (kind(wanted), wanted)

    return check


@pytest.fixture
def warned():
    """Assert that an expression is null, and why."""

    def check(text, reason, scope=None):
        result = expression(text).evaluate(scope or {})
        assert result.value is None
        assert reason in " / ".join(warning.message for warning in result.warnings)

    return check
