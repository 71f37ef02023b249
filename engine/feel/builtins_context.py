"""Context built-ins (DMN 1.5, 10.3.4.10, and Camunda 8's additions)."""

from typing import Any

from engine.feel.errors import FeelError
from engine.feel.registry import Registry
from engine.feel.runtime import NoResult, Runtime
from engine.feel.values import Value, kind

REGISTRY = Registry()
_define = REGISTRY.define
Entries = dict[str, Any]


@_define("get value(m: context, key: string) -> Any", "an entry by its name")
def _get_value(_rt: Runtime, context: Entries, key: str) -> Value:
    if key not in context:
        raise NoResult(f"the context has no entry {key!r}")
    return context[key]  # type: ignore[no-any-return] # contexts hold values


@_define("get value(m: context, keys: list) -> Any")
def _get_nested(_rt: Runtime, context: Entries, keys: list[Any]) -> Value:
    if not keys:
        raise NoResult("there is no key")
    found: Value = context
    for key in keys:
        if key.__class__ is not str:
            raise NoResult(f"a {kind(key)} is no key of a context")
        if not isinstance(found, dict) or key not in found:
            raise NoResult(f"the context has no entry {key!r}")
        found = found[key]
    return found


@_define("get entries(m: context) -> list", "a list of {key, value}")
def _get_entries(_rt: Runtime, context: Entries) -> list[Entries]:
    return [{"key": key, "value": value} for key, value in context.items()]


@_define("context(entries: list) -> context", "a context of a list of {key, value}")
def _context(_rt: Runtime, entries: list[Any]) -> Entries:
    result: Entries = {}
    for entry in entries:
        if not isinstance(entry, dict) or not {"key", "value"} <= entry.keys():
            raise NoResult("each entry is a context with key and value")
        key = entry["key"]
        if not isinstance(key, str):
            raise NoResult(f"a {kind(key)} is no key of a context")
        if key in result:
            raise NoResult(f"the key {key!r} is there twice")
        result[key] = entry["value"]
    return result


@_define("context put(context: context, key: string, value: Any) -> context", "with another entry")
def _context_put(_rt: Runtime, context: Entries, key: str, value: Value) -> Entries:
    return {**context, key: value}


@_define("context put(context: context, keys: list, value: Any) -> context")
def _context_put_nested(_rt: Runtime, context: Entries, keys: list[Any], value: Value) -> Entries:
    if not keys or not all(isinstance(key, str) for key in keys):
        raise NoResult("the keys are a list of texts, one at least")
    changed = inner = dict(context)
    for key in keys[:-1]:
        found = inner.get(key, {})
        if not isinstance(found, dict):
            raise NoResult(f"the entry {key!r} is no context")
        inner[key] = dict(found)
        inner = inner[key]
    inner[keys[-1]] = value
    return changed


@_define("context merge(contexts: list) -> context", "one context of many; the last entry wins")
def _context_merge(rt: Runtime, contexts: list[Any]) -> Entries:
    result: Entries = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise NoResult("context merge takes contexts only")
        rt.charge(len(context))
        result.update(context)
    return result


@_define(
    "assert(value: Any, condition: Any, cause?: string?) -> Any",
    "the value; stops the evaluation unless the condition is true",
)
def _assert(rt: Runtime, value: Value, condition: Value, cause: str | None = None) -> Value:
    if condition is not True:
        raise FeelError(cause or "an assertion does not hold", text=rt.text)
    return value
