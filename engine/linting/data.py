"""Rules: data associations lead somewhere, and what holds data has a name to be read by."""

from collections.abc import Iterator

from engine.diagram import DataItem, Element, Process
from engine.linting.facts import Facts, Text, called, error, warning
from engine.model import Finding


def associations(facts: Facts) -> Iterator[Finding]:
    """An assignment writes to what its association leads to, or to a part of it."""
    for element in facts.elements():
        for target, path in _assigned(element):
            first, *others = path.split(".")
            if first != target or not all(others):
                yield error(
                    "data-assignment",
                    element.id,
                    Text(
                        f"{called(element)}：数据关联把值赋给“{path}”，它不属于目标“{target}”。",
                        f"{called(element)}: a data association assigns to {path!r}, which is "
                        f"no part of its target {target!r}.",
                    ),
                    Text(f"请写 {target} 或 {target}.字段。", f"Write {target} or {target}.field."),
                )


def names(facts: Facts) -> Iterator[Finding]:
    """Data that is moved has a name that an expression can read; else it goes by another."""
    for process in facts.executable():
        moved = list(_moved(process))
        readable = {item.name.strip() for item in moved}
        for item in moved:
            if item.name and item.variable not in readable:
                yield warning(
                    "data-name",
                    item.id,
                    Text(
                        f"数据“{_plain(item)}”在表达式里的名字是 {item.variable}。",
                        f"Expressions read the data {_plain(item)!r} as {item.variable}.",
                    ),
                    Text(
                        "名字只用字母、汉字、数字和下划线，且不与外层的数据重名。",
                        "Use letters, digits and underscores, and no name of an outer scope.",
                    ),
                )


def stores(facts: Facts) -> Iterator[Finding]:
    """A data store is a variable of each case: another case does not see what this one put in."""
    for process in facts.executable():
        for item in _moved(process):
            if item.kind == "dataStoreReference":
                yield warning(
                    "data-store",
                    item.id,
                    Text(
                        f"数据存储“{_plain(item)}”只在本流程实例内有效，其他实例看不到。",
                        f"The data store {_plain(item)!r} holds for one case: no other "
                        "case sees what is put into it.",
                    ),
                    Text("要长期保存，请用服务任务写入外部系统。", "Keep it by a service task."),
                )


def _assigned(element: Element) -> Iterator[tuple[str, str]]:
    use = element.data
    for one in () if use is None else (*use.inputs, *use.outputs):
        for part in one.assignments:
            yield one.target.variable, part.target


def _moved(process: Process) -> Iterator[DataItem]:
    """Yield the data items of a process whose values are moved by an association."""
    uses = [element.data for element in process.elements.values() if element.data is not None]
    moved = [one for use in uses for one in (*use.inputs, *use.outputs)]
    used = {end.id for one in moved for end in (*one.sources, one.target)}
    return (item for item in process.data.values() if used & {item.id, item.ref})


def _plain(item: DataItem) -> str:
    return " ".join(item.name.split()) or item.id
