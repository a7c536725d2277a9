"""What a person is given when they have stopped a use, left the sums, or had a record destroyed.

Signed by the node's key over its canonical bytes; the entry in the log that ends the act holds
the receipt's digest, so that either can be checked against the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadFile, BadSignature
from samvar.model.shape import learned

_DOMAIN = b"samvar/withdrawal-receipt/1\0"
_MOST_BYTES = 1_000_000
_CANONICAL = msgspec.json.Encoder(order="sorted")
"""Equal to RFC 8785 for what a receipt holds: texts, truths and integers below 2^53."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """act: `stop`, `start`, `erase` or `destroy`. use, place: what was chosen, "" for others.

    epoch: the first of the node's epochs in which it holds. removed: how many rows and samples
    went, by where they were. remains: codes of what stays, for its reason see the docs on consent.
    physical_by: when no byte of it is left in the stores; what was deleted lies cancelled on the
    disk until then. decision: the reference of the authority's decision to destroy a record.
    """

    id: str
    node: str
    act: str
    person: str
    at: str
    epoch: int
    use: str = ""
    place: str = ""
    removed: dict[str, int] = {}
    remains: tuple[str, ...] = ()
    physical_by: str = ""
    decision: str = ""
    signature: str = ""


def sign_receipt(bare: Receipt, key: NodeKey) -> Receipt:
    """The receipt with its node's signature."""
    return msgspec.structs.replace(bare, signature=key.sign(_signed(bare)).hex())


def receipt_digest(receipt: Receipt) -> str:
    """What the log holds of it: SHA-256 of what is signed, in hex."""
    return sha256(_signed(receipt)).hexdigest()


def write_receipt(receipt: Receipt) -> bytes:
    """As a file."""
    return msgspec.json.format(_CANONICAL.encode(receipt), indent=1) + b"\n"


def read_receipt(raw: bytes, keys: Sequence[PublicKey]) -> Receipt:
    """A receipt from a file, its signature checked against the node's keys.

    Raises:
        BadFile: it is not of the form. BadSignature: none of the keys signed it.
    """
    try:
        if len(raw) > _MOST_BYTES:
            raise ValueError("too long")
        receipt = msgspec.json.decode(raw, type=learned(Receipt))
        signature = bytes.fromhex(receipt.signature)
    except (ValueError, msgspec.MsgspecError):
        raise BadFile("this is not a receipt of a withdrawal") from None
    if any(key.verify(_signed(receipt), signature) for key in keys):
        return receipt
    raise BadSignature("the receipt was not signed by this node, or was changed")


def _signed(receipt: Receipt) -> bytes:
    return _DOMAIN + _CANONICAL.encode(msgspec.structs.replace(receipt, signature=""))
