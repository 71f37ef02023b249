"""The fields of a form as a page shows them: label, present text, choices, mistakes.

A form document says the look (`ui.fields`), the shape (`schema`) and the English texts (`i18n.en`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.language import Language, text
from forms.rights import right_of

ZONE: Final = ZoneInfo("Asia/Shanghai")
_WIDE: Final = {"textarea", "table", "file", "photo", "signature", "radio", "multi-select"}
_FILES: Final = {"file", "photo", "signature"}
_MOST_RADIOS: Final = 4  # more choices than this are quicker found in a list

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a field."""

    value: str
    label: str
    chosen: bool
    of: str = ""
    """The value of another field that it stands under; empty where choices follow none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Choices that stand together: those under one value of another field."""

    of: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that the field holds already."""

    value: str
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field, ready to be drawn."""

    path: str
    """Name in the HTML form; a cell of a table is `rows.0.cost`."""
    label: str
    widget: str
    writable: bool
    required: bool
    text: str = ""
    """What stands in the input, or what is read."""
    help: str = ""
    options: tuple[Option, ...] = ()
    errors: tuple[str, ...] = ()
    rows: tuple[tuple["Field", ...], ...] = ()
    """The rows of a table, column by column."""
    limits: Mapping[str, str] = field(default_factory=dict)
    """HTML attributes: maxlength, inputmode."""
    many: bool = False
    """It takes several values."""
    kept: tuple[Kept, ...] = ()
    groups: tuple[Group, ...] = ()
    """The choices again, by the value of the field that they follow; one group where none."""

    @property
    def id(self) -> str:
        return "f-" + self.path.replace(".", "-")

    @property
    def wide(self) -> bool:
        return self.widget in _WIDE

    @property
    def is_group(self) -> bool:
        """Tell whether it is several inputs under one legend."""
        return self.widget in {"radio", "multi-select", "rating", "table"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the case and the company offer: names of people, departments, posts and files by id."""

    people: Mapping[str, str] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Names of the case's attachments by id."""


def plain(one: Field) -> str:
    """Return a field as one text; of a table, a row a line."""
    rows = (
        "，".join(f"{cell.label}：{cell.text}" for cell in row if cell.text) for row in one.rows
    )
    return "\n".join(rows) if one.rows else one.text


def fields(
    document: Mapping[str, Any],
    values: Values,
    *,
    rights: Mapping[str, str],
    language: Language,
    choices: Choices,
    errors: Mapping[str, Sequence[str]],
) -> tuple[Field, ...]:
    """Return the fields of a document in its order, without the hidden ones.

    `values` are JSON values, or what was typed (texts) where a form comes back with mistakes;
    `errors` are sentences by path.
    """
    reader = _Reader(document, language, choices, errors)
    order = document.get("ui", {}).get("order") or list(document["schema"]["properties"])
    return tuple(
        reader.field(name, values.get(name), right_of(rights, name))
        for name in order
        if right_of(rights, name) != "hidden"
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    document: Mapping[str, Any]
    language: Language
    choices: Choices
    errors: Mapping[str, Sequence[str]]

    def field(self, name: str, value: Any, right: str) -> Field:
        schema = self.document["schema"]["properties"][name]
        look = self.document.get("ui", {}).get("fields", {}).get(name, {})
        writable = right in {"write", "required"}
        widget = str(look.get("widget", "text"))
        if widget == "table":
            return self._table(name, value, schema, look, writable)
        required = right == "required" or name in self.document["schema"].get("required", ())
        return self._cell(
            name, name, value=value, schema=schema, look=look, rights=(writable, required)
        )

    def _cell(
        self,
        path: str,
        name: str,
        *,
        value: Any,
        schema: Mapping[str, Any],
        look: Mapping[str, Any],
        rights: tuple[bool, bool],
    ) -> Field:
        widget = _widget(look, schema)
        options = tuple(self._options(name, widget, value, schema, look))
        writable, required = rights
        return Field(
            path=path,
            label=self._text(name, "fields", str(schema.get("title", name))),
            widget=widget,
            writable=writable,
            required=writable and required,
            text=self._shown(value, widget, options, writable),
            help=self._text(name, "help", str(look.get("help", ""))),
            options=options,
            errors=tuple(self.errors.get(path, ())),
            limits=dict(_limits(widget, schema)),
            many=schema.get("type") == "array",
            kept=tuple(self._kept(value)) if widget in _FILES else (),
            groups=tuple(self._groups(options, look)),
        )

    def _table(
        self,
        name: str,
        value: Any,
        schema: Mapping[str, Any],
        look: Mapping[str, Any],
        writable: bool,  # noqa: FBT001 - a fact of the field, passed on by its caller only
    ) -> Field:
        columns = schema.get("items", {}).get("properties", {})
        must = schema.get("items", {}).get("required", ())
        looks = look.get("columns", {})
        rows = list(_rows(value)) or ([{}] if writable else [])
        return Field(
            path=name,
            label=self._text(name, "fields", str(schema.get("title", name))),
            widget="table",
            writable=writable,
            required=False,
            help=self._text(name, "help", str(look.get("help", ""))),
            errors=tuple(self.errors.get(name, ())),
            rows=tuple(
                tuple(
                    self._cell(
                        f"{name}.{at}.{column}",
                        f"{name}.{column}",
                        value=row.get(column),
                        schema=part,
                        look=_look_of(looks, column),
                        rights=(writable, column in must),
                    )
                    for column, part in columns.items()
                )
                for at, row in enumerate(rows)
            ),
        )

    def _kept(self, value: Any) -> Iterator[Kept]:
        for each in value if isinstance(value, list) else [value]:
            if each in self.choices.files:
                href = f"/attachments/{each}"
                yield Kept(value=str(each), label=self.choices.files[each], href=href)

    def _text(self, name: str, kind: str, otherwise: str) -> str:
        if self.language == "zh":
            return otherwise
        english = self.document.get("i18n", {}).get("en", {}).get(kind, {})
        return str(english.get(name, otherwise))

    def _options(
        self,
        name: str,
        widget: str,
        value: Any,
        schema: Mapping[str, Any],
        look: Mapping[str, Any],
    ) -> Iterator[Option]:
        chosen = {str(each) for each in (value if isinstance(value, list) else [value])}
        offered = look.get("optionsBy", {}).get("values", {})
        above = {each: first for first, values in offered.items() for each in values}
        for key, label in self._choices(name, widget, schema, look).items():
            of = above.get(key, "")
            yield Option(value=key, label=label, chosen=key in chosen, of=of)

    def _groups(self, options: tuple[Option, ...], look: Mapping[str, Any]) -> Iterator[Group]:
        if "optionsBy" not in look:
            yield Group(of="", label="", options=options)
            return
        name = look["optionsBy"]["field"]
        looks = self.document["ui"]["fields"]
        labels = self._labels(name, looks.get(name, {}))
        for of in look["optionsBy"]["values"]:
            under = tuple(one for one in options if one.of == of)
            yield Group(of=of, label=labels.get(of, of), options=under)

    def _choices(
        self, name: str, widget: str, schema: Mapping[str, Any], look: Mapping[str, Any]
    ) -> Mapping[str, str]:
        if widget == "user":
            return self.choices.people
        if widget == "department":
            return self.choices.departments
        if widget == "post":
            return self.choices.posts
        if widget == "rating":
            return {str(n): f"{n} ★" for n in range(1, int(schema.get("maximum", 5)) + 1)}
        texts = self._labels(name, look)
        values = schema.get("enum", schema.get("items", {}).get("enum", ()))
        return {str(v): str(texts.get(str(v), v)) for v in values if v is not None}

    def _labels(self, name: str, look: Mapping[str, Any]) -> Mapping[str, str]:
        """Return how the choices of a field are called in the reader's language."""
        chinese = look.get("options", {})
        english = self.document.get("i18n", {}).get("en", {}).get("options", {}).get(name, {})
        return chinese if self.language == "zh" else {**chinese, **english}

    def _shown(self, value: Any, widget: str, options: tuple[Option, ...], writable: bool) -> str:  # noqa: FBT001 - as above
        if (not value and value is not False and value != 0) or widget in _FILES:
            return ""
        if writable:
            return _typed(value, widget)
        if widget == "switch":
            return text(self.language, "yes" if value in {True, "true"} else "no")
        labels = [option.label for option in options if option.chosen]
        return text(self.language, "comma").join(labels) if labels else _readable(value, widget)


def _widget(look: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Draw a short select as radios: one tap instead of three on a phone."""
    widget = str(look.get("widget", "text"))
    is_short = 0 < len(schema.get("enum", ())) <= _MOST_RADIOS
    return "radio" if widget == "select" and is_short and "optionsBy" not in look else widget


def _typed(value: Any, widget: str) -> str:
    """Return a value as its HTML input wants it."""
    if widget == "datetime":
        return _local(value, "%Y-%m-%dT%H:%M")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def _readable(value: Any, widget: str) -> str:
    if widget == "datetime":
        return _local(value, "%Y-%m-%d %H:%M")
    if widget == "money" and isinstance(value, int | float):
        return f"¥{value:,.2f}"
    if isinstance(value, list):
        return "\n".join(_readable(each, widget) for each in value)
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or "")
    return str(value)


def _local(value: Any, form: str) -> str:
    """Return an ISO 8601 time in the company's zone; what is none is left as it was typed."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return (at.astimezone(ZONE) if at.tzinfo else at).strftime(form)


def _limits(widget: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "maxLength" in schema:
        yield "maxlength", str(schema["maxLength"])
    if widget in {"number", "money"}:
        yield "inputmode", "decimal" if schema.get("type") == "number" else "numeric"


def _rows(value: Any) -> Iterator[Mapping[str, Any]]:
    rows = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for row in rows:
        yield row if isinstance(row, dict) else {}


def _look_of(looks: Any, column: str) -> Mapping[str, Any]:
    """Return the look of a column, from a mapping or a list of columns."""
    if isinstance(looks, Mapping):
        found = looks.get(column, {})
        return found if isinstance(found, Mapping) else {}
    return next(
        (each for each in looks or () if isinstance(each, Mapping) and each.get("name") == column),
        {},
    )
