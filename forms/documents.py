"""The check of a form document itself, before it is put in force."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from forms.document import WIDGETS, validator
from forms.following import Said, of_following
from forms.shape import SHAPE

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)  # a FEEL name and a safe path
_REFUSED: Final = ("$ref", "$dynamicRef", "$recursiveRef", "format")


_WARNINGS: Final = frozenset({"form-label-en"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong or doubtful in a form document."""

    rule: str
    form_id: str | None
    path: str
    severity: Literal["error", "warning"]
    message_zh: str
    message_en: str


def check_document(document: Any) -> tuple[Finding, ...]:
    """Return everything that is wrong with a form document; without errors `check` can use it."""
    said = tuple(_of_shape(document))
    if not said:
        parts = (_of_schema, _of_fields, _of_ui, of_following, _of_messages, _of_rules)
        said = tuple(one for part in parts for one in part(document))
    id_ = document.get("id") if isinstance(document, dict) else None
    return tuple(
        Finding(
            rule=rule,
            form_id=id_ if isinstance(id_, str) else None,
            path=path,
            severity="warning" if rule in _WARNINGS else "error",
            message_zh=zh,
            message_en=en,
        )
        for rule, path, zh, en in said
    )


def _of_shape(document: Any) -> Iterator[Said]:
    """Everything below may rely on this: the parts have the types that they must have."""
    try:
        for error in SHAPE.iter_errors(document):
            path = ".".join(map(str, error.instance_path))
            text = error.message.partition("\n")[0]
            yield "form-shape", path, f"{path or '表单'} 的结构不对：{text}", f"{path}: {text}"
    except ValueError as error:  # the validator takes nothing nested 200 deep
        yield "form-shape", "", f"表单无法读取：{error}", f"The form cannot be read: {error}"


def _of_schema(document: Mapping[str, Any]) -> Iterator[Said]:
    schema = document["schema"]
    looks = document.get("ui", {}).get("fields", {})
    conditions = {
        f"ui.fields.{name}.showIf": look.get("showIf", True) for name, look in looks.items()
    }
    for path, part in {"schema": schema, **conditions}.items():
        for word in sorted(_words(part) & set(_REFUSED)):
            yield ("form-schema", path, f"不支持 {word}", f"{word} is not supported in forms")
        try:
            validator(part)
        except ValueError as error:
            text = str(error).partition("\n")[0]
            yield ("form-schema", path, f"不是有效的 JSON Schema：{text}", text)


def _words(schema: Any) -> set[str]:
    """Return every keyword used in a schema; names of properties are no keywords."""
    if isinstance(schema, list):
        return {word for part in schema for word in _words(part)}
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for key, part in schema.items():
        if key in {"properties", "patternProperties", "$defs", "dependentSchemas"}:
            found |= _words(list(part.values()) if isinstance(part, dict) else None)
        elif key not in {"enum", "const", "default", "examples"}:
            found |= _words(part)
    return found


def _of_fields(document: Mapping[str, Any]) -> Iterator[Said]:
    english = document.get("i18n", {}).get("en", {}).get("fields", {})
    for path, name, schema in _labelled(document):
        if not _NAME.fullmatch(name):
            yield (
                "form-field-name",
                path,
                f"字段名 {name} 只能用字母、数字和下划线",
                f"The field name {name} may only have letters, digits and underscores",
            )
        if not isinstance(schema.get("title"), str):
            yield ("form-label", path, f"字段 {path} 没有标题", f"Field {path} has no label")
        if path not in english:
            yield (
                "form-label-en",
                path,
                f"字段 {path} 没有英文标题",
                f"Field {path} has no English label",
            )


def _labelled(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield path, name and schema of every field and of every column of a table."""
    tables = _tables(document)
    for name, schema in document["schema"]["properties"].items():
        yield name, name, schema
        for column, part in tables.get(name, {}).items():
            yield f"{name}.{column}", column, part


def _tables(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the columns of each table by the field's name."""
    fields = document["schema"]["properties"]
    return {
        name: fields.get(name, {}).get("items", {}).get("properties", {})
        for name, look in document.get("ui", {}).get("fields", {}).items()
        if look.get("widget") == "table"
    }


def _of_ui(document: Mapping[str, Any]) -> Iterator[Said]:
    fields = document["schema"]["properties"]
    ui = document.get("ui", {})
    order, looks = ui.get("order", list(fields)), ui.get("fields", {})
    for name in dict.fromkeys([*order, *looks]):
        if name not in fields:
            yield (
                "form-ui-field",
                name,
                f"界面中的字段 {name} 不在数据结构中",
                f"The ui names {name}, which is not in the schema",
            )
    for name in fields:
        if order.count(name) != 1:
            yield (
                "form-order",
                name,
                f"字段 {name} 在顺序中出现 {order.count(name)} 次",
                f"Field {name} stands {order.count(name)} times in the order",
            )
    for name, look in looks.items():
        yield from _of_look(name, look, fields.get(name, {}))
    for name, columns in _tables(document).items():
        yield from _of_columns(name, looks[name].get("columns", {}), columns)


def _of_columns(name: str, looks: Mapping[str, Any], columns: Mapping[str, Any]) -> Iterator[Said]:
    if not columns:
        yield ("form-table", name, f"表格 {name} 没有列", f"The table {name} has no columns")
    for column, look in looks.items():
        if column not in columns:
            yield (
                "form-ui-field",
                f"{name}.{column}",
                f"表格 {name} 没有列 {column}",
                f"The table {name} has no column {column}",
            )
        yield from _of_look(f"{name}.{column}", look, columns.get(column, {}))


def _of_look(name: str, look: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Said]:
    widget = look.get("widget")
    if widget not in WIDGETS:
        yield (
            "form-widget",
            name,
            f"字段 {name} 的控件 {widget} 不存在",
            f"Field {name}: there is no widget {widget}",
        )
    choices = schema.get("enum", schema.get("items", {}).get("enum"))
    if widget in {"select", "multi-select", "radio"} and choices is None:
        yield (
            "form-options",
            name,
            f"字段 {name} 没有选项",
            f"Field {name} has no options (enum)",
        )
    for value in look.get("options", {}):
        if value not in (choices or ()):
            yield (
                "form-options",
                name,
                f"字段 {name} 的选项 {value} 不在 enum 中",
                f"Field {name}: the option {value} is not in its enum",
            )


def _of_messages(document: Mapping[str, Any]) -> Iterator[Said]:
    fields = document["schema"]["properties"]
    english = document.get("i18n", {}).get("en", {}).get("messages", {})
    for key in dict.fromkeys([*document.get("messages", {}), *english]):
        field, dot, _ = key.partition(".")
        if dot and field not in fields and field != "type":
            yield (
                "form-message",
                key,
                f"提示 {key} 指向不存在的字段",
                f"The message {key} is for a field that does not exist",
            )


def _of_rules(document: Mapping[str, Any]) -> Iterator[Said]:
    fields = document["schema"]["properties"]
    for rule in document.get("x-rules", ()):
        if not rule["when"].startswith("=") or not rule["when"][1:].strip():
            yield (
                "form-rule",
                rule["id"],
                f"规则 {rule['id']} 的条件应以 = 开头",
                f"Rule {rule['id']}: `when` is FEEL and starts with =",
            )
        if rule["path"].partition(".")[0] not in fields:
            yield (
                "form-rule",
                rule["id"],
                f"规则 {rule['id']} 指向不存在的字段 {rule['path']}",
                f"Rule {rule['id']} is for {rule['path']}, which does not exist",
            )
