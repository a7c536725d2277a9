"""A slow, obvious node: people and their alleles in plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

from samvar.demo.permits import DEMO_PERMITS
from samvar.govern.audit import AuditLog, MemorySink
from samvar.govern.identity import Asker, Role
from samvar.govern.issuer import OwnIssuer
from samvar.govern.keys import NodeKey
from samvar.govern.permit import PermitBook
from samvar.govern.policy import Policy
from samvar.govern.proof import Proof
from samvar.model.clock import utc_now
from samvar.model.contribution import Scope
from samvar.model.genome import Assembly
from samvar.model.strata import EVERYONE
from samvar.model.variant import Variant
from samvar.network.answer import Answerer
from samvar.network.ask import Network
from samvar.network.operation import Registry
from samvar.network.operations import registry
from samvar.network.roster import Roster, RosterNode, release_mandate
from samvar.network.transport import InProcess
from samvar.network.view import DatasetRow, NodeHealth, NodeView
from samvar.store.variants.key import encode_variant, short_alleles, variant_of

B38 = Assembly.GRCh38
SEVEN = (
    "stockholm", "skane", "vastra-gotaland", "uppsala", "ostergotland", "vasterbotten", "orebro",
)  # fmt: skip


@dataclass(frozen=True)
class TwinPerson:
    """copies: variant -> 1 or 2; None: not called there. Only GRCh38, only autosomes."""

    id: str
    copies: dict[str, int | None]
    ancestry: str = "EUR"
    scopes: frozenset[Scope] = frozenset(Scope)
    beside: tuple[str, ...] = ()

    @property
    def strata(self) -> tuple[str, ...]:
        return (self.ancestry, *self.beside)


@dataclass(frozen=True)
class TwinCounts:
    ac: np.ndarray
    an: np.ndarray
    hom: np.ndarray
    hemi: np.ndarray
    individuals: np.ndarray


@dataclass
class TwinSnapshot:
    people: list[TwinPerson]
    epoch: int = 1
    long: dict[int, Variant] = field(default_factory=dict)

    def _who(self, scope: Scope, stratum: str = EVERYONE) -> list[TwinPerson]:
        return [p for p in self.people if scope in p.scopes and stratum in (EVERYONE, *p.strata)]

    def keys_of(self, variants: Sequence[Variant]) -> np.ndarray:
        keys = [encode_variant(v) for v in variants]
        self.long.update({k: v for k, v in zip(keys, variants, strict=True) if k & 1})
        return np.array(keys, dtype=np.uint64)

    def keys_of_texts(self, texts: Sequence[str]) -> np.ndarray:
        return self.keys_of([Variant.parse(text, B38) for text in texts])

    def variants_of(self, assembly: Assembly, keys: np.ndarray) -> list[Variant]:
        return [
            self.long[k] if k & 1 else variant_of(assembly, k, short_alleles(k & (1 << 31) - 1))
            for k in keys.tolist()
        ]

    def counts(self, assembly, keys, scope, *, stratum=EVERYONE):
        rows = []
        for variant in self.variants_of(assembly, keys):
            called = [p.copies.get(str(variant), 0) for p in self._who(scope, stratum)]
            called = [c for c in called if c is not None] if assembly is B38 else []
            rows.append((sum(called), 2 * len(called), called.count(2), 0, len(called)))
        table = np.array(rows, dtype=np.int64).reshape(-1, 5)
        return TwinCounts(*(table[:, n].copy() for n in range(5)))

    def all_keys(self, assembly, scope):
        seen = {v for p in self._who(scope) for v, c in p.copies.items() if c}
        return np.unique(self.keys_of([Variant.parse(v, B38) for v in seen]))

    def range(self, assembly, interval, scope):
        keys = self.all_keys(assembly, scope)
        inside = [
            v.contig == interval.contig and interval.start <= v.position < interval.end
            for v in self.variants_of(assembly, keys)
        ]
        return keys[np.array(inside, dtype=bool)]

    def carriers_any(self, assembly, keys, scope):
        names = {str(v) for v in self.variants_of(assembly, keys)}
        return {p.id for p in self._who(scope) if any(p.copies.get(n) for n in names)}

    def individuals(self, assembly, scope, *, stratum=EVERYONE):
        return len(self._who(scope, stratum)) if assembly is B38 else 0

    def individuals_by_assay(self, assembly, scope):
        return {"genome": len(self._who(scope))} if assembly is B38 else {}

    def ancestries(self, assembly, scope):
        return tuple(sorted({p.ancestry for p in self._who(scope)}))


@dataclass
class TwinNode:
    """One node of the twin nation. `snapshot` may be replaced: the next question sees it."""

    id: str
    snapshot: TwinSnapshot
    key: NodeKey = field(default_factory=NodeKey.new)
    sink: MemorySink = field(default_factory=MemorySink)

    def view(self, scope: Scope, asker: Asker | None = None) -> NodeView:
        return NodeView(self.id, scope, self.snapshot, self._datasets, self._health, asker)

    def _datasets(self, scope: Scope) -> list[DatasetRow]:
        count = self.snapshot.individuals(B38, scope)
        row = DatasetRow(
            self.id, "dat_1", "panel", "Panel", "", "GRCh38", ("DUO:0000042",), "2026-01-01", count
        )
        return [row] if count else []

    def _health(self) -> NodeHealth:
        return NodeHealth("0.1.0", "2026-11-23T08:00:00.000000Z", None, "well")


@dataclass
class Nation:
    """Seven twin nodes, wired in one process."""

    nodes: dict[str, TwinNode]
    roster: Roster
    answerers: dict[str, Answerer]
    transports: dict[str, InProcess]
    registry: Registry
    issuers: dict[str, OwnIssuer]
    networks: list[Network] = field(default_factory=list)

    def network(self, home: str = "stockholm", registry: Registry | None = None) -> Network:
        network = Network(
            home, self.roster, self.nodes[home].key, self.transports, registry or self.registry,
            vouch=vouch(self.issuers, home),
        )  # fmt: skip
        self.networks.append(network)
        return network

    def people(self) -> list[TwinPerson]:
        return [p for node in self.nodes.values() for p in node.snapshot.people]

    def entries(self) -> list:
        return [e for node in self.nodes.values() for e in node.sink.entries]

    def close(self) -> None:
        for network in self.networks:
            network.close()


def build_nation(people: dict[str, list[TwinPerson]], spoken: Registry | None = None) -> Nation:
    """people: node id -> who is there."""
    questions = spoken or registry()
    nodes = {name: TwinNode(name, TwinSnapshot(rows)) for name, rows in people.items()}
    issuers = issuers_of(nodes)
    keys = {name: node.key for name, node in nodes.items()}
    roster = roster_of(keys, questions, issuers=issuers)
    answerers = {
        name: Answerer(
            name,
            name,
            node.key,
            lambda: roster,
            questions,
            Policy.load(permits=PermitBook(DEMO_PERMITS)),
            AuditLog(node.sink),
            node,
        )
        for name, node in nodes.items()
    }
    transports = {name: InProcess(a.handle, name) for name, a in answerers.items()}
    return Nation(nodes, roster, answerers, transports, questions, issuers)


def issuers_of(names: Iterable[str]) -> dict[str, OwnIssuer]:
    """One for each node, always the same; the first one's may speak for people of no centre."""
    return {
        name: OwnIssuer(name, NodeKey.of(sha256(name.encode()).digest()), nationwide=number == 0)
        for number, name in enumerate(names)
    }


def vouch(issuers: dict[str, OwnIssuer], home: str):
    """Everybody is signed in at `home` by the issuer of their own centre."""

    def prove(asker: Asker) -> Proof | None:
        if asker.user.role in (Role.ANONYMOUS, Role.MANDATE):
            return None
        issuer = issuers.get(asker.user.centre or next(iter(issuers)), issuers[home])
        return issuer.vouch(asker.user, home, utc_now())

    return prove


def roster_of(
    keys: dict[str, NodeKey],
    questions: Registry,
    urls: dict[str, str] | None = None,
    issuers: dict[str, OwnIssuer] | None = None,
):
    nodes = tuple(
        RosterNode(
            name, name, (urls or {}).get(name, ""), (key.public.raw.hex(),), questions.spoken(),
            (issuers[name].public,) if issuers else (),
        )
        for name, key in keys.items()
    )  # fmt: skip
    return Roster(1, nodes, mandates=(release_mandate(nodes, utc_now()),)).signed(keys)
