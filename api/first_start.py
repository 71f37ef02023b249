"""What a server does before its first answer: the shipped processes and the demo company."""

import sys
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import processes
from api.options import Options
from engine import demo, deployments
from engine.model import Actor, Role
from engine.store import Store, Transaction

_BATCH: Final = 100  # deployments read at a time
INSTALLER: Final = Actor(id="installer", name="系统安装", roles=frozenset({Role.ADMINISTRATOR}))
"""Deploys what is shipped; nobody can sign in as this."""


def prepare(store: Store, face: Options) -> None:
    """Make the demo company in an empty database, and put the shipped processes in force.

    What was deployed once with the same content is not deployed again: a version of one's own that
    came later stays in force. The passwords of the demo
    company are printed to stdout this once; only their hashes are kept.
    """
    with store.alone():  # several processes may start at the same time
        if face.demo:
            _print(store.run(demo.create))
        if face.shipped:
            store.run(_deploy)


def _deploy(tx: Transaction) -> None:
    """Deploy all shipped processes together: some call each other."""
    resources = {
        f"{process}/{name}": content
        for process in processes.shipped()
        for name, content in processes.resources(process).items()
    }
    if not _was_deployed(tx, resources):
        deployments.deploy(tx, resources, by=INSTALLER)


def _was_deployed(tx: Transaction, resources: Mapping[str, bytes]) -> bool:
    """Tell whether exactly this was deployed before; what came later then stays in force."""
    digests = {name: sha256(content).hexdigest() for name, content in resources.items()}
    cursor: str | None = None
    while True:
        page = tx.definitions.deployments(limit=_BATCH, cursor=cursor)
        if any(dict(each.resources) == digests for each in page.items):
            return True
        if page.next is None:
            return False
        cursor = page.next


def _print(logins: tuple[demo.Login, ...]) -> None:
    if not logins:
        return
    lines = [f"  {each.login:<14} {each.password}  {each.name} {each.what}" for each in logins]
    head = "演示公司已建立，登录账号与密码（仅显示一次）/ demo company: accounts and passwords"
    sys.stdout.write("\n".join([head, *lines, ""]) + "\n")
    sys.stdout.flush()
