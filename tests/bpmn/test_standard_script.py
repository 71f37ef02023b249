"""The script of plain BPMN: its value is a context whose entries become variables."""

import pytest

from engine import diagram


def test_the_entries_of_the_script_become_variables(play):
    case = play().start(amount=1000)

    assert case.ended
    assert case.variables == {"amount": 1000, "total": 1100, "large": True}


def test_a_script_that_gives_no_context_is_an_incident(play, playing):
    xml = (
        (play().definition.xml).decode().replace("{total: amount * 1.1, large: total > 1000}", "1")
    )

    case = playing(xml.replace('id="standard_script"', 'id="p"')).start()

    (incident,) = case.incidents()
    assert incident.kind == "expression"
    assert "context" in incident.message


@pytest.mark.parametrize(
    ("stated", "text", "read"),
    [
        ('scriptFormat="FEEL"', "a", "= a"),
        ('scriptFormat="feel"', "= a", "= a"),
        ("", "= a", "= a"),
        ("", "a", None),
        ("", "{b: a}", "= {b: a}"),  # what looks like a context of variables is one
        ('scriptFormat="text/javascript"', "= a", None),
        ('scriptFormat="feel"', " ", "= {}"),  # says nothing, does nothing
    ],
)
def test_only_a_script_in_feel_is_read(play, stated, text, read):
    xml = play().definition.xml.decode()
    xml = xml.replace('scriptFormat="text/x-feel"', stated)
    xml = xml.replace("{total: amount * 1.1, large: total > 1000}", text)

    script = diagram.read(xml.encode()).element("Compute").script

    assert (script and script.expression) == read
