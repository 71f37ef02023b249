"""Which channels there are: what the environment says. Secrets are read here and never shown.

`GUANJIA_PUBLIC_URL`       address under which people reach the pages: links in messages
`GUANJIA_PRIVATE_WEBHOOKS` on: web hooks may call addresses in one's own network; default off
`GUANJIA_SMS_URL`          gateway that takes text messages, `GUANJIA_SMS_SECRET` signs them
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.channels.base import Channel
from engine.channels.guarded import Endpoint
from engine.channels.webhook import SmsChannel, WebhookChannel
from engine.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The channels that are set up, by name."""

    by_name: Mapping[str, Channel] = field(default_factory=dict)
    endpoint: Endpoint = field(default_factory=Endpoint)


def of_environment(environment: Mapping[str, str] = os.environ) -> Channels:
    """Read the channels; raises Invalid, naming the variable, for what cannot be meant."""
    private = environment.get("GUANJIA_PRIVATE_WEBHOOKS", "off").lower()
    if private not in {"on", "off"}:
        raise Invalid(f"GUANJIA_PRIVATE_WEBHOOKS is {private!r}: expected on or off")
    endpoint = Endpoint(private=private == "on")
    found: dict[str, Channel] = {"webhook": WebhookChannel(endpoint=endpoint)}
    if url := environment.get("GUANJIA_SMS_URL", ""):
        found["sms"] = SmsChannel(
            endpoint=Endpoint(private=True),  # the operator's own gateway, not somebody's address
            url=url,
            secret=environment.get("GUANJIA_SMS_SECRET", ""),
        )
    return Channels(by_name=found, endpoint=endpoint)
