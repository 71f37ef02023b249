"""What holds data is read as variables: by name where expressions can read it, else by id."""

import pytest

from engine.diagram import DataEnd


@pytest.fixture
def process(read):
    return lambda inside: read(f'<process id="p">{inside}</process>').processes["p"]


@pytest.mark.parametrize(
    ("attributes", "variable"),
    [
        ('id="O" name="order"', "order"),
        ('id="O" name="投诉单"', "投诉单"),
        ('id="O" name="purchase order"', "purchase_order"),
        ('id="O" name=" 投诉单 [新] "', "投诉单_新"),
        ('id="O" name="1st"', "O"),
        ('id="O"', "O"),
        ('id="O" name="case"', "O"),
        ('id="case"', "_case"),
        ('id="sid-1.2"', "sid_1_2"),
        ('id="_1"', "_1"),
    ],
)
def test_a_data_object_is_a_variable_of_its_name_or_id(process, attributes, variable):
    (item,) = process(f"<dataObject {attributes}/>").data.values()

    assert item.variable == variable


def test_a_reference_names_an_object_that_has_no_name_and_tells_its_state(process):
    found = process("""<dataObjectReference id="r" name="order" dataObjectRef="O">
      <dataState name="approved"/></dataObjectReference><dataObject id="O"/>
      <dataObjectReference id="lost" dataObjectRef="nowhere"/>""").data

    assert (found["r"].variable, found["r"].state) == ("order", "approved")
    assert (found["O"].variable, found["O"].state) == ("order", None)
    assert found["lost"].variable == ""


def test_the_inner_of_two_objects_of_one_name_goes_by_its_id(process):
    found = process("""<subProcess id="s"><dataObject id="I" name="order"/></subProcess>
      <dataObject id="O" name="order"/><dataObject id="P" name="order"/>""").data

    assert [found[id_].variable for id_ in "IOP"] == ["I", "order", "order"]


def test_names_that_differ_only_in_what_cannot_be_read_are_kept_apart(process):
    found = process("""<dataObject id="O" name="a b"/><dataObject id="P" name="a-b"/>
      <dataObject id="Q" name="a b"/>""").data

    assert [found[id_].variable for id_ in "OPQ"] == ["a_b", "P", "a_b"]


def test_what_is_drawn_without_saying_what_moves_is_no_use_of_data(process):
    found = process("""<dataObject id="O"/><task id="t">
      <property id="x" name="__targetRef_placeholder"/>
      <dataInputAssociation id="a"><sourceRef>O</sourceRef><targetRef>x</targetRef></dataInputAssociation>
      <dataOutputAssociation id="b"><targetRef>O</targetRef></dataOutputAssociation></task>""")

    assert found.elements["t"].data is None


def test_the_inputs_that_an_item_of_the_collection_fills_are_not_waited_for(process):
    use = (
        process("""<dataObject id="O"/><task id="t"><ioSpecification><dataInput id="i"/>
      <inputSet><dataInputRefs>i</dataInputRefs></inputSet></ioSpecification>
      <dataInputAssociation id="a"><sourceRef>item</sourceRef><targetRef>i</targetRef></dataInputAssociation>
      <multiInstanceLoopCharacteristics><loopDataInputRef>O</loopDataInputRef><inputDataItem id="item"/>
      </multiInstanceLoopCharacteristics></task>""")
        .elements["t"]
        .data
    )

    assert use.needs == ()
    assert use.inputs[0].sources == (DataEnd(id="item", variable="item"),)
    assert use.handed == ("i",)


def test_an_association_that_leads_straight_to_a_data_object_fills_no_input(process):
    use = (
        process("""<dataObject id="O"/><dataObject id="P"/><task id="t">
      <dataInputAssociation id="a"><sourceRef>O</sourceRef><targetRef>P</targetRef></dataInputAssociation>
      </task>""")
        .elements["t"]
        .data
    )

    assert (use.handed, use.own) == ((), ())


def test_collections_that_nothing_fills_are_variables_of_their_name(process):
    loop = (
        process("""<task id="t"><ioSpecification><dataInput id="i" name="all"/><dataOutput id="o" name="found"/>
      </ioSpecification><multiInstanceLoopCharacteristics><loopDataInputRef>i</loopDataInputRef>
      <loopDataOutputRef>o</loopDataOutputRef></multiInstanceLoopCharacteristics></task>""")
        .elements["t"]
        .loop
    )

    assert (loop.input_collection, loop.output_collection) == ("= all", "found")
    assert (loop.input_element, loop.output_element) == (None, None)


def test_a_collection_may_be_transformed(process):
    loop = (
        process("""<dataObject id="O"/><task id="t"><ioSpecification><dataInput id="i"/></ioSpecification>
      <dataInputAssociation id="a"><sourceRef>O</sourceRef><targetRef>i</targetRef>
      <transformation>O.rooms</transformation></dataInputAssociation><multiInstanceLoopCharacteristics>
      <loopDataInputRef>i</loopDataInputRef><loopDataOutputRef>gone</loopDataOutputRef>
      </multiInstanceLoopCharacteristics></task>""")
        .elements["t"]
        .loop
    )

    assert (loop.input_collection, loop.output_collection) == ("= O.rooms", None)


def test_a_process_that_asks_for_no_input_needs_none(process):
    assert process("<ioSpecification><inputSet/></ioSpecification>").needs == ()
