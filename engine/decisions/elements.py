"""Small questions to an XML element of a decision model, in any version's namespace."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

MODELS: Final = "/DMN/"  # every namespace and importType of a DMN model has this part
_FEEL: Final = "/FEEL/"  # and every namespace of FEEL's own types this one


def local(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    return etree.QName(element).localname


def is_own(element: etree._Element) -> bool:
    """Return whether the element is the standard's, not a vendor's, a comment or an instruction."""
    return isinstance(element.tag, str) and MODELS in (etree.QName(element).namespace or "")


def own_children(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the standard's child elements."""
    return (inner for inner in element if is_own(inner))


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the standard's child elements of this name."""
    return (inner for inner in own_children(element) if local(inner) == name)


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of this name."""
    return next(children(element, name), None)


def name_of(element: etree._Element) -> str:
    """Return the name, blanks folded as FEEL reads it (DMN 10.3.1.3)."""
    return " ".join(element.get("name", "").split())


def all_text(element: etree._Element) -> str:
    """Return the text of the element without comments, CDATA included."""
    return str(element.xpath("string()"))


def text_in(element: etree._Element) -> str:
    """Return the content of the element's <text>, or nothing."""
    inner = child(element, "text")
    return "" if inner is None else all_text(inner).strip()


def qualified(element: etree._Element, name: str | None) -> str | None:
    """Return a type's name without its XML prefix, or with `{namespace}` when it is imported."""
    text = " ".join((name or "").split())
    prefix, colon, rest = text.partition(":")
    if not colon or prefix not in element.nsmap:
        return text or None
    namespace = element.nsmap[prefix]
    own = element.getroottree().getroot().get("namespace")
    ours = namespace == own or MODELS in namespace or _FEEL in namespace
    return rest if ours else f"{{{namespace}}}{rest}"


def type_attribute(element: etree._Element) -> str | None:
    """Return the type named in the attribute typeRef."""
    return qualified(element, element.get("typeRef"))


def type_element(element: etree._Element) -> str | None:
    """Return the type named in the child <typeRef>."""
    inner = child(element, "typeRef")
    return None if inner is None else qualified(inner, all_text(inner))
