"""Verify an exported case without Guanjia: needs Python 3.11 and the package `cryptography`.

    python verify_case.py CASE.json --key KEYS [--checkpoint FILE] [--receipt SEQ:HASH ...]
CASE.json: of `guanjia export`; KEYS: a verifier key (name+id+base64) or a file of them; FILE: the
checkpoints that you have kept; SEQ:HASH: number and hash of a row, as an answer gave them.
Exit code 0: what is sealed is what it was, and what ought to be is; 1: what is wrong first is told.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOTE = re.compile(r"((?:[^\n]+\n)+)\n((?:— [^\n]+\n)+)")


def line(row):
    """Return the line that a row has in its leaf: JSON, compact, UTF-8."""
    names = "instance_id seq type element_id actor actor_name actor_post on_behalf_of client"
    what = [row[name] for name in f"{names} at occurred_at digest prev hash".split()]
    what[4:9] = [what[4:9]]
    return json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode()


def root_of(segment, rows, size, digest):
    """Return the root that the leaf of these rows leads to (RFC 9162, section 2.1.3.2)."""
    found = digest(b"\x00" + b"\n".join(map(line, rows)))
    number, last = segment["leaf"], int(size) - 1
    for sibling in map(bytes.fromhex, segment["proof"]):
        if number & 1 or number == last:
            found = digest(b"\x01" + sibling + found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = digest(b"\x01" + found + sibling)
        number, last = number >> 1, last >> 1
    return None if last else found


def check_signature(body, signatures, keys):
    """One of the trusted keys has signed (Ed25519), and its signature fits."""
    for name, key_id, public in re.findall(r"(?m)^(\S+?)\+([0-9a-f]{8})\+(\S+)$", keys):
        for signature in re.findall(rf"— {re.escape(name)} (\S+)\n", signatures):
            raw = base64.b64decode(signature)
            if raw[:4].hex() == key_id:
                key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public)[1:])
                try:
                    return key.verify(raw[4:], body.encode())
                except InvalidSignature:
                    sys.exit("the checkpoint is not what was signed")
    sys.exit("no key that you trust has signed the checkpoint")


ask = argparse.ArgumentParser()
ask.add_argument("case")
ask.add_argument("--key", required=True)
ask.add_argument("--checkpoint")
ask.add_argument("--receipt", action="append", default=[])
asked = ask.parse_args()
export = json.loads(Path(asked.case).read_text("utf-8"))
keys = Path(asked.key).read_text("utf-8") if Path(asked.key).exists() else asked.key
body, signatures = NOTE.search(export["checkpoint"]).groups()
check_signature(body, signatures, keys)
origin, size, root, algorithm, at = body.splitlines()
kept = NOTE.findall(Path(asked.checkpoint).read_text("utf-8")) if asked.checkpoint else []
if asked.checkpoint and body not in [each for each, _ in kept]:
    sys.exit(f"the checkpoint of size {size} is none of those that you have kept")
rows, prev, empty, sealed = export["events"], bytes(32).hex(), set(), 0
for number, row in enumerate(rows, 1):
    if (row["seq"], row["instance_id"], row["prev"]) != (number, export["case"]["id"], prev):
        sys.exit(f"row {number}: does not continue the row before it")
    prev, said = row["hash"], row["payload"] or row.get("masked")  # masked = starred, unproved
    salted = b"\x02" + bytes.fromhex(row["salt"] or "") + (row["payload"] or "").encode()
    if row["payload"] and hashlib.sha256(salted).hexdigest() != row["digest"]:
        sys.exit(f"row {number}: the payload is not what was recorded")
    erased = json.loads(said)["rows"] if said and row["type"] == "PersonalDataErased" else ()
    empty = (empty if said else empty | {number}) - set(erased)
if empty:
    sys.exit(f"row {min(empty)}: is empty, and no later row says that it was erased")
for each in export["segments"]:
    run = rows[sealed : each["last"]]
    found = root_of(each, run, size, lambda data: hashlib.new(algorithm.split()[1], data).digest())
    if each["first"] != sealed + 1 or found != base64.b64decode(root):
        sys.exit(f"row {sealed + 1}: rows up to {each['last']} are not what was sealed")
    sealed = each["last"]
for seq, row_hash in (receipt.split(":") for receipt in asked.receipt):
    if [row["hash"] for row in rows[int(seq) - 1 : int(seq)]] != [row_hash]:
        sys.exit(f"row {seq}: the receipt is of another row")
due = datetime.fromisoformat(at.split()[1]) - timedelta(hours=2)  # by then all is sealed
if not sealed or (sealed < len(rows) and datetime.fromisoformat(rows[sealed]["at"]) < due):
    sys.exit(f"row {sealed + 1}: was not sealed {at}")
late = f"; rows from {sealed + 1} on are not sealed yet" if sealed < len(rows) else ""
print(f"rows 1 to {sealed} are what was sealed in {origin}, {at}{late}")
