"""Checking a diagram before it is deployed: every rule a function, every finding data."""

from collections.abc import Collection
from typing import Final

from engine.diagram import Diagram
from engine.linting import (
    data,
    expressions,
    gateways,
    meanings,
    merging,
    participation,
    references,
    schema,
    settings,
    stated,
    structure,
    support,
    tasks,
)
from engine.linting.exchange import Exchange, exchange, unanswered
from engine.linting.facts import Facts, Rule
from engine.linting.stated import CONSTRAINTS
from engine.linting.support import EXECUTED
from engine.model import Finding

__all__ = ["CONSTRAINTS", "EXECUTED", "RULES", "Exchange", "exchange", "lint", "unanswered"]

RULES: Final[tuple[Rule, ...]] = (
    schema.schema,
    structure.executable_process,
    structure.unmarked_process,
    support.unsupported_element,
    support.unsupported_event,
    support.unsupported_loop,
    support.unsupported_compensation,
    support.unsupported_extension,
    references.flow_ends,
    references.default_flow,
    references.event_reference,
    references.derived_name,
    references.correlation,
    references.lane_nodes,
    references.pools,
    references.links,
    references.called_process,
    references.called_decision,
    references.form,
    stated.stated,
    structure.borders,
    structure.wrong_way,
    structure.leads_on,
    structure.starts,
    structure.boundary,
    structure.errors_interrupt,
    structure.reachable,
    structure.way_to_end,
    gateways.condition_missing,
    gateways.condition_ignored,
    gateways.no_default,
    gateways.event_gateway,
    gateways.parallel_join,
    merging.unsynchronised,
    expressions.feel_syntax,
    meanings.condition_boolean,
    meanings.feel_meaning,
    expressions.must_be_feel,
    expressions.timers,
    expressions.cycles,
    expressions.literals,
    expressions.variables,
    tasks.candidates,
    tasks.names,
    tasks.implementation,
    tasks.multi_instance,
    data.associations,
    data.names,
    data.stores,
    settings.known,
    settings.value,
    settings.posts,
    settings.done,
    settings.on_breach,
    participation.no_expression,
    participation.of_decisions,
    participation.of_chains,
    participation.of_proofs,
    participation.buttons,
    participation.choice,
)


def lint(
    diagram: Diagram,
    *,
    decisions: Collection[str],
    forms: Collection[str],
    processes: Collection[str],
    posts: Collection[str] | None,
) -> tuple[Finding, ...]:
    """Return everything that is wrong or doubtful, in the order of RULES.

    `decisions`, `forms` and `processes` are the ids of what is deployed or comes with this
    deployment; `posts` the codes of the organisation's posts, None where they are not known.
    """
    facts = Facts(
        diagram=diagram, decisions=decisions, forms=forms, processes=processes, posts=posts
    )
    return tuple(finding for rule in RULES for finding in rule(facts))
