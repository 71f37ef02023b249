"""The one safe door for uploaded XML: bytes in, an element tree of BPMN or DMN out.

Everything that leaves here is plain elements, attributes and text.  There was no DOCTYPE, no
entity was expanded, no network or file was touched, and comments and processing instructions are
gone, so that `a<!-- x --> and b` reads as one text and never as its first half.
"""

import re
from collections.abc import Iterator
from typing import Any, ClassVar, Final, TypeAlias

from lxml import etree

from engine import errors

Node: TypeAlias = etree._Element  # noqa: SLF001  lxml has no public name for an element

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DMN: Final = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",  # 1.1
    "http://www.omg.org/spec/DMN/20180521/MODEL/",  # 1.2
    "https://www.omg.org/spec/DMN/20191111/MODEL/",  # 1.3
    "https://www.omg.org/spec/DMN/20211108/MODEL/",  # 1.4
    "https://www.omg.org/spec/DMN/20230324/MODEL/",  # 1.5
)
MAX_BYTES: Final = 5 * 1024 * 1024  # the largest public process maps are below 2 MiB
MAX_DEPTH: Final = 100  # libxml2 itself stops at 256
MAX_ELEMENTS: Final = 50_000
MAX_ATTRIBUTES: Final = 64  # of one element; BPMN's widest has 14
MAX_NAMESPACES: Final = 500  # declarations in one file

_ROOTS: Final = frozenset(f"{{{name}}}definitions" for name in (BPMN, *DMN))
_ID_SPACES: Final = frozenset((BPMN, BPMNDI, *DMN))  # extension elements may repeat their own ids
_CHUNK: Final = 65_536
_ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "iso-8859-1",  # some of the OMG's own reference diagrams
    "utf-16": "utf-8",  # says UTF-16 but has no mark and reads as bytes: a converted file
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
}
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_DECLARATION: Final = re.compile(r"\A\s*<\?xml\s[^>]{0,300}\?>")
_PROLOG: Final = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)


class UnsafeXML(errors.Invalid):
    """The file is not a diagram or decision table that can be read safely."""

    code: ClassVar[str] = "unsafe-xml"

    def __init__(
        self, detail: str, *, line: int | None = None, element_id: str | None = None
    ) -> None:
        """Say what is wrong and, where it is known, in which line (from 1) and element."""
        super().__init__(detail if line is None else f"line {line}: {detail}", line=line)
        self.line = line
        self.element_id = element_id


def read(data: bytes) -> Node:
    """Return the root element `definitions` of a BPMN 2.0 or DMN 1.1-1.5 file.

    UTF-8, UTF-16 and GB18030 (with its subsets GBK and GB2312) are read, whatever the server's
    locale.  Raises UnsafeXML for anything else, for a DOCTYPE, for a file beyond the limits above,
    and for two elements of the standard's own namespaces that carry the same id.
    """
    if len(data) > MAX_BYTES:
        raise UnsafeXML(f"the file has {len(data)} bytes; at most {MAX_BYTES} are read")
    text = _DECLARATION.sub("", _decode(data), count=1)
    prolog = _PROLOG.match(text)
    assert prolog is not None  # the pattern matches the empty text
    if text.startswith("<!", prolog.end()):
        line = text.count("\n", 0, prolog.end()) + 1
        raise UnsafeXML("a DOCTYPE is not allowed", line=line)
    return _parse(text.encode("utf-8", "surrogatepass"))


def line_of(element: Node) -> int:
    """Return the line, from 1, in which the element's start tag ends."""
    line: int = element.sourceline  # type: ignore[assignment]  # the stubs leave it untyped
    return line


def _decode(data: bytes) -> str:
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnsafeXML(f"a byte sequence is not {encoding.upper()}", line=line) from None


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    declared = _DECLARED.match(data)
    if declared is None:
        return "utf-8"
    name = declared[1].decode("ascii", "replace").lower()
    if name not in _ENCODINGS:
        raise UnsafeXML(f"encoding {name!r}: save the file as UTF-8, UTF-16 or GB18030", line=1)
    return _ENCODINGS[name]


def _parse(data: bytes) -> Node:
    parser = etree.XMLPullParser(
        events=("start", "end", "start-ns"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    guard = _Guard()
    etree.clear_error_log()
    try:
        for chunk in _chunks(data):
            parser.feed(chunk)
            guard.take(parser)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise _malformed(error) from None
    guard.take(parser)  # a very short file is read only as it is closed
    return root


def _malformed(error: etree.XMLSyntaxError) -> UnsafeXML:
    log = _entries(error)  # its last entry names an undefined entity, the exception does not
    message, line = (log[-1].message, log[-1].line) if log else ("the file is empty", None)
    message = re.sub(r", line \d+, column \d+$", "", message)
    return UnsafeXML(f"not well-formed: {message}", line=line)


def _entries(error: etree.XMLSyntaxError) -> list[Any]:
    return list(error.error_log)  # type: ignore[call-overload, no-any-return]  # its stub lacks __iter__


def _chunks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]


class _Guard:
    """Count while the file streams in, so that a bomb is refused before it is a tree."""

    __slots__ = ("depth", "elements", "ids", "namespaces")

    def __init__(self) -> None:
        self.depth = 0
        self.elements = 0
        self.namespaces = 0
        self.ids: dict[str, int] = {}

    def take(self, parser: etree.XMLPullParser) -> None:
        """Count what the parser has read since the last call."""
        for event, item in parser.read_events():
            if event == "end":
                self.depth -= 1
            elif isinstance(item, Node):
                self._open(item)
            else:
                self.namespaces += 1
                if self.namespaces > MAX_NAMESPACES:
                    raise UnsafeXML(f"more than {MAX_NAMESPACES} namespace declarations")

    def _open(self, element: Node) -> None:
        self.depth += 1
        self.elements += 1
        line = line_of(element)
        if self.elements == 1 and element.tag not in _ROOTS:
            raise UnsafeXML(f"the root is {element.tag}, not BPMN or DMN definitions", line=line)
        if self.depth > MAX_DEPTH:
            raise UnsafeXML(f"elements are nested deeper than {MAX_DEPTH}", line=line)
        if self.elements > MAX_ELEMENTS:
            raise UnsafeXML(f"more than {MAX_ELEMENTS} elements", line=line)
        if len(element.attrib) > MAX_ATTRIBUTES:
            raise UnsafeXML(f"an element has more than {MAX_ATTRIBUTES} attributes", line=line)
        self._note_id(element)

    def _note_id(self, element: Node) -> None:
        id_ = element.get("id")
        namespace = element.tag.rpartition("}")[0].removeprefix("{")  # QName would check too early
        if id_ is None or namespace not in _ID_SPACES:
            return
        line = line_of(element)
        if id_ in self.ids:
            first = self.ids[id_]
            said = f"the id {id_!r} is used twice (first in line {first})"
            raise UnsafeXML(said, line=line, element_id=id_)
        self.ids[id_] = line
