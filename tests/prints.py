"""What stands on paper, read by others than who printed it: codes are scanned, PDFs are read."""

import ctypes.util
import io
import re

import pypdf
import pytest
import zxingcpp

from api.views import paper

_SIDE = 4  # dots of a module: a scanner of a telephone sees more of them


def scanned(page):
    """Return what the one QR code on a page says, as a scanner reads its picture."""
    (side, drawing) = re.search(
        r'<svg[^>]*width="(\d+)"[^>]*class="segno"><path[^>]* d="([^"]+)"', page
    ).groups()
    size = int(side) // 2  # it is drawn twice as large
    rows = [bytearray(b"\xff" * size) for _ in range(size)]
    x, y = 0, 0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", drawing):
        if command == "h":
            rows[y][x : x + int(numbers)] = bytes(int(numbers))
            x += int(numbers)
        else:
            right, down = (float(each) for each in numbers.split())
            x, y = (int(right), int(down)) if command == "M" else (x + int(right), y + int(down))
    picture = b"".join(
        bytes(dot for dot in row for _ in range(_SIDE)) for row in rows for _ in range(_SIDE)
    )
    image = memoryview(picture).cast("B", shape=[size * _SIDE, size * _SIDE])
    (code,) = zxingcpp.read_barcodes(image)
    assert "QR" in str(code.format)
    return code.text


def require():
    """Skip where the system has no Pango; where it has, PDFs must come out."""
    if not all(map(ctypes.util.find_library, ("pango-1.0", "pangoft2-1.0"))):
        pytest.skip("no PDF here: the system has no Pango")
    assert paper.available()


def words_of(pdf):
    """Return the text of a PDF, page by page in one, without the spaces of its lines."""
    read = pypdf.PdfReader(io.BytesIO(pdf))
    return "".join("".join(page.extract_text() for page in read.pages).split())


def pictures_of(pdf):
    """Return the pictures (not drawings) that stand on the pages of a PDF."""
    return [picture for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for picture in page.images]
