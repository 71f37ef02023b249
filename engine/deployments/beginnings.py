"""What a draft begins with: a template under a name of its own, or a version that is in force."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template
from typing import Final
from xml.sax.saxutils import escape

import orjson

from engine import layout
from engine.errors import Invalid, NotFound
from engine.model import ProcessDefinition

TEMPLATES: Final = ("blank", "approval")
"""In the order in which they are offered."""
_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}")
_QUOTES: Final = {'"': "&quot;"}


def of_template(template: str, *, key: str, name: str) -> dict[str, bytes]:
    """Return the files of a new process; raises NotFound for no template, Invalid for a bad key.

    The key becomes the id of the process: an XML name, which also stands in addresses.
    """
    if template not in TEMPLATES:
        raise NotFound(f"no template {template!r}; expected one of {', '.join(TEMPLATES)}")
    if not _KEY.fullmatch(key):
        raise Invalid(
            f"{key!r} is no id of a process: letters, digits, - and _, a letter first", key=key
        )
    if not name.strip():
        raise Invalid("a process needs a name")
    return {
        f"{key}{ending}": _filled(text, ending, key, name.strip())
        for ending, text in _texts(template).items()
    }


def of_definition(definition: ProcessDefinition) -> dict[str, bytes]:
    """Return the files of a version: its diagram (drawn, if it was not), its tables and forms."""
    tables = dict.fromkeys(definition.decisions.values())  # one file may hold several decisions
    named = {
        xml: min(id_ for id_, one in definition.decisions.items() if one == xml) for xml in tables
    }
    forms = {
        f"{id_}.form.json": orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n"
        for id_, document in definition.forms.items()
    }
    return {
        f"{definition.key}.bpmn": layout.drawn(definition.xml),
        **{f"{id_}.dmn": xml for xml, id_ in named.items()},
        **forms,
    }


@cache
def _texts(template: str) -> Mapping[str, str]:
    """Return the files of a template by the endings of their names."""
    folder = files("engine.deployments").joinpath("templates")
    found = (file for file in folder.iterdir() if file.name.startswith(f"{template}."))
    return {file.name.removeprefix(template): file.read_text(encoding="utf-8") for file in found}


def _filled(text: str, ending: str, key: str, name: str) -> bytes:
    """Put key and name in, written as the kind of file wants them."""
    is_xml = ending == ".bpmn"
    said = escape(name, _QUOTES) if is_xml else orjson.dumps(name).decode()[1:-1]
    facts = {"key": key, "name": said, "form": f"{key}_form", "prefix": _prefix(key)}
    return Template(text).substitute(facts).encode()


def _prefix(key: str) -> str:
    """Return what the numbers of cases begin with: letters and digits alone, at most four."""
    return "".join(letter for letter in key.upper() if letter.isalnum())[:4] or "GJ"
