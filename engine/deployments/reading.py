"""Reading the files of a release: diagrams, decision tables and forms, and what cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from engine import decisions, diagram
from engine.errors import Invalid
from engine.model import Finding, Severity

COMPANIONS: Final = (".scenario.yaml", ".rows.json")
"""Endings of files that belong to a draft and are not put in force: stories, rows of tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A decision model with its file."""

    resource: str
    xml: bytes
    model: decisions.DecisionModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A diagram with its file."""

    resource: str
    xml: bytes
    diagram: diagram.Diagram


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form document with its file."""

    resource: str
    content: bytes
    document: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The files that are to be put in force together."""

    drawings: tuple[Drawing, ...]
    tables: tuple[Table, ...]
    forms: tuple[Form, ...]
    findings: tuple[Finding, ...]
    """What could not be read, and files that are none of ours."""


def read(resources: Mapping[str, bytes]) -> Release:
    """Read files by the ending of their names: .bpmn, .dmn, .form and .form.json."""
    drawings, tables, documents, findings = [], [], [], []
    for name, content in sorted(resources.items()):
        try:
            if name.endswith(".bpmn"):
                drawings.append(Drawing(resource=name, xml=content, diagram=diagram.read(content)))
            elif name.endswith(".dmn"):
                tables.append(Table(resource=name, xml=content, model=decisions.read(content)))
            elif name.endswith((".form", ".form.json")):
                document = orjson.loads(content)
                documents.append(Form(resource=name, content=content, document=document))
            elif not name.endswith(COMPANIONS):
                findings.append(_ignored(name))
        except (Invalid, decisions.DecisionError, orjson.JSONDecodeError) as error:
            findings.append(_unreadable(name, error))
    return Release(
        drawings=tuple(drawings),
        tables=tuple(tables),
        forms=tuple(documents),
        findings=tuple(findings),
    )


def _unreadable(name: str, error: Exception) -> Finding:
    return Finding(
        rule="resource-unreadable",
        element_id=getattr(error, "element_id", None),
        severity=Severity.ERROR,
        message_zh=f"文件 {name} 无法读取：{error}",
        message_en=f"{name} cannot be read: {error}",
        resource=name,
    )


def _ignored(name: str) -> Finding:
    return Finding(
        rule="resource-ignored",
        element_id=None,
        severity=Severity.WARNING,
        message_zh=f"文件 {name} 不是流程图、决策表或表单，未部署",
        message_en=f"{name} is no diagram, decision table or form, and is left out",
        hint_zh="文件名应以 .bpmn、.dmn 或 .form.json 结尾",
        hint_en="file names end with .bpmn, .dmn or .form.json",
        resource=name,
    )
