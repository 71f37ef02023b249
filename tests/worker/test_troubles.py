"""Of an error the log says class, code and place, of it and of what it came from; no words."""

import errno

import pytest

from engine.errors import Unavailable
from engine.troubles import Wordless, in_short, named

PHONE = "13912345678"


def caught(*, hidden=False):
    try:
        try:
            {}[PHONE]
        except KeyError as error:
            raise Unavailable(PHONE) from (None if hidden else error)
    except Unavailable as error:
        return error


def test_class_and_place_of_an_error_and_of_its_cause_are_told():
    first, second = in_short(caught()).split(", from ")

    assert first.startswith("Unavailable at test_troubles.py:")
    assert second.startswith("KeyError at test_troubles.py:")


def test_a_cause_that_is_hidden_stays_hidden():
    assert ", from " not in in_short(caught(hidden=True))


def test_an_error_that_was_never_raised_has_no_place():
    assert in_short(LookupError(PHONE)) == "LookupError"


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (OSError(errno.ENOSPC, "full", f"/{PHONE}"), "OSError ENOSPC"),
        (OSError(PHONE), "OSError"),
        (Wordless("UniqueViolation 23505 (pk_setting)"), "UniqueViolation 23505 (pk_setting)"),
    ],
)
def test_an_error_goes_by_its_class_and_the_code_of_the_system(error, name):
    assert named(error) == name
