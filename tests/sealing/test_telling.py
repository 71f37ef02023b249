"""Checkpoints reach auditors by web hook and by e-mail, beside the file."""

import json
from datetime import timedelta

import pytest

from engine import sealer, seals, webhooks
from engine.channels import Channels, Outcome
from engine.courier import Courier
from engine.errors import Invalid
from engine.history.checkpoints import Checkpoint, notes
from engine.sealer import Sealing
from engine.seals import Auditors
from engine.settings import Settings
from tests.sealing.conftest import WORK
from tests.usecases.world import World

MAIL = "shenji@example.com"


class Post:
    """A channel that keeps what it sends."""

    def __init__(self):
        self.sent = []

    def send(self, delivery, secret):
        self.sent.append((delivery, secret))
        return Outcome(result="ok")


@pytest.fixture
def world(manual_store):
    world = World(manual_store)
    world.deploy(WORK)
    return world


@pytest.fixture
def post(world):
    """Seal what is new, let the courier go, and return what was sent."""

    def go(**auditors):
        world.store.run(lambda tx: seals.seal(tx, bytes(32), algorithm="sha256"))
        world.store.run(lambda tx: seals.tell(tx, Auditors(**auditors)))
        channel = Post()
        Courier(world.store, Channels(by_name={"email": channel, "webhook": channel})).run_due()
        return channel.sent

    return go


def test_where_nothing_is_sealed_nobody_is_told(world):
    assert world.store.run(lambda tx: seals.tell(tx, Auditors(mails=(MAIL,)))) == 0


def test_an_auditor_gets_the_signed_note_by_mail(world, post):
    world.start("work")

    ((letter, _),) = post(mails=(MAIL,))

    (note,) = notes(letter.text)
    (key,) = world.store.run(seals.keys)
    assert (letter.channel, letter.address) == ("email", MAIL)
    assert Checkpoint.of_body(note.body).size == 1
    assert str(note.signatures[0][0]) == key.verifier.split("+")[0]


def test_a_web_hook_that_names_checkpoints_gets_them_and_no_other_does(world, post):
    def hook(name, *kinds):
        return world.do(
            webhooks.add, by="ada", name=name, url=f"https://{name}.example", kinds=kinds
        )

    wanted, _ = hook("audit", "checkpoint"), hook("all", "*")
    off = hook("off", "checkpoint")
    world.do(webhooks.change, off.id, by="ada", active=False)
    world.start("work")

    sent = [(each, secret) for each, secret in post() if each.kind == "checkpoint"]

    ((told, secret),) = sent
    assert (told.recipient, told.address) == (str(wanted.id), "https://audit.example")
    assert secret == wanted.secret
    assert Checkpoint.of_body(next(notes(told.data["note"])).body).size == told.data["size"] == 1
    assert json.dumps(told.data)


def test_each_is_told_once_an_hour_and_of_the_newest(world, post):
    world.start("work")
    first = post(mails=(MAIL,))
    world.start("work")
    soon = post(mails=(MAIL,))
    world.start("work")
    world.advance(hours=1)
    later = post(mails=(MAIL,))
    world.advance(hours=2)
    nothing_new = post(mails=(MAIL,))

    assert [letter.data["size"] for letter, _ in (*first, *soon, *later)] == [1, 3]
    assert nothing_new == []


def test_the_sealer_tells_whom_the_environment_names(world, tmp_path):
    settings = Settings(database_url="sqlite://", key_file=tmp_path / "k", clock="system")
    said = {"GUANJIA_AUDIT_MAIL": f"{MAIL}, b@example.com,", "GUANJIA_AUDIT_EVERY": "5"}
    sealing = sealer.of_environment(settings, said)
    world.start("work")

    sealer.Sealer(world.store, sealing).run_once()

    assert sealing.auditors == Auditors(mails=(MAIL, "b@example.com"), every=timedelta(minutes=5))
    assert isinstance(sealing, Sealing)
    waiting = world.store.run(lambda tx: tx.outbox.take(limit=9, lease=timedelta(minutes=1)))
    assert {each.address for each in waiting} == {MAIL, "b@example.com"}
    with pytest.raises(Invalid, match="GUANJIA_AUDIT_EVERY is 'often'"):
        sealer.of_environment(settings, {"GUANJIA_AUDIT_EVERY": "often"})
