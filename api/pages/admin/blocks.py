"""What a page of the administration is made of: tables, facts, forms, notes, one below the other.

Routes say what is shown, `admin/page.html` how: so all of these pages look and work alike, and an
accessible table or form is written once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

Kind = Literal[
    "text",
    "textarea",
    "number",
    "date",
    "time",
    "datetime-local",
    "select",
    "checkbox",
    "file",
    "password",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One button that posts a form of its own."""

    action: str
    label: str
    about: str = ""
    """What it is about, for who hears the page instead of seeing it."""
    once: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One thing in a table or a list of facts."""

    text: str = ""
    href: str = ""
    tone: str = ""
    """A chip's colour: ok, soon, late, mine; empty = plain text."""
    number: bool = False
    code: bool = False
    """Of the machine: an id or a message, which has one language."""
    more: str = ""
    """A second, smaller line."""
    press: Press | None = None


Shown = Cell | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells under named columns."""

    id: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Shown]]
    empty: str
    more: str = ""
    """Address of the next page."""
    note: str = ""

    kind: str = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Names and values."""

    id: str
    title: str
    rows: Sequence[tuple[str, Shown]]

    kind: str = "facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number that leads to what it counts."""

    label: str
    count: str
    href: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """Numbers beside each other."""

    id: str
    title: str
    tiles: Sequence[Tile]

    kind: str = "tiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    options: Sequence[tuple[str, str]] = ()
    """Value and label of each choice."""
    must: bool = False
    help: str = ""
    mark: str = ""
    """The id of what it is about."""
    code: bool = False
    """What is typed is of the machine."""
    named: bool = False
    """Its label is a name of the machine, as a variable has."""
    most: int = 2000
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A form: fields, and the buttons that send them."""

    id: str
    title: str
    action: str
    fields: Sequence[Field]
    buttons: Sequence[tuple[str, str]]
    """Value of `do` and label of each button; the first is the main one."""
    method: Literal["get", "post"] = "post"
    once: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    folded: bool = False
    """It is opened by hand."""
    files: bool = False
    note: str = ""

    kind: str = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence that stands out, with particulars below it."""

    tone: Literal["good", "bad", "hint"]
    text: str
    items: Sequence[str] = ()
    code: str = ""
    """What was said by the machine, in its language."""

    kind: str = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A diagram."""

    id: str
    title: str
    svg: Markup

    kind: str = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Buttons that lead on."""

    links: Sequence[tuple[str, str]]
    """Address and label."""

    kind: str = "links"


Block = Table | Facts | Tiles | Ask | Note | Picture | Links
