"""Requirements, knowledge models, services and imports: who sees what (DMN 6 and 10.4)."""

import pytest
from lxml import etree

from engine import decisions
from engine.decisions import DecisionError

DATA = '<inputData id="i" name="Size"><variable name="Size" typeRef="number"/></inputData>'


def _needs(*ids: str) -> str:
    return "".join(
        f'<informationRequirement><requiredDecision href="#{i}"/></informationRequirement>'
        for i in ids
    )


def _knows(*ids: str) -> str:
    return "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{i}"/></knowledgeRequirement>'
        for i in ids
    )


INPUT = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'


def _text(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


def _decision(name: str, text: str, needs: str = "", type_ref: str = "") -> str:
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>' if type_ref else ""
    return f'<decision id="{name}" name="{name}">{variable}{needs}{_text(text)}</decision>'


def test_a_decision_sees_what_it_requires(read):
    model = read(DATA + _decision("A", "Size * 2", INPUT) + _decision("B", "A + 1", _needs("A")))

    result = model.evaluate("B", {"Size": 4})

    assert result.value == 9
    assert [trace.decision_id for trace in result.trace] == ["A", "B"]
    assert result.trace[1].inputs == {"A": 8}


def test_a_decision_does_not_see_what_it_does_not_require(read):
    model = read(DATA + _decision("A", "1") + _decision("B", "[A, Size]"))

    assert model.evaluate("B", {"Size": 4}).value == [None, None]


def test_inputs_that_the_model_does_not_declare_are_seen_by_every_decision(read):
    model = read(_decision("A", "amount * 2") + _decision("B", "A + amount", _needs("A")))

    assert model.evaluate("B", {"amount": 4}).value == 12


def test_a_shared_requirement_is_evaluated_once(read):
    model = read(
        _decision("A", "1")
        + _decision("B", "A", _needs("A"))
        + _decision("C", "A", _needs("A"))
        + _decision("D", "B + C", _needs("B", "C"))
    )

    result = model.evaluate("D", {})

    assert [trace.decision_id for trace in result.trace] == ["A", "B", "C", "D"]


def test_a_decision_is_found_by_id_or_by_name(read):
    named = f'<decision id="d1" name="Discount   rate">{_text("5")}</decision>'
    model = read(_decision("Other", "1") + named)

    assert model.evaluate("d1", {}).value == 5
    assert model.evaluate("Discount rate", {}).value == 5


def test_there_is_no_such_decision(read):
    with pytest.raises(DecisionError, match="no decision has this id or name") as caught:
        read(DATA).evaluate("Size", {})

    assert caught.value.element_id == "Size"


def test_a_decision_without_an_id_goes_by_its_name(read):
    assert read(f'<decision name="D">{_text("5")}</decision>').decisions["D"].id == "D"


def test_decisions_without_ids_may_share_a_name(read):
    one, other = (f'<decision name="D">{_text(text)}</decision>' for text in ("5", "6"))
    model = read(one + other)

    assert [model.evaluate(id_, {}).value for id_ in model.decisions] == [5, 6]


def test_a_decision_without_logic_is_null(read):
    assert read('<decision id="d" name="D"/>').evaluate("D", {}).value is None


def test_the_model_says_what_each_decision_needs(read):
    model = read(
        DATA
        + _decision("A", "Size", INPUT)
        + _decision("B", "A + Size", _needs("A") + INPUT)
        + _decision("C", "A + B", _needs("A", "B", "nowhere"))
    )

    assert model.decisions["C"].requires == ("A", "B", "nowhere")
    assert model.decisions["C"].inputs == ("Size",)
    assert (model.id, model.name, model.namespace) == ("defs", "test", "urn:test")


def test_a_requirement_that_does_not_exist_fails_the_decision(read):
    result = read(_decision("A", "1", _needs("nowhere"))).evaluate("A", {})

    assert result.value == 1
    assert not result.failed


def test_decisions_that_require_each_other_are_refused(read):
    with pytest.raises(DecisionError, match="A requires B requires A"):
        read(_decision("A", "1", _needs("B")) + _decision("B", "1", _needs("A")))


@pytest.mark.parametrize("order", [range(60), range(59, -1, -1), range(3000)])
def test_a_very_long_row_of_decisions_is_refused(read, order):
    chain = "".join(_decision(f"D{n}", "1", _needs(f"D{n + 1}")) for n in order)

    with pytest.raises(DecisionError, match="in a row"):
        read(chain)


def test_decisions_that_share_requirements_are_checked_once(read):
    layers = "".join(_decision(f"D{n}", "1", _needs(f"D{n + 1}", f"D{n + 1}")) for n in range(40))

    assert read(layers).evaluate("D39", {}).value == 1


def test_an_input_of_a_wrong_type_is_null_and_an_error(read):
    result = read(DATA + _decision("A", "Size", INPUT)).evaluate("A", {"Size": "big"})

    assert result.value is None
    assert result.errors[0].place == "i"


def test_a_decision_of_a_wrong_type_is_null_and_an_error(read):
    result = read(_decision("A", "1", "", "string")).evaluate("A", {})

    assert result.value is None
    assert result.errors[0].place == "A"


BKM = (
    '<businessKnowledgeModel id="k" name="Twice the"><variable name="Twice the"{type}/>'
    "<encapsulatedLogic><formalParameter name='n' typeRef='number'/>"
    "<literalExpression><text>{body}</text></literalExpression></encapsulatedLogic>{more}"
    "</businessKnowledgeModel>"
)


def test_a_knowledge_model_is_called_like_a_function(read):
    model = read(
        BKM.format(type="", body="n * 2", more="") + _decision("A", "Twice the(4)", _knows("k"))
    )

    assert model.evaluate("A", {}).value == 8


def test_a_knowledge_model_that_is_not_required_is_not_seen(read):
    model = read(BKM.format(type="", body="n * 2", more="") + _decision("A", "Twice(4)"))

    assert model.evaluate("A", {}).value is None


@pytest.mark.parametrize(("type_ref", "value"), [("number", 8), ("string", None)])
def test_the_result_of_a_knowledge_model_has_the_type_of_its_variable(read, type_ref, value):
    body = BKM.format(type=f" typeRef='{type_ref}'", body="n * 2", more="")

    assert read(body).invoke("Twice the", {"n": 4}).value == value


def test_a_knowledge_model_may_have_a_function_type(read):
    item = (
        "<itemDefinition name='tF'><functionItem outputTypeRef='string'><parameters name='n' "
        "typeRef='number'/></functionItem></itemDefinition>"
    )
    model = read(item + BKM.format(type=" typeRef='tF'", body="n * 2", more=""))

    assert model.invoke("k", {"n": 4}).failed


def test_knowledge_models_may_use_each_other_and_themselves(read):
    body = "if n &lt;= 1 then 1 else n * Twice the(n - 1)"
    model = read(
        BKM.format(type="", body=body, more="") + _decision("A", "Twice the(5)", _knows("k"))
    )

    assert model.evaluate("A", {}).value == 120


def test_endless_recursion_ends_with_an_error(read):
    model = read(BKM.format(type="", body="Twice the(n)", more=""))

    result = model.invoke("k", {"n": 1})

    assert result.value is None
    assert result.failed


def test_too_many_calls_end_with_an_error(read):
    body = "if n = 0 then 1 else Twice the(n - 1) + Twice the(n - 1)"

    result = read(BKM.format(type="", body=body, more="")).invoke("k", {"n": 16})

    assert result.value is None
    assert result.failed


def test_an_argument_that_is_no_allowed_value_is_never_passed_on(read):
    item = (
        "<itemDefinition name='tN'><typeRef>number</typeRef><allowedValues><text>[0..9]</text>"
        "</allowedValues></itemDefinition>"
    )
    model = read(item + BKM.format(type="", body="7", more="").replace("'number'", "'tN'"))

    assert model.invoke("k", {"n": 9}).value == 7
    assert "argument n is not of type tN" in str(model.invoke("k", {"n": 10}).errors[0])


def test_an_unknown_argument_of_a_knowledge_model_fails(read):
    assert read(BKM.format(type="", body="n", more="")).invoke("k", {"x": 1}).failed


def test_a_knowledge_model_without_logic_is_null(read):
    model = read('<businessKnowledgeModel id="k" name="K"/>' + _decision("A", "K()", _knows("k")))

    assert model.evaluate("A", {}).value is None


def test_a_knowledge_model_in_another_language_is_not_run(read):
    model = read(
        "<businessKnowledgeModel id='k' name='K'><encapsulatedLogic kind='Java'>"
        "<formalParameter name='n'/></encapsulatedLogic></businessKnowledgeModel>"
    )

    assert "kind Java" in str(model.invoke("k", {"n": 1}).errors[0])


def test_knowledge_models_require_other_knowledge_models(read):
    other = (
        '<businessKnowledgeModel id="o" name="Other"><encapsulatedLogic>'
        f"{_text('7')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    model = read(other + BKM.format(type="", body="n + Other()", more=_knows("o", "nowhere")))

    assert model.invoke("k", {"n": 1}).value == 8


SERVICE = (
    DATA
    + _decision("Base", "1")
    + _decision("Mid", "Base + Size", _needs("Base") + INPUT)
    + _decision("Out", "Mid * 10", _needs("Mid"))
    + '<decisionService id="s" name="Serve"><variable name="Serve"{type}/>'
    '<outputDecision href="#Out"/>{more}<encapsulatedDecision href="#Mid"/>'
    '<inputDecision href="#Base"/><inputData href="#i"/></decisionService>'
)


def test_a_service_takes_its_inputs_and_evaluates_the_rest(read):
    model = read(SERVICE.format(type="", more=""))

    assert model.evaluate_service("Serve", {"Size": 2, "Base": 5}).value == 70


def test_a_service_with_several_outputs_answers_a_context(read):
    model = read(SERVICE.format(type="", more='<outputDecision href="#Mid"/>'))

    assert model.evaluate_service("s", {"Size": 2, "Base": 5}).value == {"Out": 70, "Mid": 7}


def test_the_result_of_a_service_has_the_type_of_its_variable(read):
    model = read(SERVICE.format(type=" typeRef='string'", more=""))

    assert model.evaluate_service("s", {"Size": 2, "Base": 5}).failed


def test_a_service_is_a_function_whose_data_come_before_its_decisions(read):
    body = SERVICE.format(type="", more="")
    model = read(body + _decision("A", "[Serve(2, 5), Serve(Base: 1, Size: 1)]", _knows("s")))

    assert model.evaluate("A", {}).value == [70, 20]


def test_a_service_leaves_the_decisions_of_its_caller_alone(read):
    body = SERVICE.format(type="", more="")
    model = read(body + _decision("A", "[Serve(2, 5), Base]", _knows("s") + _needs("Base")))

    assert model.evaluate("A", {}).value == [70, 1]


def test_a_service_may_be_required_as_a_value(read):
    body = SERVICE.format(type="", more="")
    model = read(body + _decision("A", "Serve(2, 5)", _needs("s")))

    assert model.evaluate("A", {}).value == 70


def test_a_service_with_an_output_that_does_not_exist_fails(read):
    model = read(
        '<decisionService id="s" name="S"><outputDecision href="#x"/><inputData href="#y"/></decisionService>'
    )

    assert "no element" in str(model.evaluate_service("s", {}).errors[0])


LIBRARY = (
    "<itemDefinition name='tSize'><typeRef>number</typeRef><allowedValues><text>[0..9]</text>"
    "</allowedValues></itemDefinition>"
    + DATA
    + _decision("Base rate", "Size * 2", INPUT)
    + BKM.format(type="", body="n * 2", more="")
)
IMPORT = (
    '<import namespace="urn:lib" name="{name}" '
    'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
)


def _far(kind: str, ref: str) -> str:
    requirement = "knowledge" if kind == "Knowledge" else "information"
    return f'<{requirement}Requirement><required{kind} href="urn:lib#{ref}"/></{requirement}Requirement>'


@pytest.fixture
def library(read):
    return {"urn:lib": read(LIBRARY, namespace="urn:lib")}


def test_imported_decisions_and_functions_go_by_the_import_name(read, library):
    needs = _far("Decision", "Base rate") + _far("Knowledge", "k") + _far("Input", "i")
    body = IMPORT.format(name="my lib")
    text = "[my lib.Base rate, my lib.Twice the(3), my lib.Size]"
    model = read(body + _decision("A", text, needs, "Any"), library)

    assert model.evaluate("A", {"{urn:lib}Size": 4}).value == [8, 6, 4]
    assert model.decisions["A"].inputs == ("Size",)


def test_an_import_without_a_name_brings_its_elements_in_as_our_own(read, library):
    body = IMPORT.format(name="") + _decision(
        "A", "Base rate + 1", _far("Decision", "Base rate"), "tSize"
    )
    model = read(body, library)

    assert model.evaluate("A", {"Size": 4}).value == 9
    assert model.evaluate("A", {"Size": 5}).failed


def test_imported_types_go_by_import_name_or_by_xml_prefix(read, library):
    typed = _decision("A", "12", "", "lib.tSize") + _decision("B", "8", "", "lib.tSize")
    prefixed = (
        '<decision id="C" name="C"><variable xmlns:p="urn:lib" name="C" typeRef="p:tSize"/>'
        f"{_text('12')}</decision>"
    )
    model = read(IMPORT.format(name="lib") + typed + prefixed, library)

    assert model.evaluate("A", {}).failed
    assert model.evaluate("B", {}).value == 8
    assert model.evaluate("C", {}).failed


def test_an_import_that_is_not_given_is_refused(read):
    with pytest.raises(DecisionError, match="urn:lib") as caught:
        read(IMPORT.format(name="lib"))

    assert caught.value.element_id == "lib"


def test_imports_of_other_kinds_are_passed_over(read):
    body = '<import namespace="urn:x" name="x" importType="http://www.w3.org/2001/XMLSchema"/>'

    assert read(body + _decision("A", "1")).evaluate("A", {}).value == 1


def test_an_imported_element_that_does_not_exist_is_left_out(read, library):
    body = IMPORT.format(name="lib") + _decision(
        "A", "1", _far("Decision", "x") + _far("Knowledge", "y")
    )
    other = '<informationRequirement><requiredInput href="urn:other#x"/></informationRequirement>'
    model = read(body + _decision("B", "2", other), library)

    assert model.evaluate("A", {}).value == 1
    assert model.evaluate("B", {}).value == 2


def test_a_model_is_read_from_bytes_or_from_a_tree(read):

    root = etree.fromstring(
        f'<definitions xmlns="urn:x/DMN/y" namespace="u">{_decision("A", "1")}</definitions>'
    )

    assert decisions.read(root).evaluate("A", {}).value == 1
