"""Use cases of the seal over the record: sealing, keys, proofs for others, and the check."""

from engine.seals.checking import Flaw, check
from engine.seals.gathering import missed, origin, rotate, seal
from engine.seals.proving import ReceiptOut, checkpoints, export, keys, receipt
from engine.seals.telling import Auditors, tell

__all__ = [
    "Auditors",
    "Flaw",
    "ReceiptOut",
    "check",
    "checkpoints",
    "export",
    "keys",
    "missed",
    "origin",
    "receipt",
    "rotate",
    "seal",
    "tell",
]
