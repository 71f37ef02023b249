"""Personal numbers are not sent out of the house whole: telephones and identity cards."""

import re
from typing import Final

_PHONE: Final = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_IDENTITY: Final = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")


def masked(text: str) -> str:
    """Return a text with the middle of mobile numbers and identity numbers (GB 11643) hidden."""
    return _PHONE.sub(r"\1****\2", _IDENTITY.sub(r"\1********\2", text))
