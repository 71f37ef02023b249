"""Deliveries: what waits, what was given up and is sent again; web hooks."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Press, Shown, Table
from api.pages.admin.frame import (
    MOST,
    Page,
    administrator,
    change,
    columns,
    done,
    search,
    show,
    words,
)
from api.pages.clock import local
from api.pages.rendering import address
from api.pages.visits import Form, Visit, Visitor, new_key
from engine import deliveries, webhooks
from engine.model import Delivery, DeliveryState, Webhook
from engine.store import DeliveryQuery, Transaction

router = APIRouter(include_in_schema=False)

_TONES: Final[Mapping[DeliveryState, str]] = {
    DeliveryState.WAITING: "soon",
    DeliveryState.DELIVERED: "ok",
    DeliveryState.DEAD: "late",
    DeliveryState.GATHERED: "mine",
}


@router.get("/admin/deliveries")
def show_deliveries(
    visit: Visitor, state: str = "", channel: str = "", cursor: str | None = None
) -> Response:
    """List deliveries, the newest first."""
    administrator(visit)
    query = _query(state, channel)
    asked = {"state": state, "channel": channel}

    def page(tx: Transaction) -> Response:
        say = words(visit)
        found = deliveries.page(tx, query, by=visit.call.actor, limit=MOST, cursor=cursor)
        more = address("/admin/deliveries", {**asked, "cursor": found.next}) if found.next else ""
        blocks: list[Block] = [Links(links=[("/admin/jobs", say("admin.tab.jobs"))])]
        blocks.append(_search(visit, asked))
        if tx.counting.deliveries()[DeliveryState.DEAD]:
            blocks.append(_all(visit, channel))
        blocks.append(_deliveries(tx, visit, found.items, more))
        return show(visit, Page(tab="jobs", heading=say("admin.deliveries"), blocks=blocks))

    return visit.call.read(page)


@router.post("/admin/deliveries/retries")
def send_all_again(visit: Visitor, posted: Form) -> Response:
    """Send again all that was given up, of a channel or of every one."""
    administrator(visit)
    query = _query("", posted.text("channel"))
    change(visit, posted, lambda tx: deliveries.all_again(tx, query, by=visit.call.actor))
    return done("/admin/deliveries", "sent-again")


@router.post("/admin/deliveries/{delivery_id}/retry")
def send_again(visit: Visitor, delivery_id: UUID, posted: Form) -> Response:
    """Send again what was given up."""
    administrator(visit)
    change(visit, posted, lambda tx: deliveries.again(tx, delivery_id, by=visit.call.actor))
    return done("/admin/deliveries", "sent-again")


@router.get("/admin/webhooks")
def show_webhooks(visit: Visitor) -> Response:
    """List who is told of events over HTTP."""
    administrator(visit)
    say = words(visit)
    found = visit.call.read(lambda tx: webhooks.every(tx, by=visit.call.actor))
    table = Table(
        id="webhooks",
        title=say("admin.webhooks"),
        head=columns(visit, "name", "address", "kind", "state", ""),
        rows=[_webhook(visit, each) for each in found],
        empty=say("admin.webhooks.none"),
    )
    links = Links(links=[("/admin/deliveries?channel=webhook", say("admin.deliveries"))])
    return show(visit, Page(tab="jobs", heading=say("admin.webhooks"), blocks=[links, table]))


@router.post("/admin/webhooks/{webhook_id}/{state}")
def switch(visit: Visitor, webhook_id: UUID, state: str, posted: Form) -> Response:
    """Let a web hook rest, or be told again."""
    administrator(visit)
    active = state == "on"

    def work(tx: Transaction) -> None:
        webhooks.change(tx, webhook_id, by=visit.call.actor, active=active)

    change(visit, posted, work)
    return done("/admin/webhooks", "saved")


def _query(state: str, channel: str) -> DeliveryQuery:
    known = DeliveryState(state) if state in set(DeliveryState) else None
    return DeliveryQuery(state=known, channel=channel or None)


def _search(visit: Visit, asked: Mapping[str, str]) -> Ask:
    say = words(visit)
    states = [("", say("all")), *((str(s), say(f"admin.delivery.{s}")) for s in DeliveryState)]
    fields = [
        Field(
            name="state",
            label=say("admin.column.state"),
            kind="select",
            options=states,
            value=asked["state"],
        ),
        Field(
            name="channel",
            label=say("admin.column.channel"),
            value=asked["channel"],
            code=True,
            most=50,
        ),
    ]
    return search(visit, "/admin/deliveries", fields)


def _all(visit: Visit, channel: str) -> Ask:
    say = words(visit)
    return Ask(
        id="again",
        title=say("admin.deliveries.again"),
        action="/admin/deliveries/retries",
        fields=[],
        buttons=[("go", say("admin.deliveries.again-all"))],
        once=new_key(),
        hidden={"channel": channel},
        note=say("admin.deliveries.again.note"),
    )


def _deliveries(tx: Transaction, visit: Visit, found: Sequence[Delivery], more: str) -> Table:
    say = words(visit)
    return Table(
        id="deliveries",
        title=say("admin.deliveries"),
        head=columns(visit, "at", "channel", "recipient", "title", "state", "attempts", ""),
        rows=[_delivery(tx, visit, each) for each in found],
        empty=say("admin.deliveries.none"),
        more=more,
    )


def _delivery(tx: Transaction, visit: Visit, each: Delivery) -> Sequence[Shown]:
    say = words(visit)
    people = tx.people.organisation().people
    who = people[each.recipient].name if each.recipient in people else each.recipient
    hook = each.channel == "webhook"
    press = None
    if each.state is DeliveryState.DEAD:
        press = Press(
            action=f"/admin/deliveries/{each.id}/retry",
            label=say("admin.deliveries.send"),
            about=local(each.created_at),
            once=new_key(),
        )
    title: Shown = Cell(text=each.title, code=True) if hook else each.title
    return [
        Cell(text=local(each.created_at), number=True),
        Cell(text=each.channel, code=True),
        Cell(text=each.address, code=True) if hook else who,
        title,
        Cell(text=say(f"admin.delivery.{each.state}"), tone=_TONES[each.state]),
        Cell(text=str(each.attempts), more=each.result, code=bool(each.result)),
        Cell(press=press),
    ]


def _webhook(visit: Visit, each: Webhook) -> Sequence[Shown]:
    say = words(visit)
    state, to = ("on", "off") if each.active else ("off", "on")
    press = Press(
        action=f"/admin/webhooks/{each.id}/{to}",
        label=say(f"admin.switch.{to}"),
        about=each.name or each.url,
        once=new_key(),
    )
    return [
        each.name or say("none"),
        Cell(text=each.url, code=True),
        Cell(text=" ".join(each.kinds), code=True),
        Cell(text=say(f"admin.switched.{state}"), tone="ok" if each.active else ""),
        Cell(press=press),
    ]
