"""A file of scenarios is read, and a mistake in it is told with its line."""

import pytest

from engine.errors import Invalid
from engine.scenarios.reading import MONDAY, moment, read


def test_a_story_begins_on_a_monday_morning_and_goes_by_its_file(suite_file):
    suite = read(suite_file("- start: limin"))

    assert (suite.process, suite.clock, suite.project) == ("repair", MONDAY, "HY01")
    assert suite.scenarios[0].steps[0].line == 6


def test_dates_are_text_and_numbers_are_numbers(suite_file):
    path = suite_file(
        "- {start: limin, with: {day: 2031-03-03, cost: 12.5, n: 3, none: 0, yes: true, rows: [{a: 1}]}}"
    )

    step = read(path).scenarios[0].steps[0]

    assert step.settings["with"] == {
        "day": "2031-03-03",
        "cost": 12.5,
        "n": 3,
        "none": 0,
        "yes": True,
        "rows": [{"a": 1}],
    }
    assert {type(value) for value in step.settings["with"].values()} == {
        str,
        float,
        int,
        bool,
        list,
    }


def test_stories_take_over_how_the_processes_they_need_fill_in_forms(suite_file, folder):
    other = folder.parent / "other"
    other.mkdir()
    (other / "other.scenario.yaml").write_text("fills:\n  UT_X: {a: 1}\n  UT_Y: {b: 2}\n")
    head = "needs: [other, unknown]\nfills:\n  UT_X: {a: 9}\n"

    suite = read(suite_file("- start: limin", head=head))

    assert suite.fills == {"UT_X": {"a": 9}, "UT_Y": {"b": 2}}


def test_a_clock_may_say_its_zone():
    assert moment("2031-03-03T01:00:00+00:00") == MONDAY


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        ("- a\n- b", ":1: expected a mapping"),
        ("a: [", ":1:"),
        ("scenario: []", ":1: a file of scenarios has no 'scenario'"),
        ("scenarios: []", "`scenarios` is a list"),
        ("fills: [1]\nscenarios:\n  - {name: a, steps: [{start: x}]}", "`fills` is a mapping"),
        (
            "fills: {a: 1}\nscenarios:\n  - {name: a, steps: [{start: x}]}",
            "`fills.a` is no mapping",
        ),
        ("scenarios: [1]", "a scenario is a mapping"),
        ("scenarios:\n  - {name: a, story: 1}", ":2: a scenario has no 'story'"),
        ("scenarios:\n  - {name: a, steps: [1]}", "a step is a mapping"),
        ("scenarios:\n  - {name: a, steps: [{}]}", "a step is a mapping"),
        ("scenarios:\n  - {name: a, steps: [{jump: 1}]}", "no step is called 'jump'"),
        ("scenarios:\n  - {name: a, steps: [{start: x, to: y}]}", "start has no 'to'"),
        ("scenarios:\n  - {name: a, steps: [{complete: x}]}", "complete needs `by`"),
        ("scenarios:\n  - {name: a, steps: [{expect: x}]}", "expect is a mapping"),
        ("scenarios:\n  - {name: a, steps: [{expect: {open: x}}]}", "expect has no 'open'"),
        ("clock: soon\nscenarios:\n  - {name: a, steps: [{start: x}]}", "'soon' is no time"),
    ],
)
def test_a_mistake_is_told_where_it_stands(suite_file, whole, said):
    path = suite_file("", whole=whole)

    with pytest.raises(Invalid, match=said.replace("[", r"\[").replace("`", "`")) as mistake:
        read(path)

    assert whole.startswith("clock") or str(path) in str(mistake.value)


def test_a_mark_that_yaml_cannot_place_is_told_for_the_first_line(suite_file):
    path = suite_file("", whole="a: 1\na: 2\n")

    with pytest.raises(Invalid, match=r"repair\.scenario\.yaml:"):
        read(path)
