"""The door for uploaded XML, as an attacker and as an honest designer meet it."""

import pytest
from lxml import etree

from engine.diagram import UnsafeXML, xml
from engine.errors import Invalid

OPEN = f'<definitions xmlns="{xml.BPMN}">'
CLOSE = "</definitions>"


def file(inside: str = "", declaration: str = "") -> str:
    return f"{declaration}{OPEN}{inside}{CLOSE}"


def refused(data: bytes) -> UnsafeXML:
    with pytest.raises(UnsafeXML) as caught:
        xml.read(data)
    return caught.value


def test_a_bpmn_file_is_read():
    root = xml.read(file("<process id='p'/>").encode())

    assert etree.QName(root).localname == "definitions"
    assert root[0].get("id") == "p"


@pytest.mark.parametrize("namespace", xml.DMN)
def test_decision_tables_of_every_dmn_version_are_read(namespace):
    root = xml.read(f'<definitions xmlns="{namespace}"/>'.encode())

    assert root.tag == f"{{{namespace}}}definitions"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ('<?xml version="1.0"?>', "utf-8"),
        ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16-le"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16-be"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-8"),
        ("<?xml version='1.0' encoding='GBK'?>", "gbk"),
        ('<?xml version="1.0" encoding="gb2312"?>', "gb2312"),
        ('<?xml version="1.0" encoding="GB18030"?>', "gb18030"),
    ],
)
def test_chinese_survives_every_encoding_that_is_accepted(declared, encoding):
    data = file("<a>投诉处理</a>", declared).encode(encoding)

    root = xml.read(data)

    assert root[0].text == "投诉处理"


def test_an_encoding_that_is_not_accepted_is_named():
    error = refused(file("", '<?xml version="1.0" encoding="Shift_JIS"?>').encode())

    assert "'shift_jis'" in str(error)
    assert error.line == 1


def test_bytes_that_are_not_in_the_encoding_are_refused_with_their_line():
    error = refused(OPEN.encode() + b"\n\n<a>\xff</a>")

    assert str(error) == "line 3: a byte sequence is not UTF-8"


@pytest.mark.parametrize(
    "text",
    [
        "approved = true<!-- x --> and false",
        "approved = true<?php x?> and false",
        "approved = <![CDATA[true and]]> false",
        "<![CDATA[approved = true]]><!-- x --><![CDATA[ and]]> false",
    ],
)
def test_comments_and_sections_never_cut_an_expression(text):
    root = xml.read(file(f"<condition>{text}</condition>").encode())

    assert root[0].text == "approved = true and false"
    assert len(root[0]) == 0


@pytest.mark.parametrize(
    "before",
    ["", "\n", "<!-- a\n<b> -->", '<?xml-stylesheet href="x"?>', "<!-- > --><?a?>\n<!-- -->"],
)
def test_a_doctype_is_refused_wherever_it_hides(before):
    bomb = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'

    error = refused(f"{before}{bomb}{file('<a>&c;</a>')}".encode())

    assert "a DOCTYPE is not allowed" in str(error)
    assert error.line == before.count("\n") + 1


def test_a_text_that_only_speaks_of_doctypes_is_read():
    root = xml.read(file("<a><![CDATA[<!DOCTYPE html>]]></a>").encode())

    assert root[0].text == "<!DOCTYPE html>"


def test_an_entity_that_xml_does_not_know_is_refused_by_name():
    error = refused(file("\n<a>&secret;</a>").encode())

    assert str(error) == "line 2: not well-formed: Entity 'secret' not defined"


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"\x1f\x8b\x08", b"plain text", b"<?xml", OPEN.encode(), b"PK\x03\x04"],
)
def test_what_is_no_xml_is_refused(data):
    error = refused(data)

    assert isinstance(error, Invalid)
    assert error.code == "unsafe-xml"


@pytest.mark.parametrize("inside", ['<zeebe:form id="f"/>', '<a zeebe:b="1" id="f"/>'])
def test_a_prefix_that_is_not_declared_is_refused_by_name(inside):
    error = refused(file(inside).encode())

    assert "Namespace prefix zeebe" in str(error)


@pytest.mark.parametrize("name", ["html", "x"])
def test_another_root_is_refused_however_short_the_file_is(name):
    error = refused(f"<{name}/>".encode())

    assert f"the root is {name}, not BPMN or DMN definitions" in str(error)


def test_the_same_id_twice_is_refused_with_both_lines():
    error = refused(file("\n<task id='a'/>\n<task id='a'/>").encode())

    assert str(error) == "line 3: the id 'a' is used twice (first in line 2)"
    assert error.element_id == "a"


def test_extension_elements_may_repeat_their_own_ids():
    fields = '<f:field xmlns:f="urn:f" id="a"/>' * 2

    root = xml.read(file(fields).encode())

    assert len(root) == 2


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<a>" * 101 + "</a>" * 101, "nested deeper than 100"),
        ("<a/>" * 50_001, "more than 50000 elements"),
        ("<a " + " ".join(f'b{i}=""' for i in range(65)) + "/>", "more than 64 attributes"),
        ("".join(f'<a xmlns:n{i}="u"/>' for i in range(501)), "more than 500 namespace"),
        ("<!-- " + "x" * xml.MAX_BYTES + " -->", f"at most {xml.MAX_BYTES} are read"),
    ],
    ids=["depth", "elements", "attributes", "namespaces", "bytes"],
)
def test_files_beyond_the_limits_are_refused(inside, reason):
    error = refused(file(inside).encode())

    assert reason in str(error)
