"""What a person reads about a mistake in a form, in Chinese and in English, by keyword.

A document overrides a text in `messages` (Chinese) and `i18n.en.messages`: `"room.pattern"` is
asked before `"pattern"`, and both before this catalogue.  Columns of a table are `rows.cost`.
"""

from collections.abc import Mapping
from typing import Any, Final

CATALOGUE: Final[Mapping[str, tuple[str, str]]] = {
    "required": ("请填写", "Please fill in"),
    "unknown": ("表单中没有这一项", "The form has no such field"),
    "unreadable": ("内容无法读取，请检查特殊字符", "This cannot be read; look for odd characters"),
    "type.object": ("应为一组内容", "Must be a group of fields"),
    "type.array": ("应为列表", "Must be a list"),
    "type.string": ("应为文字", "Must be text"),
    "type.integer": ("应为整数", "Must be a whole number"),
    "type.number": ("应为数字", "Must be a number"),
    "type.boolean": ("应为是或否", "Must be yes or no"),
    "type": ("类型不对", "Has the wrong type"),
    "enum": ("请从选项中选择", "Please choose one of the options"),
    "const": ("只能是 {limit}", "Must be {limit}"),
    "minLength": ("至少 {limit} 个字", "At least {limit} characters"),
    "maxLength": ("最多 {limit} 个字", "At most {limit} characters"),
    "pattern": ("格式不正确", "Has the wrong format"),
    "minimum": ("不能小于 {limit}", "Must not be less than {limit}"),
    "maximum": ("不能大于 {limit}", "Must not be more than {limit}"),
    "exclusiveMinimum": ("必须大于 {limit}", "Must be more than {limit}"),
    "exclusiveMaximum": ("必须小于 {limit}", "Must be less than {limit}"),
    "multipleOf": ("必须是 {limit} 的整数倍", "Must be a multiple of {limit}"),
    "minItems": ("至少 {limit} 项", "At least {limit} entries"),
    "maxItems": ("最多 {limit} 项", "At most {limit} entries"),
    "uniqueItems": ("不能有重复项", "Entries must differ"),
    "additionalProperties": ("含有未定义的内容：{limit}", "Has unknown content: {limit}"),
    "optionsBy": (
        "与上一级选择不符，请重新选择",
        "Does not belong to what is chosen above it, please choose again",
    ),
    "date": ("不是有效的日期", "Is not a valid date"),
    "datetime": ("不是有效的日期时间", "Is not a valid date and time"),
}
_OTHERWISE: Final = ("填写不正确", "Is not filled in right")


def texts(
    document: Mapping[str, Any], path: str, keyword: str, *, limit: object = ""
) -> tuple[str, str]:
    """Return the Chinese and the English text of a mistake; `{limit}` in a text is the limit.

    A keyword may have a variety, as `type.integer`: overrides ask for the whole and for the stem.
    """
    stem = keyword.partition(".")[0]
    field = ".".join(part for part in path.split(".") if not part.isdigit())
    names = (f"{field}.{keyword}", f"{field}.{stem}", keyword, stem)
    zh, en = CATALOGUE.get(keyword) or CATALOGUE.get(stem) or _OTHERWISE
    chinese = _first(document.get("messages"), names, zh)
    english = _first(document.get("i18n", {}).get("en", {}).get("messages"), names, en)
    return chinese.replace("{limit}", str(limit)), english.replace("{limit}", str(limit))


def _first(messages: Mapping[str, str] | None, names: tuple[str, ...], otherwise: str) -> str:
    return (
        next((messages[name] for name in names if name in messages), otherwise)
        if messages
        else otherwise
    )
