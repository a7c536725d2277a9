"""What a load was asked to do, and what it did: both are data, kept with the load."""

from __future__ import annotations

from pathlib import Path

import msgspec

from samvar.model.calls import Tally
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.model.person import AssayKind
from samvar.model.strata import AREAS


class LoadRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One load: some files of the same samples, into one dataset, all or nothing.

    files: VCF, gVCF or BCF; several files hold different stretches of the same samples, or what
        else is known of them: structural variants, repeats. Without any file of small variants
        they join samples that the dataset has.
    assembly: stated by a person, where header and contigs do not say it.
    assert_normalised: a person states that variants are left-aligned and trimmed; recorded.
    assay: `genome`, `exome`, `panel` or `sites`; empty where the files decide.
    callable_bed: the assay's target stretches.
    sheet: sex, ancestry, family, affected status of each sample (TSV, CSV, PED, Oxford .sample).
    ancestry_names: what the sheet's ancestry codes mean, for example {"1": "AFR"}.
    tumour: names of samples that are tumours; they never enter germline counts.
    research: whether these people's data may be used for research at all.
    area: the focus area that a new dataset is collected for; empty where it is for none.
    """

    dataset: str
    files: tuple[str, ...]
    title: str = ""
    assembly: str = ""
    assert_normalised: bool = False
    assay: str = ""
    callable_bed: str = ""
    sheet: str = ""
    ancestry_names: dict[str, str] = {}
    tumour: tuple[str, ...] = ()
    research: bool = True
    duo: tuple[str, ...] = ()
    area: str = ""

    def checked(self) -> LoadRequest:
        """Itself, once its words have been looked at.

        Raises:
            UsageError: no file, no dataset, an unknown assay or focus area.
            UnknownAssembly: the stated assembly is not one that samvar knows.
        """
        if not self.files:
            raise UsageError("no file to load", remedy="name at least one VCF, gVCF or BCF")
        if not self.dataset.strip() or len(self.dataset) > 100:
            raise UsageError("a load goes into a dataset with a name of at most 100 characters")
        if self.assay and self.assay not in {kind.value for kind in AssayKind}:
            raise UsageError(
                f"'{self.assay[:40]}' is not an assay",
                remedy="use genome, exome, panel or sites",
            )
        if self.area and self.area not in AREAS:
            raise UsageError(
                f"'{self.area[:40]}' is not a focus area", remedy=f"use one of {', '.join(AREAS)}"
            )
        if self.assembly:
            Assembly.parse(self.assembly)
        return self

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, as paths."""
        return tuple(Path(file) for file in self.files)


class FileReport(msgspec.Struct, frozen=True, kw_only=True):
    """One file's part: where each of its records went. `refused` holds (line, reason).

    beside: records that went into a table of their own: structural variants, repeats.
    """

    name: str
    sha256: str
    records: int
    accepted: int
    normalised: int
    split: int
    skipped: dict[str, int]
    refused: tuple[tuple[int, str], ...]
    beside: int = 0

    @classmethod
    def of(cls, name: str, sha256: str, tally: Tally, beside: int = 0) -> FileReport:
        """Freeze a reader's tally."""
        return cls(
            name=name,
            sha256=sha256,
            records=tally.records,
            accepted=tally.accepted,
            normalised=tally.normalised,
            split=tally.split,
            skipped=dict(tally.skipped),
            refused=tuple(tally.refused),
            beside=beside,
        )


class LoadReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was accepted, normalised, refused and why; who counts and who does not.

    callable_from: `blocks` (gVCF), `bed`, `sites` (the records themselves), `stated` (a person
        stated a whole genome) or `none` (no small variants came).
    not_counted: how many samples are in no sum, by reason.
    epoch: the variant store's epoch at which this load became visible.
    areas: what each focus area made of it, in its own words, by the area's name.
    research: whether these people's data may be used for research at all.
    """

    load: str
    dataset: str
    assembly: str
    assembly_from: str
    normalised_by: str
    callable_from: str
    files: tuple[FileReport, ...]
    samples: int
    individuals_counted: int
    not_counted: dict[str, int]
    variants: int
    epoch: int
    seconds: float
    areas: dict[str, dict[str, object]] = {}
    research: bool = True
