"""Use cases on drafts: keep a release in work, change it, check it, put it in force.

All of them are for designers and administrators: what is not in force yet is nobody else's.
"""

from collections.abc import Mapping

from engine.deployments import beginnings, policies, review_notices, reviews
from engine.deployments.putting import Deployed, check, put
from engine.errors import Invalid
from engine.model import Actor, Finding
from engine.store import Draft, Page, Transaction


def keep(
    tx: Transaction, files: Mapping[str, bytes], *, by: Actor, name: str = "", comment: str = ""
) -> Draft:
    """Keep files as a new draft, right or wrong. Without a name it goes by its first file's."""
    policies.check_role(by)
    draft = tx.drafts.add(files, by=by, name=_named(name, files), comment=comment.strip())
    reviews.kept(tx, draft, by=by)
    return draft


def begin(tx: Transaction, template: str, *, key: str, name: str, by: Actor) -> Draft:
    """Begin a process of one's own from a template; raises as `beginnings.of_template` does."""
    return keep(tx, beginnings.of_template(template, key=key, name=name), by=by, name=name)


def take_up(tx: Transaction, definition_id: str, *, by: Actor) -> Draft:
    """Begin a draft with a version that was put in force; raises NotFound."""
    policies.check_role(by)
    definition = tx.definitions.get(definition_id)
    return keep(tx, beginnings.of_definition(definition), by=by, name=definition.name)


def get(tx: Transaction, draft_id: str, *, by: Actor) -> Draft:
    """Return a draft; raises NotFound."""
    policies.check_role(by)
    return tx.drafts.get(draft_id)


def page(tx: Transaction, *, by: Actor, limit: int = 50, cursor: str | None = None) -> Page[Draft]:
    """Return drafts, the one changed last first."""
    policies.check_role(by)
    return tx.drafts.page(limit=limit, cursor=cursor)


def contents(tx: Transaction, draft_id: str, *, by: Actor) -> dict[str, bytes]:
    """Return the files of a draft by name; raises NotFound."""
    return tx.drafts.contents(get(tx, draft_id, by=by))


def replace(
    tx: Transaction,
    draft: Draft,
    files: Mapping[str, bytes],
    *,
    by: Actor,
    name: str = "",
    comment: str = "",
) -> Draft:
    """Put other files into a draft; raises Conflict where somebody else changed it meanwhile."""
    policies.check_role(by)
    changed = _named(name or draft.name, files)
    now = tx.drafts.replace(draft, files, by=by, name=changed, comment=comment.strip())
    if now.files != draft.files:
        reviews.kept(tx, now, by=by)
    return now


def delete(tx: Transaction, draft: Draft, *, by: Actor) -> None:
    """Throw a draft away; what it was deployed as stays in force."""
    policies.check_role(by)
    tx.drafts.delete(draft)


def examine(tx: Transaction, draft_id: str, *, by: Actor) -> tuple[Finding, ...]:
    """Return everything that putting the draft in force would find, and change nothing."""
    return check(tx, contents(tx, draft_id, by=by))


def try_out(tx: Transaction, files: Mapping[str, bytes], *, by: Actor) -> tuple[Finding, ...]:
    """Return what putting these files in force would find; nothing of them is kept."""
    policies.check_role(by)
    return check(tx, files)


def release(tx: Transaction, draft_id: str, *, by: Actor) -> Deployed:
    """Put a draft in force and note it at the draft; raises DeploymentRefused as `deploy` does.

    A designer needs the approval of exactly these files by somebody else (`reviews`), unless no
    review is asked for; an administrator may go without, and the record says so. Raises
    NotPermitted where the approval is missing.
    """
    draft = get(tx, draft_id, by=by)
    mark = reviews.check_releasable(tx, draft, by=by)
    involved = reviews.of(tx, draft).involved
    done = put(tx, tx.drafts.contents(draft), by=by)
    tx.drafts.deployed(draft, done.id)
    versions: list[str | None] = [each.id for each in done.definitions]
    for id_ in versions or [None]:
        tx.releases.add(
            mark, by=by, draft_id=draft.id, content=reviews.content_of(draft), definition_id=id_
        )
    review_notices.tell(tx, draft, reviews.of(tx, draft).events[-1], involved)
    return done


def _named(name: str, files: Mapping[str, bytes]) -> str:
    if not files:
        raise Invalid("a draft needs at least one file")
    return name.strip() or min(files)
