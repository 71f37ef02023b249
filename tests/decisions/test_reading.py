"""Reading DMN 1.1 to 1.5: what is accepted, and how a broken file is refused."""

import pytest
from lxml import etree

from engine import decisions
from engine.decisions import DecisionError
from engine.diagram.xml import UnsafeXML

VERSIONS = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_the_standard_is_read(read, literal, version):
    model = read(f'<decision id="d" name="D">{literal("1 + 1")}</decision>', version=version)

    assert model.evaluate("D", {}).value == 2


@pytest.mark.parametrize("root", ["<definitions xmlns='urn:other'/>", "<a xmlns='urn:x/DMN/y'/>"])
def test_another_document_is_refused(root):
    with pytest.raises(DecisionError, match="not DMN"):
        decisions.read(etree.fromstring(root))


def test_bytes_that_are_not_safe_are_refused():
    with pytest.raises(UnsafeXML):
        decisions.read(b"<!DOCTYPE a><definitions/>")


def test_two_elements_with_one_id_are_refused():
    root = etree.fromstring(
        "<definitions xmlns='urn:x/DMN/y'><decision id='d'/><inputData id='d'/></definitions>"
    )

    with pytest.raises(DecisionError, match="d: two elements have this id"):
        decisions.read(root)


@pytest.mark.parametrize(
    ("logic", "said"),
    [
        ("<invocation id='x'/>", "<invocation> has no expression"),
        (
            "<invocation id='x'><literalExpression/><binding/></invocation>",
            "<binding> has no <parameter>",
        ),
        ("<conditional id='x'><if><list/></if></conditional>", "<conditional> has no <then>"),
        ("<filter id='x'><in/></filter>", "<in> has no expression"),
        ("<for id='x'/>", "<for> has no <in>"),
        ("<relation id='x'><column name='a'/><row/></relation>", "a row of 0 cells"),
        ("<decisionTable id='x'/>", "needs an output"),
        ("<decisionTable id='x' hitPolicy='BEST'><output/></decisionTable>", "hitPolicy is 'BEST'"),
        (
            "<decisionTable id='x' aggregation='AVG'><output/></decisionTable>",
            "aggregation is 'AVG'",
        ),
        (
            "<decisionTable><output/><rule id='x'/></decisionTable>",
            "rule 1 has 0 input and 0 output entries, the table 0 and 1",
        ),
        (
            "<decisionTable><input id='x'/><output/></decisionTable>",
            "<input> has no <inputExpression>",
        ),
    ],
)
def test_a_broken_expression_is_refused_by_element_id(read, logic, said):
    with pytest.raises(DecisionError) as caught:
        read(f'<decision id="d" name="D">{logic}</decision>')

    assert caught.value.element_id == "x"
    assert said in str(caught.value)


def test_elements_of_vendors_and_comments_are_passed_over(read):
    model = read(
        '<v:x xmlns:v="urn:vendor"/><decision id="d" name="D"><!-- no --><v:y xmlns:v="urn:v"/>'
        "<literalExpression><text>1 <!-- no --> + <![CDATA[1]]></text></literalExpression>"
        "</decision>"
    )

    assert model.evaluate("D", {}).value == 2


def test_comments_in_a_text_of_a_tree_do_not_cut_it():
    root = etree.fromstring(
        "<definitions xmlns='urn:x/DMN/y'><decision id='d' name='D'><literalExpression><text>1"
        "<!-- x --> + 1</text></literalExpression></decision></definitions>"
    )

    assert decisions.read(root).evaluate("d", {}).value == 2


def test_a_text_may_be_missing(read):
    assert (
        read('<decision id="d" name="D"><literalExpression/></decision>').evaluate("d", {}).value
        is None
    )


def test_the_language_of_the_whole_file_holds_for_its_expressions():
    root = etree.fromstring(
        "<definitions xmlns='urn:x/DMN/y' expressionLanguage='urn:groovy'><decision id='d' name='D'>"
        "<decisionTable><input><inputExpression><text>1</text></inputExpression></input><output/>"
        "<rule><inputEntry><text>1</text></inputEntry><outputEntry expressionLanguage='feel'>"
        "<text>1</text></outputEntry></rule></decisionTable></decision></definitions>"
    )

    errors = decisions.read(root).evaluate("d", {}).errors

    assert [str(error) for error in errors] == ["d: urn:groovy is not supported, only FEEL"]


def test_an_empty_output_cell_is_null_whatever_the_language(read):
    body = (
        "<decision id='d' name='D'><decisionTable><output/><rule><outputEntry/></rule>"
        "</decisionTable></decision>"
    )

    assert read(body).evaluate("d", {}).value is None
