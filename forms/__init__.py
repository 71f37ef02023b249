"""Forms: what a document asks for, the check of what was handed in, and what a client may see."""

from forms.checking import Checked, Mistake, check, conditional, shown
from forms.coercing import Posted, coerce
from forms.defaults import own_fields, signed
from forms.document import WIDGETS, Document, FormDocumentError
from forms.documents import Finding, check_document
from forms.rights import Right, Rights, editable, parse_rights, right_of
from forms.rules import Rule, rules
from forms.showing import masked, readable, visible

__all__ = [
    "WIDGETS",
    "Checked",
    "Document",
    "Finding",
    "FormDocumentError",
    "Mistake",
    "Posted",
    "Right",
    "Rights",
    "Rule",
    "check",
    "check_document",
    "coerce",
    "conditional",
    "editable",
    "masked",
    "own_fields",
    "parse_rights",
    "readable",
    "right_of",
    "rules",
    "shown",
    "signed",
    "visible",
]
