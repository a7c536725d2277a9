"""The answer to a referral: one immutable, signed record from which every form is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the proband. label: of the term by the ontology that is pinned, "" unknown."""

    term: str
    label: str
    present: bool


@dataclass(frozen=True, slots=True)
class Pin:
    """Something that the answer rests on. kind: `knowledge`, `panel`, `rank_model`, `list`.

    version: a date or a version; digest: SHA-256 in hex, "" where there is none.
    """

    kind: str
    name: str
    version: str = ""
    digest: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class FilterPin:
    """A filter that somebody went through, as it was then. category: of its list.

    name: "" of the one that the list opens with. words: what it asked for; digest: SHA-256 of them.
    passed: variants that it showed, all of which were gone through, of `total` in the list.
    by: a user's id; at: ISO 8601.
    """

    category: str
    name: str
    words: Mapping[str, str]
    digest: str
    passed: int
    total: int
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class DepthLine:
    """How deep a member was sequenced, as the case kept it. mean: reads, None where not given.

    of: `target`, `autosomes` or `sites` (those that a tool looks at). shares: of the bases with at
    least so many reads, 0-1, by that number; those that are not given are not there.
    """

    member: str
    of: str = ""
    mean: float | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class GeneShare:
    """A gene that was not covered enough in the proband. share: of its bases with at least the
    asked reads, 0-1."""

    symbol: str
    share: float


@dataclass(frozen=True, slots=True)
class GeneCoverLine:
    """Genes of the case's panels. genes: how many; 0 where no panel is fixed. covered: of how many
    at least the share `least` of the bases has at least `floor` reads in the proband; None where
    nobody measured any. short: the others that were measured. not_measured, not_expected: symbols,
    the latter of genes of the Y in somebody who has none. by: what it was measured by.
    """

    genes: int
    covered: int | None
    floor: int
    least: float
    short: tuple[GeneShare, ...] = ()
    not_measured: tuple[str, ...] = ()
    not_expected: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateLine:
    """One question of quality, of whom, and its answer. why, by, at: of whoever overrode it."""

    gate: str
    members: tuple[str, ...]
    standing: str
    reasons: tuple[str, ...]
    why: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class SoughtLine:
    """What a relative's file shows of a variant of the family that was to be looked for.

    carried: `carrier`, `not_carrier` or `not_assessed`. why: of the last, a key of
    `report.words.SOUGHT_WHY`, else "". genotype: as written. depth: reads, None where not given.
    affected: `affected`, `unaffected` or `unknown`.
    """

    variant: str
    carried: str
    affected: str
    why: str = ""
    genotype: str = ""
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class NationalCount:
    """How often the variant was seen in the country. at: ISO 8601.

    carriers: None below the floor, or where nobody answered; then `state` says which. answered,
    asked: nodes.
    """

    carriers: int | None
    people: int | None
    answered: int
    asked: int
    state: str
    at: str


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """One variant. hgvs: by each transcript that is told. labels: ACMG criteria met."""

    category: str
    variant: str
    gene: str
    hgvs: tuple[str, ...]
    classed: str
    zygosity: str
    condition: str
    inheritance: str
    partial: bool
    secondary: bool
    points: int | None
    labels: tuple[str, ...]
    note: str
    national: NationalCount | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader, by account. first: the outcome that they came to before they knew the other's."""

    account: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Adjudication:
    """What two who did not agree came to: by whose hand, and whose confirmation (accounts).

    written, confirmed: ISO 8601.
    """

    by: str
    written: str
    confirmed_by: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class RareReport:
    """What the laboratory says of one patient, with everything that it rests on pinned.

    patient: how the reader knows the patient (the laboratory's label; never a personal number).
    by: the signer's professional id, as their issuer of identities vouches for it; by_name: the
    name that it gave then, None in a report from before it was pinned. round: of the reading.
    agreed: whether two readers said the same before they knew of each other; None where one read
    alone. secondary: `told`, `withheld`
    (found, and not consented to), `none` (consented to, none found) or `not_asked`.
    not_examined: what the answer says nothing of. signer, signature: node id and hex Ed25519 over
    the canonical record, empty until signed. supersedes: id of the report that this one amends.
    filters, depths, genes: None of a report from before these were pinned. adjudication: None
    where the readers agreed, one read alone, or nobody was asked to confirm it yet. sought: of a
    relative the variants of the family that were to be looked for; None of everybody else.
    """

    id: str
    case: str
    case_label: str
    referral: str
    referral_label: str
    person: str
    patient: str
    sample: str
    made: datetime
    by: str
    centre: str
    referring_region: str
    requester: str
    question: str
    indication: str
    features: tuple[Feature, ...]
    assembly: str
    members: tuple[str, ...]
    pins: tuple[Pin, ...]
    gates: tuple[GateLine, ...]
    outcome: str
    findings: tuple[ReportedFinding, ...]
    text: str
    round: int
    readers: tuple[Reader, ...]
    agreed: bool | None
    secondary: str
    not_examined: tuple[str, ...]
    software: str
    supersedes: str | None = None
    signer: str = ""
    signature: str = ""
    filters: tuple[FilterPin, ...] | None = None
    depths: tuple[DepthLine, ...] | None = None
    adjudication: Adjudication | None = None
    sought: tuple[SoughtLine, ...] | None = None
    by_name: str | None = None
    genes: GeneCoverLine | None = None


LATER = ("filters", "depths", "adjudication", "sought", "by_name", "genes")
"""What reports did not pin from the start: an earlier one has none of it, and verifies without."""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as it was signed; `document` is its canonical form. withdrawn: when, and why."""

    id: str
    case: str
    referral: str
    person: str
    made: datetime
    outcome: str
    document: str
    signature: str
    supersedes: str | None = None
    withdrawn: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_why: str | None = None
