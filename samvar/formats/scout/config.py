"""A load config as it is written: words with their places, nothing opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samvar.formats.scout.keys import Role
from samvar.model.errors import Where
from samvar.model.genome import Sex


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that the config names. path: as written; key: with the keys above it.

    sample: sample_id of whose it is, None of the case's. prefix: the path is what the names of
    several files begin with.
    """

    key: str
    path: str
    where: Where
    role: Role
    category: str
    research: bool = False
    sample: str | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A value that is kept as it is written, because nothing here reads more out of it."""

    key: str
    value: str
    where: Where


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an ontology by its id, such as HP:0001250."""

    id: str
    where: Where


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """One sample. places: where each key's value stands.

    affected: None where the config says unknown. expected_coverage: mean depth that was ordered,
    in reads.
    """

    id: str
    name: str
    sex: Sex
    affected: bool | None
    father: str | None
    mother: str | None
    where: Where
    subject: str | None = None
    analysis: str | None = None
    tissue: str | None = None
    capture_kits: tuple[str, ...] = ()
    omics_id: str | None = None
    confirmed_parent: bool | None = None
    confirmed_sex: bool | None = None
    expected_coverage: float | None = None
    said: tuple[Said, ...] = ()
    places: Mapping[str, Where] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the case (in a section) or of a repeat locus. Sizes in pixels."""

    title: str | None
    description: str | None
    section: str | None
    locus: str | None
    width: int | None
    height: int | None
    file: NamedFile


@dataclass(frozen=True, slots=True)
class LoadConfig:
    """The whole config. build: as written, None where it is not stated: it is never guessed.

    panels: gene panels the case was run with; default_panels: those that are shown first.
    places: where each key's value stands.
    """

    file: str
    family: str
    name: str
    owner: str | None
    samples: tuple[SampleEntry, ...]
    files: tuple[NamedFile, ...]
    images: tuple[Image, ...] = ()
    build: str | None = None
    rna_build: str | None = None
    synopsis: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    term_groups: tuple[Term, ...] = ()
    panels: tuple[str, ...] = ()
    default_panels: tuple[str, ...] = ()
    cohorts: tuple[str, ...] = ()
    collaborators: tuple[str, ...] = ()
    track: str = "rare"
    lims: str | None = None
    analysed: str | None = None
    rank_model: str | None = None
    sv_rank_model: str | None = None
    rank_score_threshold: float | None = None
    said: tuple[Said, ...] = ()
    places: Mapping[str, Where] = field(default_factory=dict)
