"""No value that the product keeps shows a secret when it is printed, whoever prints it."""

import dataclasses
import importlib
import pkgutil
import re

import pytest
from pydantic import BaseModel, SecretStr

import api
import engine

PLANTED = "hunter2-swordfish"
SECRET = re.compile(
    r"(?:.*_)?(?:password|passwords|secret|secrets|token|tokens|csrf|cookie|credential|passphrase"
    r"|password_hash|token_hash|database_url|api_key|private_key|signing_key|nonce)"
)
KEYS = re.compile(r"(?:.*_)?key")
PLAIN = {
    "api.pages.admin.asking.Kind.token": "the title of a kind of field",
    "api.rest.tokens.NewTokenOut.token": "what is on record of a token, without its secret",
    "api.views.migrations.PreviewOut.token": "a digest of what a preview showed",
    "api.views.migrations.RehearsalOut.token": "a digest of what a preview showed",
    "engine.migrations.batches.Rehearsal.token": "a digest of what a preview showed",
    "engine.migrations.changing.Preview.token": "a digest of what a preview showed",
    "engine.history.checkpoints.VerifierKey.key": "public",
    "engine.identities.vouching.Mapping.spares_passwords": "whether",
    "engine.importing.juel._Reader.tokens": "words of an expression",
    "engine.routing.language._Reader.tokens": "words of a rule",
}
"""Fields that are named like a secret and are none, and why."""

OTHERS = (
    "api.oidc.Pending.verifier",
    "engine.channels.guarded.Address.url",
    "engine.channels.webhook.SmsChannel.url",
    "engine.model.telling.Delivery.address",
    "engine.model.telling.Webhook.url",
)
"""Secret whatever they are called: an address of a robot has its token in it."""


def modules():
    for package in (engine, api):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not each.name.startswith("engine.store.migrations"):  # Alembic alone can load them
                yield importlib.import_module(each.name)


def values():
    """Return every class of values: dataclasses and models, by whole name."""
    found = {}
    for module in modules():
        for kind in vars(module).values():
            ours = getattr(kind, "__module__", "").partition(".")[0] in {"engine", "api"}
            if isinstance(kind, type) and ours and holds_fields(kind):
                found[f"{kind.__module__}.{kind.__qualname__}"] = kind
    return found


def holds_fields(kind):
    return dataclasses.is_dataclass(kind) or issubclass(kind, BaseModel)


def fields(kind):
    """Yield the fields of a class that hold a secret, by name and type."""
    if dataclasses.is_dataclass(kind):
        typed = {each.name: each.type for each in dataclasses.fields(kind)}
    else:
        typed = {name: each.annotation for name, each in kind.model_fields.items()}
    for name, said in typed.items():
        if SECRET.fullmatch(name) or (KEYS.fullmatch(name) and "bytes" in str(said)):
            yield name


def printed(kind, name):
    if not dataclasses.is_dataclass(kind):
        hidden = "SecretStr" in str(kind.model_fields[name].annotation)
        return repr(kind.model_construct(**{name: SecretStr(PLANTED) if hidden else PLANTED}))
    made = object.__new__(kind)
    for each in dataclasses.fields(kind):
        object.__setattr__(made, each.name, PLANTED if each.name == name else None)
    return repr(made)


@pytest.fixture(scope="module")
def secrets():
    return [(name, kind, field) for name, kind in values().items() for field in fields(kind)]


def test_there_are_secrets_to_look_for(secrets):
    found = {f"{name}.{field}" for name, _, field in secrets}

    assert len(found) > 20
    assert "engine.settings.Settings.database_url" in found


def test_no_secret_is_printed(secrets):
    shown = {f"{name}.{field}" for name, kind, field in secrets if PLANTED in printed(kind, field)}

    assert shown == set(PLAIN)


def test_an_address_that_may_hold_a_token_is_not_printed():
    known = values()
    parted = [each.rpartition(".") for each in OTHERS]

    assert [name for name, _, field in parted if PLANTED in printed(known[name], field)] == []
