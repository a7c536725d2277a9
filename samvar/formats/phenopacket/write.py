"""Write phenopackets."""

from __future__ import annotations

import msgspec

from samvar.formats.phenopacket.packet import Cohort, Family, Phenopacket


def phenopacket_json(packet: Phenopacket | Family | Cohort, *, indent: int = 0) -> bytes:
    """Protobuf JSON, UTF-8; with `indent` 0 on one line, as .jsonl wants it.

    What was read comes out again, field by field, set or unset.
    """
    raw = msgspec.json.encode(packet)
    return msgspec.json.format(raw, indent=indent) if indent else raw
