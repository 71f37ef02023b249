"""Every error the engine raises on purpose: a rejection, after which nothing has changed.

A class's docstring is the sentence a person reads; `str(error)` gives the particulars.
`code` is stable: clients may depend on it (RFC 9457 problem `code`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class EngineError(Exception):
    """The command was not carried out."""

    code: ClassVar[str] = "engine-error"

    def __init__(self, detail: str = "", /, **facts: Any) -> None:
        """Take the particulars as a sentence, and as named facts for machines."""
        super().__init__(detail)
        self.facts: Mapping[str, Any] = facts


class NotFound(EngineError):
    """Nothing has this id, or you may not see it."""

    code = "not-found"


class NotPermitted(EngineError):
    """You may not do this."""

    code = "not-permitted"


class NotSignedIn(EngineError):
    """Sign in first."""

    code = "not-signed-in"


class TaskNotOpen(EngineError):
    """This task has been dealt with meanwhile."""

    code = "task-not-open"


class TaskClaimed(EngineError):
    """Somebody else has claimed this task."""

    code = "task-claimed"


class InstanceNotActive(EngineError):
    """The case is suspended or has ended."""

    code = "instance-not-active"


class Conflict(EngineError):
    """What you saw has changed meanwhile, or the same thing exists already."""

    code = "conflict"


class PreconditionFailed(EngineError):
    """The version you named (If-Match) is not the present one."""

    code = "precondition-failed"


class NotPreviewed(PreconditionFailed):
    """Look at the preview first: there was none, or it showed something else."""

    code = "not-previewed"


class Invalid(EngineError):
    """What was sent is not right."""

    code = "invalid"


class FormInvalid(Invalid):
    """The form is not filled in right."""

    code = "form-invalid"


class KeyReused(EngineError):
    """This Idempotency-Key was used for another request."""

    code = "idempotency-key-reused"


class DeploymentRefused(EngineError):
    """The deployment has errors."""

    code = "deployment-refused"

    def __init__(self, findings: Sequence[Any]) -> None:
        """Keep every finding; the detail counts them."""
        super().__init__(f"{len(findings)} findings", findings=list(findings))
        self.findings = findings


class MigrationRefused(EngineError):
    """The case cannot go on as that version."""

    code = "migration-refused"

    def __init__(self, findings: Sequence[Any]) -> None:
        """Keep every reason; the detail names the elements."""
        places = sorted({str(finding.element_id) for finding in findings})
        super().__init__(", ".join(places), findings=list(findings))
        self.findings = findings


class TooManyAttempts(EngineError):
    """Too many attempts; wait a little."""

    code = "too-many-attempts"


class CannotPrint(EngineError):
    """This server cannot make PDFs: a library of the system is missing."""

    code = "cannot-print"


class Unavailable(EngineError):
    """The database cannot be reached or is full; nothing was lost, try again."""

    code = "unavailable"


class DirectoryUnavailable(Unavailable):
    """The company's directory does not answer; nothing was lost, try again."""

    code = "directory-unavailable"


class ProviderUnavailable(Unavailable):
    """The company's identity provider does not answer as it should; nothing was lost, try again."""

    code = "provider-unavailable"


def sentence(error: EngineError) -> str:
    """Say in one plain sentence what was refused, and which particulars it gives."""
    kind = (type(error).__doc__ or "").partition("\n")[0]
    return f"{kind} ({error})" if str(error) else kind
