"""Releases: what the record of them tells, and where a draft stands on its way into force."""

from enum import StrEnum


class ReleaseMark(StrEnum):
    """What somebody did on the way of a draft into force, or with a version in force."""

    KEPT = "kept"
    """Files were put into the draft: whoever did is one of its authors."""
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REJECTED = "rejected"
    RELEASED = "released"
    """What had been reviewed was put in force."""
    RELEASED_UNREVIEWED = "released-unreviewed"
    ROLLED_BACK = "rolled-back"
    """An earlier version is in force again."""
    STARTS_SUSPENDED = "starts-suspended"
    """No case of the process begins from now on."""
    STARTS_RESUMED = "starts-resumed"
    POLICY_SET = "policy-set"
    """What needs a review was decided anew; the reason begins with what it is from now on."""


class ReleasePolicy(StrEnum):
    """What needs the review of a second person before it is put in force."""

    OFF = "off"
    """Nothing: a designer releases what he drew."""
    DRAFTS = "drafts"
    """Drafts of designers; files may still be deployed as they are (from a repository, say)."""
    ALL = "all"
    """Whatever a designer puts in force, files too. Administrators answer for themselves."""


class ReleaseStage(StrEnum):
    """Where the present content of a draft stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    RELEASED = "released"
