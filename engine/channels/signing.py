"""The signature of a web hook: HMAC-SHA-256 (RFC 2104) over the time, a dot and the body."""

import hashlib
import hmac


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return `sha256=` and the hex digest over `{timestamp}.{body}`; the time is Unix seconds.

    A receiver makes the same, compares it in constant time, and refuses what is older than five
    minutes, so that nobody can play an old message again.
    """
    signed = str(timestamp).encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
