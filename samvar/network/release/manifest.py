"""What a release says of itself: when, from whom, under which rules, and its digest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from samvar.govern.keys import NodeKey, PublicKey
from samvar.model.errors import BadSignature, CorruptStore, Where
from samvar.model.shape import learned

FORMAT = "samvar-release-1"

KeysOf = Callable[[str], Sequence[PublicKey]]
"""The public keys of a node by its id, as the roster has them: old ones still prove old releases.
Empty for a stranger."""

_DOMAIN = b"samvar/release/1\0"


class NodePart(msgspec.Struct, frozen=True, kw_only=True):
    """One region's part in a release. `epoch` None: it gave no number, and `state` says why."""

    node: str
    state: str
    epoch: int | None
    individuals: int | None
    reason: str | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The signed description of a release; numbers are of the whole release.

    number: the release epoch, 1 and up, one for all kinds and assemblies made together.
    budget: what all its figures together may betray, as `ReleaseRules.budget`; None for no bound.
    left_out: variants that kept the other rules and would have betrayed more than that.
    sha256, size: of the Parquet file. longest_ref_bp: how far a record may reach to the right.
    """

    format: str
    kind: str
    number: int
    assembly: str
    made_at: str
    made_by: str
    software: str
    purpose: str
    min_frequency: float
    floor_carriers: int
    rows: int
    sha256: str
    size: int
    longest_ref_bp: int
    nodes: tuple[NodePart, ...]
    budget: float | None = None
    left_out: int = 0

    @property
    def name(self) -> str:
        """Kind, assembly and number: the folder's name, and the identifier in answers.

        >>> name("public", "GRCh38", 7)
        'public-GRCh38-000007'
        """
        return name(self.kind, self.assembly, self.number)

    @property
    def answered(self) -> tuple[NodePart, ...]:
        """The regions whose people are in the release."""
        return tuple(part for part in self.nodes if part.epoch is not None)

    @property
    def missing(self) -> tuple[NodePart, ...]:
        """The regions that gave no number: their people are in no count and no denominator."""
        return tuple(part for part in self.nodes if part.epoch is None)

    @property
    def individuals(self) -> int:
        """People counted at the regions that answered."""
        return sum(part.individuals or 0 for part in self.answered)

    @property
    def share_of_individuals(self) -> float | None:
        """Part of all known individuals, 0-1; None while a silent region's number is unknown."""
        known = [part.individuals for part in self.nodes]
        total = sum(n for n in known if n is not None)
        if None in known or total == 0:
            return None
        return self.individuals / total


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed the manifest's bytes."""

    node: str
    key: str
    signature: bytes


def name(kind: str, assembly: str, number: int) -> str:
    """The name of a release."""
    return f"{kind}-{assembly}-{number:06d}"


def sealed(manifest: Manifest, key: NodeKey) -> tuple[bytes, bytes]:
    """The manifest's bytes and its seal's bytes, as they are written."""
    body = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    seal = Seal(node=manifest.made_by, key=key.public.id, signature=key.sign(_DOMAIN + body))
    return body, msgspec.json.encode(seal)


def unsealed(body: bytes, seal_bytes: bytes, keys_of: KeysOf | None, where: Where) -> Manifest:
    """The manifest, if a node of the roster signed exactly these bytes.

    keys_of: None where no roster is at hand; then nobody has checked who signed.

    Raises:
        CorruptStore: not a manifest of this format.
        BadSignature: changed, or signed by nobody the roster knows.
    """
    try:
        manifest = msgspec.json.decode(body, type=learned(Manifest))
        seal = msgspec.json.decode(seal_bytes, type=learned(Seal))
    except msgspec.DecodeError as broken:
        raise CorruptStore(
            "the release's manifest cannot be read", where=where, why=str(broken)
        ) from None
    if manifest.format != FORMAT:
        raise CorruptStore(f"'{manifest.format[:40]}' is not a release format", where=where)
    if keys_of is None:
        return manifest
    keys = keys_of(seal.node) if seal.node == manifest.made_by else ()
    if not any(key.verify(_DOMAIN + body, seal.signature) for key in keys):
        raise BadSignature(
            "the release is not signed by a node of the roster",
            where=where,
            remedy="fetch the release again from the node that made it",
        )
    return manifest
