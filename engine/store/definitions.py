"""Deployed definitions, with everything a run needs bound at deployment."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from engine.errors import NotFound
from engine.model import Actor, ProcessDefinition
from engine.store.numbers import Numbers
from engine.store.paging import Page, after, page_of
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables.definitions import blob, definition, deployment, resource
from engine.store.upsert import insert_or_ignore
from engine.store.uuid7 import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One process as it is to be deployed: the store gives it its version."""

    key: str
    name: str
    digest: str
    xml: bytes
    decisions: Mapping[str, bytes] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    version_tag: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What was put in force together, by whom, when."""

    id: str
    deployed_at: datetime
    deployed_by: str
    deployed_by_name: str
    resources: Mapping[str, str]
    """SHA-256 (hex) of the content by file name."""
    definitions: tuple[ProcessDefinition, ...]
    """The version in force of every process it names, also of those that had not changed."""


class Definitions:
    """Finds and adds definitions; a definition once added never changes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_deployment(
        self,
        *,
        by: Actor,
        resources: Mapping[str, bytes],
        releases: Sequence[Release],
        decisions: Mapping[str, bytes],
        forms: Mapping[str, Mapping[str, Any]],
    ) -> Deployment:
        """Deploy releases, and decisions (DMN XML by decision id) and forms in their own right.

        A release with the digest of the version of its key in force is that version again.
        """
        row: dict[str, Any] = {
            "id": str(uuid7(self._session.now)),
            "deployed_at": self._session.now,
            "deployed_by": by.id,
            "deployed_by_name": by.name,
            "resources": {name: self._keep(content) for name, content in resources.items()},
        }
        self._session.execute(deployment.insert(), row)
        for decision_id, xml in decisions.items():
            self._add_resource("decision", decision_id, xml, row["id"])
        for form_id, document in forms.items():
            self._add_resource("form", form_id, orjson.dumps(document), row["id"])
        added = tuple(self._add(release, row) for release in releases)
        return Deployment(**row, definitions=added)

    def get(self, definition_id: str) -> ProcessDefinition:
        """Return a definition by `{key}:{version}`; raises NotFound."""
        cached = self._session.definition(definition_id)
        if cached is not None:
            return cached
        found = self._find(definition.c.id == definition_id)
        if found is None:
            raise NotFound(f"no process definition {definition_id!r}")
        return found

    def latest(self, key: str) -> ProcessDefinition:
        """Return the version of a process that is in force; raises NotFound."""
        return self._demand(f"no process {key!r}", definition.c.key == key)

    def version(self, key: str, version: int) -> ProcessDefinition:
        """Return one version of a process; raises NotFound."""
        return self.get(f"{key}:{version}")

    def by_tag(self, key: str, tag: str) -> ProcessDefinition:
        """Return the newest version that bears a version tag; raises NotFound."""
        return self._demand(
            f"no version of {key!r} is tagged {tag!r}",
            definition.c.key == key,
            definition.c.version_tag == tag,
        )

    def in_deployment(self, key: str, deployment_id: str) -> ProcessDefinition:
        """Return the version that came with a deployment; raises NotFound."""
        return self._demand(
            f"deployment {deployment_id} brought no process {key!r}",
            definition.c.key == key,
            definition.c.deployment_id == deployment_id,
        )

    def same(self, key: str, digest: str) -> ProcessDefinition | None:
        """Return the newest version with exactly this content, if there is one."""
        return self._find(definition.c.key == key, definition.c.digest == digest)

    def page(
        self,
        *,
        key: str | None = None,
        latest_only: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ProcessDefinition]:
        """Return definitions by key, newest version first."""
        wanted = [definition.c.key == key] if key is not None else []
        if latest_only:
            other = definition.alias()
            last = sa.select(sa.func.max(other.c.turn)).where(other.c.key == definition.c.key)
            wanted.append(definition.c.turn == last.scalar_subquery())
        order = [definition.c.key.asc(), definition.c.version.desc()]
        query = sa.select(definition.c.id, definition.c.key, definition.c.version).where(*wanted)
        rows = self._session.rows(after(query, order, cursor).limit(limit + 1))
        return page_of(rows, limit, ("key", "version"), lambda row: self.get(row["id"]))

    def put_in_force(self, version: ProcessDefinition) -> None:
        """Let new cases be of this version, whatever came after it."""
        Numbers(self._session).hold(f"definition:{version.key}")
        mine = definition.update().where(definition.c.id == version.id)
        self._session.execute(mine.values(turn=self._next_turn(version.key)))

    def deployment(self, deployment_id: str) -> Deployment:
        """Return a deployment with the definitions it added; raises NotFound."""
        row = self._session.first(sa.select(deployment).where(deployment.c.id == deployment_id))
        if row is None:
            raise NotFound(f"no deployment {deployment_id!r}")
        return self._deployment_of(row)

    def deployments(self, *, limit: int = 50, cursor: str | None = None) -> Page[Deployment]:
        """Return deployments, newest first."""
        order = [deployment.c.deployed_at.desc(), deployment.c.id.desc()]
        rows = self._session.rows(after(sa.select(deployment), order, cursor).limit(limit + 1))
        return page_of(rows, limit, ("deployed_at", "id"), self._deployment_of)

    def content(self, digest: str) -> bytes:
        """Return kept bytes by their SHA-256 (hex); raises NotFound."""
        content: bytes | None = self._session.scalar(
            sa.select(blob.c.content).where(blob.c.digest == digest)
        )
        if content is None:
            raise NotFound(f"no content {digest}")
        return content

    def latest_decision(self, decision_id: str) -> bytes | None:
        """Return the DMN XML that was deployed last for a decision id, if any."""
        return self._latest_resource("decision", decision_id)

    def latest_form(self, form_id: str) -> Mapping[str, Any] | None:
        """Return the form document that was deployed last for a form id, if any."""
        content = self._latest_resource("form", form_id)
        document: Mapping[str, Any] | None = None if content is None else orjson.loads(content)
        return document

    def decisions(self) -> Sequence[str]:
        """Return the ids of all deployed decisions."""
        wanted = sa.select(resource.c.id).where(resource.c.kind == "decision").distinct()
        return [row["id"] for row in self._session.rows(wanted.order_by(resource.c.id))]

    def _add(self, release: Release, row: Mapping[str, Any]) -> ProcessDefinition:
        """Add a version unless nothing changed; two deployments of one key take turns."""
        numbers = Numbers(self._session)
        numbers.hold(f"definition:{release.key}")
        newest = self._find(definition.c.key == release.key)
        if newest is not None and newest.digest == release.digest:
            return newest
        version = numbers.next(f"definition:{release.key}")
        values = {
            "id": f"{release.key}:{version}",
            "key": release.key,
            "version": version,
            "turn": self._next_turn(release.key),
            "name": release.name,
            "digest": release.digest,
            "version_tag": release.version_tag,
            "deployment_id": row["id"],
            "settings": dict(release.settings),
            "xml": self._keep(release.xml),
            "decisions": {name: self._keep(xml) for name, xml in release.decisions.items()},
            "forms": {
                name: self._keep(orjson.dumps(document, default=dict))
                for name, document in release.forms.items()
            },
        }
        self._session.execute(definition.insert(), values)
        return self._definition_of({**values, **row, "id": values["id"]})

    def _next_turn(self, key: str) -> int:
        last = sa.select(sa.func.max(definition.c.turn)).where(definition.c.key == key)
        return int(self._session.scalar(last) or 0) + 1

    def _add_resource(self, kind: str, id_: str, content: bytes, deployment_id: str) -> None:
        numbers = Numbers(self._session)
        numbers.hold(f"{kind}:{id_}")
        if self._latest_resource(kind, id_) == content:
            return
        values = {
            "kind": kind,
            "id": id_,
            "version": numbers.next(f"{kind}:{id_}"),
            "digest": self._keep(content),
            "deployment_id": deployment_id,
        }
        self._session.execute(resource.insert(), values)

    def _latest_resource(self, kind: str, id_: str) -> bytes | None:
        newest = (
            sa.select(blob.c.content)
            .join(resource, resource.c.digest == blob.c.digest)
            .where(resource.c.kind == kind, resource.c.id == id_)
            .order_by(resource.c.version.desc())
            .limit(1)
        )
        content: bytes | None = self._session.scalar(newest)
        return content

    def _keep(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        insert_or_ignore(self._session, blob, {"digest": digest, "content": content})
        return digest

    def _demand(self, complaint: str, *wanted: sa.ColumnElement[bool]) -> ProcessDefinition:
        found = self._find(*wanted)
        if found is None:
            raise NotFound(complaint)
        return found

    def _find(self, *wanted: sa.ColumnElement[bool]) -> ProcessDefinition | None:
        query = (
            sa.select(definition, deployment.c.deployed_at, deployment.c.deployed_by)
            .join(deployment, deployment.c.id == definition.c.deployment_id)
            .where(*wanted)
            .order_by(definition.c.turn.desc())
            .limit(1)
        )
        row = self._session.first(query)
        return None if row is None else self._definition_of(row)

    def _definition_of(self, row: Row) -> ProcessDefinition:
        """Read a definition with its bytes; it is kept for the next time once it is committed."""
        known = self._session.definition(row["id"])
        if known is not None:
            return known
        made = ProcessDefinition(
            id=row["id"],
            key=row["key"],
            version=row["version"],
            name=row["name"],
            digest=row["digest"],
            xml=self.content(row["xml"]),
            decisions={name: self.content(digest) for name, digest in row["decisions"].items()},
            forms={
                name: orjson.loads(self.content(digest)) for name, digest in row["forms"].items()
            },
            version_tag=row["version_tag"],
            deployment_id=row["deployment_id"],
            deployed_at=row["deployed_at"],
            deployed_by=row["deployed_by"],
            settings=row["settings"],
        )
        self._session.fresh[made.id] = made
        return made

    def _deployment_of(self, row: Row) -> Deployment:
        mine = sa.select(definition.c.id).where(definition.c.deployment_id == row["id"])
        ids = [found["id"] for found in self._session.rows(mine.order_by(definition.c.id))]
        return Deployment(**row, definitions=tuple(self.get(id_) for id_ in ids))
