"""Facts from a case's own row: what its file says of the variant, and how it runs in the family.

The nation's and the laboratory's own counts are never asked: BA1, BS1 and PM2 go by gnomAD's
filtering allele frequency, and are not assessed where the file has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from msgspec import UNSET, UnsetType

from samvar.focus.rare_disease.analyse.acmg.gather import NEW, facts_of
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.facts import (
    DeNovo,
    Facts,
    Fit,
    Gnomad,
    Inheritance,
    Other,
    Phase,
    Trans,
)
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.listing import ClinVar, SmallRow

_OTHERS = {
    Class.PATHOGENIC: Other.PATHOGENIC,
    Class.LIKELY_PATHOGENIC: Other.LIKELY_PATHOGENIC,
    Class.UNCERTAIN: Other.UNCERTAIN,
}
_BY_CLINVAR = {
    ClinVar.PATHOGENIC: Class.PATHOGENIC,
    ClinVar.LIKELY_PATHOGENIC: Class.LIKELY_PATHOGENIC,
    ClinVar.BENIGN: Class.BENIGN,
    ClinVar.LIKELY_BENIGN: Class.LIKELY_BENIGN,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reader says of the disease before criteria are suggested; None: nothing."""

    inheritance: Inheritance | None = None
    fit: Fit | None = None

    @property
    def given(self) -> dict[str, str]:
        """As a step of the history keeps it."""
        said = {"inheritance": self.inheritance, "fit": self.fit}
        return {name: each.value for name, each in said.items() if each is not None}


@dataclass(frozen=True, slots=True)
class Partner:
    """Another variant of the gene with which it may make a compound. classed: here, else what
    ClinVar says in the file, else None; source: which of the two."""

    row: SmallRow
    classed: Class | None
    source: str


def partner(row: SmallRow, here: Class | None) -> Partner:
    """Another row, and its class: the one that it has in the case before the file's."""
    if here is not None:
        return Partner(row, here, "classified in this case")
    by_file = _BY_CLINVAR.get(row.clinvar)
    return Partner(row, by_file, "ClinVar, by the case's file" if by_file else "")


def facts_of_row(
    row: SmallRow, judged: Judged, partners: Iterable[Partner], *, parents_proven: bool, file: str
) -> Facts | None:
    """All that the row tells; None where no annotator says what the variant does.

    file: the list's own, for where each fact is from. parents_proven: relatedness was checked.
    """
    if row.told.severe is None:
        return None
    source = f"annotation in {file}"
    facts = facts_of(
        row.told.severe,
        inheritance=judged.inheritance,
        gnomad=_gnomad(row),
        source=source,
    )
    kinship = "checked" if parents_proven else "not checked"
    sources = {
        **facts.sources,
        "gnomad": source,
        "de_novo": f"genotypes of {file}; parentage {kinship}",
        "trans": f"genotypes of {file}",
    }
    others = tuple(partners)
    named = [each.source for each in others if each.source]
    if named:
        sources["trans"] += f"; the other variant: {named[0]}"
    return msgspec.structs.replace(
        facts,
        de_novo=_de_novo(row, judged.fit, parents_proven=parents_proven),
        new_here=_new(row),
        trans=_trans(row, others),
        sources=sources,
    )


def _gnomad(row: SmallRow) -> Gnomad | None:
    told = row.told.gnomad
    if told is None:
        return None
    counts = {
        name: value
        for name in ("alleles", "chromosomes", "homozygotes")
        if (value := getattr(told, name)) is not None
    }
    return Gnomad(faf=told.faf, **counts)


def _de_novo(
    row: SmallRow, fit: Fit | None, *, parents_proven: bool
) -> tuple[DeNovo, ...] | UnsetType:
    """Whether it is new; UNSET too where it is and nobody has said how well the picture fits."""
    new = _new(row)
    if new is True:
        return UNSET if fit is None else (DeNovo(proven=parents_proven, fit=fit),)
    return UNSET if new is UNSET else ()


def _new(row: SmallRow) -> bool | UnsetType:
    """Whether the child has it and neither parent, by their calls; UNSET where nobody can say."""
    if any(model in row.met for model in NEW):
        return True
    return UNSET if any(model in row.open for model in NEW) else False


def _trans(row: SmallRow, partners: tuple[Partner, ...]) -> tuple[Trans, ...] | UnsetType:
    """What lies opposite. With several candidates which of them it is, is not known."""
    if Model.AR_HOM in row.met:
        return (Trans(other=Other.HOMOZYGOUS),)
    sure, unsure = Model.AR_COMP in row.met, Model.AR_COMP in row.open
    if not sure and not unsure:
        return UNSET if Model.AR_HOM in row.open else ()
    if len(partners) != 1 or partners[0].classed is None:
        return UNSET
    other = _OTHERS.get(partners[0].classed)
    if other is None:
        return ()
    return (Trans(other=other, phase=Phase.TRANS if sure else Phase.UNKNOWN),)
