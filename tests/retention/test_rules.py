"""The rule of a process: how long, counted from the end."""

from datetime import UTC, datetime

import pytest

from engine.model.retention import rule_of, span


@pytest.mark.parametrize(
    ("text", "ended", "over"),
    [
        ("P6M", "2031-03-03", "2031-09-03"),
        ("P6M", "2031-08-31", "2032-02-29"),
        ("P6M", "2030-08-31", "2031-02-28"),
        ("P1Y2M", "2031-11-30", "2033-01-30"),
        ("P2W3D", "2031-12-20", "2032-01-06"),
        (" P180D ", "2031-01-01", "2031-06-30"),
    ],
)
def test_the_time_is_over(text, ended, over):
    ended_at = datetime.fromisoformat(f"{ended}T08:00:00+00:00")

    read = span(text)

    assert read.after(ended_at) == datetime.fromisoformat(f"{over}T08:00:00+00:00")
    assert read.latest_end(read.after(ended_at)) >= ended_at


@pytest.mark.parametrize(
    "text", ["", "P", "P0D", "6M", "PT5H", "P6M1H", "-P1D", "P500Y", "forever"]
)
def test_what_is_no_such_time_is_no_rule(text):
    assert span(text) is None
    assert rule_of({"gj:retain": text}) is None


def test_it_names_what_is_personal():
    rule = rule_of({"gj:retain": "P3Y", "gj:personal": "name, phone ,"})

    assert rule.personal == {"name", "phone"}
    assert rule.span.after(datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2031, 2, 28, tzinfo=UTC)
    assert rule_of({}) is None
