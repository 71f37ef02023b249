"""Numbers of people do not stand in free words whole: telephones, identity cards, bank cards."""

import re
from typing import Final

_PHONE: Final = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_IDENTITY: Final = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_CARD: Final = re.compile(r"(?<!\d)([1-9]\d{3})\d{8,11}(\d{4})(?!\d)")  # ISO/IEC 7812: 16 to 19


def masked(text: str) -> str:
    """Return a text with the middle of such numbers hidden.

    Mobile numbers, identity numbers (GB 11643), numbers of bank cards (ISO/IEC 7812).
    """
    hidden = _CARD.sub(r"\1********\2", _IDENTITY.sub(r"\1********\2", text))
    return _PHONE.sub(r"\1****\2", hidden)
