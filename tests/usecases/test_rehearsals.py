"""What a dry run borrows from what is in force."""

import pytest

from engine import deployments, rehearsals
from engine.deployments.beginnings import of_template
from engine.errors import NotPermitted

GRADE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m"
 namespace="urn:x"><decision id="grade" name="grade"><variable id="v" name="grade"/>
 <literalExpression id="l"><text>1</text></literalExpression></decision></definitions>"""
CALLED = of_template("approval", key="called", name="被调用")


def _naming(key, *names):
    """A process that names processes, tables and forms by settings, as diagrams do."""
    files = of_template("blank", key=key, name=key)
    named = b"".join(b'<zeebe:property name="n" value="%s" />' % name for name in names)
    xml = files[f"{key}.bpmn"].replace(b"<zeebe:properties>", b"<zeebe:properties>" + named, 1)
    return {f"{key}.bpmn": xml}


def test_a_dry_run_borrows_what_the_draft_names_from_process_to_process(world):
    world.do(deployments.deploy, CALLED, by="ada")
    world.do(deployments.deploy, _naming("between", b"called"), by="ada")

    borrowed = world.do(rehearsals.of, _naming("own", b"between", b"own"), by="ada").release

    assert sorted(borrowed) == ["between.bpmn", "called.bpmn", "called_form.form.json"]


def test_dry_runs_are_for_designers_and_administrators(world):
    with pytest.raises(NotPermitted):
        world.do(rehearsals.of, {}, by="ann")


def test_a_table_in_force_is_borrowed_by_its_decision(world):
    using = {**_naming("using", b"grade"), "grade.dmn": GRADE}
    world.do(deployments.deploy, using, by="ada")

    borrowed = world.do(rehearsals.of, _naming("own", b"grade"), by="ada").release

    assert borrowed == {"grade.dmn": GRADE}


def test_what_the_draft_defines_under_other_names_of_files_is_not_borrowed(world):
    two = GRADE.replace(
        b"</definitions>",
        b'<decision id="late" name="late"><variable id="w" name="late"/>'
        b'<literalExpression id="k"><text>1</text></literalExpression></decision></definitions>',
    )
    world.do(deployments.deploy, {**_naming("using", b"grade"), "tables.dmn": two}, by="ada")
    draft = {**_naming("using", b"grade", b"late"), "my-tables.dmn": two}

    borrowed = world.do(rehearsals.of, draft, by="ada").release

    assert dict(borrowed) == {}
