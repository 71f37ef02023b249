"""Everything that can be wrong with a release, found before anything of it is put in force."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

import forms
from engine import feel, interpreter, linting
from engine.deployments.copied import copied
from engine.deployments.reading import Drawing, Form, Release
from engine.linting import Exchange
from engine.model import Finding, ProcessDefinition, Severity
from engine.store import Release as BoundRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Ids of what is in force already: a release may lean on it."""

    processes: Collection[str]
    decisions: Collection[str]
    forms: Collection[str]
    posts: Collection[str] | None
    """Codes of the organisation's posts; None = no organisation has been entered yet."""
    exchange: Exchange = field(default_factory=Exchange)
    """What the processes in force send and await."""


def findings(release: Release, around: Surroundings) -> tuple[Finding, ...]:
    """Return what the checks of diagrams, tables and forms found, file by file."""
    return (
        *release.findings,
        *_twice(release),
        *(finding for form in release.forms for finding in _of_form(form)),
        *(
            replace(finding, resource=table.resource)
            for table in release.tables
            for finding in table.model.lint()
        ),
        *(finding for drawing in release.drawings for finding in _linted(drawing, release, around)),
    )


def of_process(release: BoundRelease, resource: str) -> tuple[Finding, ...]:
    """Return what would stop the process from being executed, and what it copies that is marked."""
    draft = ProcessDefinition(
        id=f"{release.key}:0",
        key=release.key,
        version=0,
        name=release.name,
        digest=release.digest,
        xml=release.xml,
        decisions=release.decisions,
        forms=release.forms,
        settings=release.settings,
    )
    found = [*interpreter.check(draft)]
    if not found:  # else there is nothing to be read yet
        found += copied(draft)
    return tuple(replace(each, resource=resource) for each in found)


def _linted(drawing: Drawing, release: Release, around: Surroundings) -> Iterator[Finding]:
    found = linting.lint(
        drawing.diagram,
        decisions={*around.decisions, *(id_ for t in release.tables for id_ in t.model.decisions)},
        forms={*around.forms, *(form_id(form) for form in release.forms)},
        processes={
            *around.processes,
            *(key for d in release.drawings for key in d.diagram.processes),
        },
        posts=around.posts,
    )
    known = linting.exchange(d.diagram for d in release.drawings)
    known = Exchange(
        thrown=known.thrown | around.exchange.thrown, caught=known.caught | around.exchange.caught
    )
    for finding in (*found, *linting.unanswered(drawing.diagram, known)):
        yield replace(finding, resource=drawing.resource)


def _of_form(form: Form) -> Iterator[Finding]:
    found = forms.check_document(form.document)
    for finding in found:
        yield Finding(
            rule=finding.rule,
            element_id=finding.path or None,
            severity=Severity(finding.severity),
            message_zh=finding.message_zh,
            message_en=finding.message_en,
            resource=form.resource,
        )
    if not any(finding.severity == "error" for finding in found):
        yield from _of_rules(form)


def _of_rules(form: Form) -> Iterator[Finding]:
    """Check that the FEEL of the form's rules can be read."""
    for rule in forms.rules(form.document):
        try:
            feel.expression(rule.when.removeprefix("="))
        except feel.FeelSyntaxError as error:
            yield Finding(
                rule="form-rule-feel",
                element_id=rule.id,
                severity=Severity.ERROR,
                message_zh=f"规则 {rule.id} 的 FEEL 表达式有误：{error}",
                message_en=f"The FEEL of rule {rule.id} cannot be read: {error}",
                resource=form.resource,
            )


def form_id(form: Form) -> str:
    """Return the id of a form document; empty where it has none (the check says so)."""
    known = isinstance(form.document, dict) and isinstance(form.document.get("id"), str)
    return form.document["id"] if known else ""


def _twice(release: Release) -> Iterator[Finding]:
    """Find what two files of the release define."""
    kinds: dict[str, Iterable[str]] = {
        "process": (key for drawing in release.drawings for key in drawing.diagram.processes),
        "decision": (id_ for table in release.tables for id_ in table.model.decisions),
        "form": (form_id(form) for form in release.forms),
    }
    for kind, ids in kinds.items():
        for id_, times in Counter(ids).items():
            if times > 1 and id_:
                yield Finding(
                    rule="defined-twice",
                    element_id=id_,
                    severity=Severity.ERROR,
                    message_zh=f"{id_} 在部署的文件中定义了 {times} 次",
                    message_en=f"The {kind} {id_} is defined {times} times in the release",
                    hint_zh="一次部署中每个流程、决策和表单只能出现一次",
                    hint_en="each process, decision and form stands once in a release",
                )
