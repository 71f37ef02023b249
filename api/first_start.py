"""What a server does before its first answer: the shipped processes and the demo company."""

import sys

import processes
from api.options import Options
from engine import demo, deployments
from engine.model import Actor, Role
from engine.store import Store, Transaction

INSTALLER = Actor(id="installer", name="系统安装", roles=frozenset({Role.ADMINISTRATOR}))
"""Deploys what is shipped; nobody can sign in as this."""


def prepare(store: Store, face: Options) -> None:
    """Make the demo company in an empty database, and put the shipped processes in force.

    What is in force already with the same content stays the same version. The passwords of the demo
    company are printed to stdout this once; only their hashes are kept.
    """
    if face.demo:
        _print(store.run(demo.create))
    store.run(_deploy)


def _deploy(tx: Transaction) -> None:
    """Deploy all shipped processes together: some call each other."""
    resources = {
        f"{process}/{name}": content
        for process in processes.shipped()
        for name, content in processes.resources(process).items()
    }
    deployments.deploy(tx, resources, by=INSTALLER)


def _print(logins: tuple[demo.Login, ...]) -> None:
    if not logins:
        return
    lines = [f"  {each.login:<14} {each.password}  {each.name} {each.what}" for each in logins]
    head = "演示公司已建立，登录账号与密码（仅显示一次）/ demo company: accounts and passwords"
    sys.stdout.write("\n".join([head, *lines, ""]) + "\n")
    sys.stdout.flush()
