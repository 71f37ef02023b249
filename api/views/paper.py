"""Pages as PDF: the same HTML and style sheet that a browser prints, set by WeasyPrint.

WeasyPrint needs libraries of the system (Pango); where they are missing `available` says so and
the pages tell how to print instead. Nothing is fetched but the pictures that a page hands over.
"""

import logging
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType


def available() -> bool:
    """Tell whether this machine can make PDFs."""
    return _weasyprint() is not None


def pdf(html: str, pictures: Mapping[str, tuple[str, bytes]]) -> bytes:
    """Return a page as PDF, A4.

    `pictures` are media type and bytes by the address that the page names; others stay empty.
    """
    weasyprint = _weasyprint()
    assert weasyprint is not None  # the caller asked `available`
    for address, (kind, content) in pictures.items():
        within = f"data:{kind};base64,{b64encode(content).decode()}"
        html = html.replace(f'src="{address}"', f'src="{within}"')
    sheet = files("api").joinpath("static", "guanjia.css").read_text(encoding="utf-8")
    closed = import_module("weasyprint.urls").URLFetcher(allowed_protocols=("data",))
    document = weasyprint.HTML(string=html, url_fetcher=closed)
    written: bytes = document.write_pdf(stylesheets=[weasyprint.CSS(string=sheet)])
    return written


@cache
def _weasyprint() -> ModuleType | None:
    """Load WeasyPrint with the first PDF that is asked for: it takes half a second."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # of what only screens understand
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):  # cffi raises OSError where a system library is missing
        return None
