"""The types of a model: FEEL's own, and item definitions with their allowed values (DMN 7.3.2).

An item definition is a FEEL type with constraints that FEEL's types cannot say; so a value is
first converted by FEEL's rules and then held against the constraints.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from engine import feel
from engine.decisions.tree import ItemDefinition
from engine.feel import Value, types

_ALIASES: Final = {"integer": "number", "long": "number", "double": "number", "any": "Any"}
"""Names of other products for FEEL's own types, met in files of Camunda 7 and its kin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemType:
    """A type with constraints; `item` is set for a collection, `entries` for a structure."""

    name: str
    """What the model calls it."""
    type: types.Type
    allowed: tuple[feel.UnaryTests, ...] = ()
    item: "ItemType | None" = None
    entries: tuple[tuple[str, "ItemType"], ...] = ()
    constrained: bool = False
    """Whether there is any constraint here or further in."""

    def coerce(self, value: Value, now: datetime | None) -> Value:
        """Convert to this type (DMN 10.3.2.9.4); None when the value does not fit it."""
        converted = types.coerce(value, self.type)
        return converted if self._admits(converted, now) else None

    def _admits(self, value: Value, now: datetime | None) -> bool:
        if value is None or not self.constrained:
            return True
        if self.item is not None and isinstance(value, list):
            inner = self.item
            if not all(inner._admits(element, now) for element in value):  # noqa: SLF001 - its own
                return False
        if isinstance(value, dict) and not all(
            entry._admits(value[name], now)  # noqa: SLF001 - its own kind
            for name, entry in self.entries
        ):
            return False
        return all(tests.test(value, {}, now=now).value is True for tests in self.allowed)

    @property
    def result(self) -> "ItemType":
        """Return the type of what a function of this type returns; itself where it is no function.

        The variable of a knowledge model or service names either its own function type or, as
        files of DMN 1.1 do, the type of its results.
        """
        if isinstance(self.type, types.FunctionOf):
            return ItemType(name=f"the result of {self.name}", type=self.type.result)
        return self


ANY: Final = ItemType(name="Any", type=types.ANY)


class TypeTable:
    """The types of one model by the names that its file uses for them."""

    def __init__(
        self, items: Iterable[ItemDefinition], imported: Mapping[str, "TypeTable"]
    ) -> None:
        """Read the definitions; `imported` has other tables by import name and by `{namespace}`."""
        self._items = {item.name: item for item in items}
        self._imported = imported
        self._known: dict[str, ItemType] = {}
        self._open: set[str] = set()
        self.broken: list[tuple[str, str]] = []
        """Constraints that are no FEEL: (place, message)."""
        for name in self._items:
            self.find(name)

    def find(self, name: str | None) -> ItemType | None:
        """Return the type of this name, Any for no name, None for a name that nobody declares."""
        if name is None:
            return ANY
        if name in self._items:
            return self._own(name)
        name = _ALIASES.get(name, name)
        if name in types.NAMES:
            return ItemType(name=name, type=types.NAMES[name])
        return self._foreign(name)

    def get(self, name: str | None) -> ItemType:
        """Return the type of this name; an undeclared one is Any (and a finding of the lint)."""
        return self.find(name) or ANY

    def allowed_text(self, name: str | None, member: str | None = None) -> str | None:
        """Return the allowed values of a type, or of a component of it, as the file writes them."""
        item = self._items.get(name or "")
        if item is not None and member is not None:
            item = next((c for c in item.components if c.name == member), None)
        if item is None:
            return None
        return item.allowed or self.allowed_text(item.type_ref)

    def named(self) -> dict[str, types.Type]:
        """Return the FEEL types of all names that an expression of this model may use."""
        found: dict[str, types.Type] = {}
        for prefix, table in self._imported.items():
            if not prefix.startswith("{"):
                dot = f"{prefix}." if prefix else ""
                found.update({dot + name: type_ for name, type_ in table.named().items()})
        found.update({name: self._own(name).type for name in self._items})
        return found

    def member_names(self) -> set[str]:
        """Return the names of all components of all structures, those of imports included."""
        found = {name for item in self._items.values() for name in _component_names(item)}
        for table in self._imported.values():
            found |= table.member_names()
        return found

    def _foreign(self, name: str) -> ItemType | None:
        for prefix, table in self._imported.items():
            start = prefix if prefix.startswith("{") or not prefix else f"{prefix}."
            found = table.find(name.removeprefix(start)) if name.startswith(start) else None
            if found is not None:
                return found
        return None

    def _own(self, name: str) -> ItemType:
        if name in self._open:
            return ANY  # a type that contains itself is checked one level deep
        if name not in self._known:
            self._open.add(name)
            self._known[name] = self._build(self._items[name])
            self._open.discard(name)
        return self._known[name]

    def _build(self, item: ItemDefinition) -> ItemType:
        base = self._base(item)
        if not item.collection:
            return self._restrict(self._restrict(base, item, item.allowed), item, item.constraint)
        base = self._restrict(base, item, item.allowed)
        whole = ItemType(
            name=item.name,
            type=types.ListOf(base.type),
            item=base,
            constrained=base.constrained,
        )
        return self._restrict(whole, item, item.constraint)

    def _base(self, item: ItemDefinition) -> ItemType:
        if item.function is not None:
            parameters, result = item.function
            params = tuple(self.get(parameter.type_ref).type for parameter in parameters)
            function = types.FunctionOf(params, self.get(result).type)
            return ItemType(name=item.name, type=function)
        if item.components:
            entries = tuple((c.name, self._build(c)) for c in item.components)
            return ItemType(
                name=item.name,
                type=types.ContextOf(tuple((name, entry.type) for name, entry in entries)),
                entries=entries,
                constrained=any(entry.constrained for _, entry in entries),
            )
        return self.get(item.type_ref)

    def _restrict(self, base: ItemType, item: ItemDefinition, text: str | None) -> ItemType:
        """Return the type with its allowed values (DMN 7.3.2 and, for collections, 7.3.3)."""
        if not text:
            return base
        try:
            tests = feel.unary_tests(text)
        except feel.FeelError as error:
            self.broken.append((item.place, str(error)))
            return base
        return replace(base, name=item.name, allowed=(*base.allowed, tests), constrained=True)


def _component_names(item: ItemDefinition) -> Iterable[str]:
    for component in item.components:
        yield component.name
        yield from _component_names(component)
