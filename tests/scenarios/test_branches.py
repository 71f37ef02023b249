"""Which branches of a form a submission takes: those of conditional fields that may be seen."""

from types import SimpleNamespace

import pytest

import forms
from engine.scenarios import branches

LATE = {"properties": {"late": {"const": True}}, "required": ["late"]}
FORM = {
    "id": "visit",
    "version": 1,
    "schema": {
        "type": "object",
        "properties": {"late": {"type": "boolean"}, "why": {"type": "string"}},
    },
    "ui": {"fields": {"why": {"showIf": LATE}}},
}


@pytest.mark.parametrize(("late", "way"), [(True, "shown"), (False, "hidden")])
def test_a_start_form_takes_the_way_of_its_condition(late, way):
    assert branches.of_start(FORM, {"late": late}) == (("visit", f"why={way}"),)


def test_a_field_that_the_task_hides_is_no_branch_of_its_form(monkeypatch):
    rights = {"late": "read", "why": "hidden"}
    monkeypatch.setattr(branches, "document_of", lambda _, task: FORM)
    monkeypatch.setattr(branches, "rights_of", lambda task: rights)
    monkeypatch.setattr(branches, "present_values", lambda _, task: {"late": True})
    task = SimpleNamespace(is_open=True)

    hidden = branches.of_task(None, task, {})
    del rights["why"]

    assert forms.conditional(FORM) == ("why",)
    assert (hidden, branches.of_task(None, task, {})) == ((), (("visit", "why=shown"),))
