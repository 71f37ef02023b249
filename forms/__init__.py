"""Forms: what a document asks for, the check of what was handed in, and what a client may see."""

from forms.checking import Checked, Mistake, check
from forms.document import WIDGETS, Document, FormDocumentError
from forms.rights import Right, Rights, parse_rights

__all__ = [
    "WIDGETS",
    "Checked",
    "Document",
    "FormDocumentError",
    "Mistake",
    "Right",
    "Rights",
    "check",
    "parse_rights",
]
