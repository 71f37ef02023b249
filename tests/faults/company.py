"""A small company with accounts and tokens, and processes made to be killed in the middle of."""

from dataclasses import dataclass
from pathlib import Path

from engine import accounts, actors
from engine.settings import Settings, open_store
from engine.store import Account, Store
from tests.api.serving import password_hash
from tests.usecases.diagrams import END, START, bpmn, path, user
from tests.usecases.world import ORGANISATION, World

_GO = (
    '<message id="Msg_Go" name="Msg_Go"><extensionElements>'
    '<zeebe:subscription correlationKey="=mark"/></extensionElements></message>'
    '<message id="Msg_Follow" name="Msg_Follow"/>'
)

WORK = bpmn(
    "work",
    START
    + '<parallelGateway id="G_Split"/><parallelGateway id="G_Join"/>'
    + user("UT_Work")
    + '<boundaryEvent id="T_Remind" attachedToRef="UT_Work" cancelActivity="false"><timerEventDefinition id="TD_1"><timeCycle xsi:type="tFormalExpression">R3/PT0.4S</timeCycle></timerEventDefinition></boundaryEvent>'
    + '<intermediateCatchEvent id="M_Go"><messageEventDefinition id="MD_1" messageRef="Msg_Go"/></intermediateCatchEvent>'
    + '<intermediateCatchEvent id="T_Soon"><timerEventDefinition id="TD_2"><timeDuration xsi:type="tFormalExpression">PT0.5S</timeDuration></timerEventDefinition></intermediateCatchEvent>'
    + user("UT_Last")
    + """<endEvent id="End_Done"><extensionElements><zeebe:ioMapping><zeebe:input source="=mark" target="origin"/></zeebe:ioMapping></extensionElements><messageEventDefinition id="MD_2" messageRef="Msg_Follow"/></endEvent>"""
    + '<endEvent id="End_Reminded"/>'
    + path("StartEvent_1", "G_Split", "UT_Work", "G_Join", "UT_Last", "End_Done")
    + path("G_Split", "M_Go", "G_Join")
    + path("G_Split", "T_Soon", "G_Join")
    + path("T_Remind", "End_Reminded"),
    more=_GO,
)
"""A task with reminders, a message and a timer; its end sends for a case of `follow`."""

FOLLOW = bpmn(
    "follow",
    '<startEvent id="M_Follow"><messageEventDefinition id="MD_3" messageRef="Msg_Follow"/></startEvent>'
    '<intermediateCatchEvent id="T_After"><timerEventDefinition id="TD_3"><timeDuration xsi:type="tFormalExpression">PT0.3S</timeDuration></timerEventDefinition></intermediateCatchEvent>'
    + END
    + path("M_Follow", "T_After", "End_1"),
    more='<message id="Msg_Follow" name="Msg_Follow"/>',
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A furnished database: where it is, with which key, and the people's tokens."""

    settings: Settings
    tokens: dict[str, str]

    def open(self) -> Store:
        return open_store(self.settings)


def furnish(url: str, folder: Path, *diagrams: bytes, clock: str = "system") -> Company:
    """Put the people with a token each, and the processes, into a migrated database."""
    key_file = folder / "guanjia.key"
    settings = Settings(database_url=url, key_file=key_file, clock=clock)
    store = open_store(settings)
    world = World(store)
    tokens = {name: _token(store, name) for name in ORGANISATION.people if name != "gone"}
    if diagrams:
        world.deploy(*diagrams)
    store.close()
    return Company(settings=settings, tokens=tokens)


def _token(store: Store, name: str) -> str:
    def make(tx):
        account = Account(person=name, login=name, password_hash=password_hash(), active=True)
        tx.people.add_account(account)
        actor = actors.of_person(tx, name)
        scopes = ["read", "write", "deploy"] + (["jobs", "admin"] if name == "ada" else [])
        return accounts.create_token(tx, by=actor, name=name, scopes=scopes, expires_at=None)[1]

    return store.run(make)
