"""The processes that this product ships: one folder each, data only, with their forms beside them.

A folder holds the diagram, the decision tables, the scenarios and a page for the people who use it;
the forms are in `forms/<process>/`.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

SHIPPED: Final = (
    "escalation",
    "complaint-handling",
    "rectification",
    "onboarding-training",
    "probation-review",
    "recruitment-approval",
)


def shipped() -> tuple[str, ...]:
    """Return the ids of the shipped processes, a called process before its callers."""
    return SHIPPED


def resources(process_id: str) -> Mapping[str, bytes]:
    """Return what is deployed for a shipped process, by file name: diagram, decisions and forms.

    Raises KeyError for a process that is not shipped.
    """
    if process_id not in SHIPPED:
        raise KeyError(process_id)
    folders = (files(__name__) / process_id, files("forms") / process_id)
    found = (file for folder in folders for file in folder.iterdir())
    return {
        file.name: file.read_bytes()
        for file in sorted(found, key=lambda file: file.name)
        if file.name.endswith((".bpmn", ".dmn", ".form.json"))
    }
