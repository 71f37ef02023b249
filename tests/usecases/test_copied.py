"""The check of a deployment names where a marked value gets into a variable nobody marked."""

import pytest

from engine.deployments.copied import copied
from engine.model import ProcessDefinition
from tests.usecases.diagrams import END, START, bpmn, path


def definition(inside, marked="phone, places.number"):
    xml = bpmn(
        "visit",
        START + inside + END + path("StartEvent_1", "Step", "End_1"),
        settings={"gj:masked": marked} if marked else {},
    )
    return ProcessDefinition(
        id="visit:0",
        key="visit",
        version=0,
        name="visit",
        digest=str(hash(xml)),
        xml=xml,
        decisions={},
        forms={},
        settings={"gj:masked": marked} if marked else {},
    )


def script(expression, target="note"):
    text = expression.replace('"', "&quot;").replace("<", "&lt;")
    return (
        '<scriptTask id="Step"><extensionElements>'
        f'<zeebe:script expression="{text}" resultVariable="{target}"/>'
        "</extensionElements></scriptTask>"
    )


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("=phone", ["phone"]),
        ('="call " + phone', ["phone"]),
        ("=upper case(phone)", ["phone"]),
        ("={number: phone, at: [phone]}", ["phone"]),
        ('=if ok then phone else ""', ["phone"]),
        ("=phone.area", ["phone"]),
        ("=places.number", ["places.number"]),
        ("=places", ["places.number"]),
        ("=places[1].number", ["places.number"]),
        ("=for each in places return each.number", ["places.number"]),
        ("=[phone][item != null]", ["phone"]),
        ("={phone: phone}", []),
        ("=places.room", []),
        ("=phone != null and ok", []),
        ('=phone = "1"', []),
        ("=string length(phone)", []),
        ('=if phone = "1" then "a" else "b"', []),
        ('=phone in ("a", "b")', []),
        ("=some each in places satisfies each.number > 1", []),
        ("=room", []),
        ("=phone +", []),
    ],
)
def test_what_a_script_copies_is_named_and_what_it_only_compares_is_not(expression, names):
    found = list(copied(definition(script(expression))))

    assert [each.message_en.split()[3] for each in found] == names
    assert {each.element_id for each in found} <= {"Step"}


@pytest.mark.parametrize("target", ["phone", "note.phone", "phone.copy"])
def test_a_copy_into_what_is_marked_is_none(target):
    assert list(copied(definition(script("=phone", target)))) == []


def test_an_output_copies_too_and_a_literal_does_not():
    step = (
        '<manualTask id="Step"><extensionElements><zeebe:ioMapping>'
        '<zeebe:output source="=phone" target="note"/><zeebe:output source="phone" target="b"/>'
        "</zeebe:ioMapping></extensionElements></manualTask>"
    )

    (found,) = copied(definition(step))

    assert found.rule == "masked-copied"
    assert found.hint_en == "add note to gj:masked of the process"


def test_a_process_without_marked_data_copies_nothing():
    assert list(copied(definition(script("=phone"), marked=""))) == []


def test_a_deployment_tells_it_and_goes_on(world):
    xml = definition(script("=phone")).xml

    deployed = world.deploy(xml)

    assert [each.rule for each in deployed.findings if each.rule == "masked-copied"]
