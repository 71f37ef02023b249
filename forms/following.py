"""The check of choices that follow another field (`optionsBy`), and of `default`, in a document."""

from collections.abc import Iterator, Mapping
from typing import Any

Said = tuple[str, str, str, str]
"""Rule, path, and the sentence in Chinese and in English."""


def of_following(document: Mapping[str, Any]) -> Iterator[Said]:
    """Yield what is wrong with the fields whose choices follow another one, and with defaults."""
    fields = document["schema"]["properties"]
    for name, look in document.get("ui", {}).get("fields", {}).items():
        if "optionsBy" in look:
            yield from _of_choices(name, look, fields)
        if "default" in look and look.get("widget") != "user":
            yield (
                "form-default",
                name,
                f"字段 {name} 不是人员，不能默认为办理人",
                f"Field {name}: only a user field may default to who hands in the form",
            )


def _of_choices(
    name: str, look: Mapping[str, Any], fields: Mapping[str, Mapping[str, Any]]
) -> Iterator[Said]:
    first, offered = look["optionsBy"]["field"], look["optionsBy"]["values"]
    above, own = (fields.get(each, {}).get("enum") for each in (first, name))
    if look.get("widget") != "select" or own is None or above is None or first == name:
        yield _said(
            name,
            f"字段 {name} 与其上一级 {first} 都须是单选",
            f"Field {name} and {first}, which it follows, must be two choices of one (enum)",
        )
        return
    listed = [value for values in offered.values() for value in values]
    for value in offered:
        if value not in above:
            yield _said(
                name,
                f"字段 {name}：上一级 {first} 没有选项 {value}",
                f"Field {name}: {first}, which it follows, has no option {value}",
            )
    for value in dict.fromkeys([*own, *listed]):
        if value not in own or listed.count(value) != 1:
            yield _said(
                name,
                f"字段 {name} 的选项 {value} 须恰好归入上一级的一个选项",
                f"Field {name}: the option {value} must stand under one option of {first}",
            )


def _said(name: str, zh: str, en: str) -> Said:
    return "form-options-by", name, zh, en
