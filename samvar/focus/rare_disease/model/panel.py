"""A gene panel: one version of it, which never changes, and what differs between two."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import msgspec

GREEN = 3
"""PanelApp's highest rating: enough evidence to use the gene in diagnosis."""


class Way(Enum):
    """How a disease of a gene is inherited, as lists of models name it.

    X_DOMINANT: women with one copy may be ill. X_RECESSIVE: they need two.
    """

    DOMINANT = "AD"
    RECESSIVE = "AR"
    X_DOMINANT = "XD"
    X_RECESSIVE = "XR"
    MITOCHONDRIAL = "MT"
    Y_LINKED = "Y"


class PanelGene(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A gene of a panel.

    hgnc: as `HGNC:1100`, None where the panel gives none. confidence: 3 green to 1 red, 0 not
    rated, None where the panel rates nothing. ways: read from `inheritance`, which is in the
    panel's own words. reduced: carriers may be healthy.
    """

    symbol: str
    hgnc: str | None = None
    confidence: int | None = None
    ways: tuple[Way, ...] = ()
    inheritance: str = ""
    penetrance: str = ""
    reduced: bool | None = None
    mosaicism: bool | None = None
    transcripts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    phenotypes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    note: str = ""

    @property
    def key(self) -> str:
        """By what a gene is the same in two versions."""
        return self.hgnc or self.symbol

    def counts(self, least: int) -> bool:
        """Whether it is rated so high, or not rated by anybody: unknown is not false.

        >>> PanelGene(symbol="BRCA1").counts(3), PanelGene(symbol="BRCA1", confidence=2).counts(3)
        (True, False)
        """
        return self.confidence is None or self.confidence >= least


class PanelRepeat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A repeat of a panel. normal, pathogenic: limits in units, None where the panel has none."""

    name: str
    symbol: str | None = None
    hgnc: str | None = None
    confidence: int | None = None
    unit: str = ""
    normal: int | None = None
    pathogenic: int | None = None
    inheritance: str = ""


class PanelRegion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A region of a panel. places: by assembly, 0-based half-open."""

    name: str
    title: str = ""
    confidence: int | None = None
    kind: str = ""
    contig: str = ""
    places: dict[str, tuple[int, int]] = {}
    inheritance: str = ""


class Panel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One version of a panel. id: the same of all its versions. date: YYYY-MM-DD, "" not told."""

    id: str
    version: str
    name: str
    source: str
    date: str = ""
    disorders: tuple[str, ...] = ()
    genes: tuple[PanelGene, ...] = ()
    repeats: tuple[PanelRepeat, ...] = ()
    regions: tuple[PanelRegion, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says, hexadecimal."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptPanel:
    """A version as a node keeps it. retired: it is chosen for no further case."""

    row: str
    panel: Panel
    digest: str
    at: datetime
    by: str
    retired: datetime | None = None


class ChangeKind(Enum):
    """What became of an entry from one version to another."""

    ADDED = "added"
    REMOVED = "removed"
    CONFIDENCE = "confidence"
    INHERITANCE = "inheritance"


@dataclass(frozen=True, slots=True)
class PanelChange:
    """One entry that differs. what: `gene`, `repeat` or `region`. before, after: "" where none."""

    what: str
    name: str
    kind: ChangeKind
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PinnedPanel:
    """A version that a case is read by. event: the number of the act. name: as the case says it."""

    event: int
    row: str
    panel: str
    version: str
    digest: str
    at: datetime
    by: str
