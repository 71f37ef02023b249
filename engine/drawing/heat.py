"""The shades of a heat map: from white to a red on which black text can still be read."""

from typing import Final

_HOT: Final = (240, 120, 96)  # black on it: 7.6 : 1
_WHITE: Final = 255


def fill(shade: float) -> str:
    """Return the colour of a shade between 0 (white) and 1 (hottest); beyond them, the nearest."""
    part = min(max(shade, 0.0), 1.0)
    return "#" + "".join(f"{round(_WHITE - (_WHITE - hot) * part):02x}" for hot in _HOT)
