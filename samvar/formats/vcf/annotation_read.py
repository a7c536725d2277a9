"""One entry of CSQ, ANN or BCSQ as a consequence.

Sources: Ensembl VEP, "VEP output: other formats"; SnpEff, "Variant annotations in VCF format"
1.0; bcftools csq(1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from urllib.parse import unquote

from samvar.model.consequence import Consequence, Impact, Mane, Prediction, order_of

_TAKEN = frozenset({
    "Allele", "Consequence", "IMPACT", "SYMBOL", "Gene", "Feature_type", "BIOTYPE", "EXON",
    "INTRON", "HGVSc", "HGVSp", "CDS_position", "Protein_position", "Amino_acids", "Codons",
    "STRAND", "CANONICAL", "HGNC_ID", "SIFT", "PolyPhen", "ALLELE_NUM",
})  # fmt: skip
_WORD_AND_SCORE = re.compile(r"([^()]*)(?:\(([0-9.eE+-]+)\))?")
_SCORES = {
    "REVEL": ("REVEL_score", "REVEL"),
    "AlphaMissense": ("am_pathogenicity", "AlphaMissense_score"),
    "CADD": ("CADD_PHRED",),
}
_SPLICE = tuple(f"SpliceAI_pred_DS_{kind}" for kind in ("AG", "AL", "DG", "DL"))
_IMPACTS = {each.value: each for each in Impact}
_STRANDS = {"1": 1, "-1": -1, "+": 1, "-": -1}
_SYMBOLIC = {"DEL": "deletion", "DUP": "duplication", "INS": "insertion", "INV": "inversion",
             "CNV": "copy_number_variation"}  # fmt: skip
_CHANGE = re.compile(r"([0-9]+)([A-Za-z]+)>([A-Za-z]+)")


def decoded(text: str) -> str:
    """A value with its percent signs read (VCF 4.3, section 1.2).

    >>> decoded("ENSP00000357654.4:p.Leu23%3D")
    'ENSP00000357654.4:p.Leu23='
    """
    return unquote(text) if "%" in text else text


def allele_names(ref: str, alts: Sequence[str]) -> dict[str, int]:
    """How VEP calls each alternative, and its number.

    Where alleles differ in length and all begin with the same base, that base is left out.

    >>> allele_names("CA", ["C", "CAA"])
    {'-': 1, 'AA': 2}
    """
    plain = [alt for alt in alts if alt.isalpha()]
    cut = any(len(alt) != len(ref) for alt in plain) and all(alt[:1] == ref[:1] for alt in plain)
    found: dict[str, int] = {}
    for number, alt in enumerate(alts, 1):
        name = (alt[1:] or "-") if cut and alt.isalpha() else alt
        if alt.startswith("<"):
            name = _SYMBOLIC.get(alt[1:-1].partition(":")[0], alt)
        found.setdefault(name, number)
    return found


def vep_allele(fields: Mapping[str, str], names: Mapping[str, int]) -> int | None:
    """The alternative of an entry of CSQ: by ALLELE_NUM, or by VEP's name of the allele."""
    number = fields.get("ALLELE_NUM", "")
    if number.isdecimal():
        return int(number)
    return names.get(fields.get("Allele", ""))


def vep(fields: Mapping[str, str]) -> Consequence | None:
    """An entry of CSQ; None where it names no consequence."""
    terms = _terms(fields.get("Consequence", ""))
    if not terms:
        return None
    hgnc = fields.get("HGNC_ID", "")
    transcript = fields.get("Feature_type", "Transcript") in ("Transcript", "")
    canonical = fields.get("CANONICAL")
    return Consequence(
        terms,
        transcript=fields.get("Feature", "") if transcript else "",
        gene=fields.get("SYMBOL", ""),
        gene_id=fields.get("Gene", ""),
        hgnc_id=f"HGNC:{hgnc}" if hgnc.isdecimal() else hgnc,
        biotype=fields.get("BIOTYPE", ""),
        hgvs_c=fields.get("HGVSc", ""),
        hgvs_p=fields.get("HGVSp", ""),
        exon=fields.get("EXON", ""),
        intron=fields.get("INTRON", ""),
        cds=fields.get("CDS_position", ""),
        protein=fields.get("Protein_position", ""),
        amino_acids=fields.get("Amino_acids", ""),
        codons=fields.get("Codons", ""),
        strand=_STRANDS.get(fields.get("STRAND", ""), 0),
        canonical=None if canonical is None else canonical == "YES",
        mane=_mane(fields),
        predictions=_predictions(fields),
        stated_impact=_IMPACTS.get(fields.get("IMPACT", "")),
        extra={
            name: value
            for name, value in fields.items()
            if value and name not in _TAKEN and (name != "Feature" or not transcript)
        },
    )


class VepColumns:
    """What of an entry of CSQ says whether it is the one to show, and in which gene it is."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        # Of a column that is named twice the last counts, as in `vep`; -1 is the empty one behind.
        place = {name: at for at, name in enumerate(columns)}
        self._room = [""] * (len(columns) + 1)
        self._shown = itemgetter(*(place.get(name, -1) for name in _SHOWN))
        self._named = itemgetter(*(place.get(name, -1) for name in _NAMED))
        self._allele = itemgetter(*(place.get(name, -1) for name in ("ALLELE_NUM", "Allele")))

    def whole(self, values: list[str]) -> list[str]:
        """An entry with what was cut short at its end, and an empty column behind."""
        return [*values, *self._room[len(values) :]]

    def order(self, values: Sequence[str]) -> tuple[int, int] | None:
        """As `most_severe` orders entries; None where one names no consequence."""
        terms, mane, select, plus, canonical = self._shown(values)
        return _order_of(terms, mane, bool(select), bool(plus), canonical)

    def allele(self, values: Sequence[str], names: Mapping[str, int]) -> int | None:
        """As `vep_allele`."""
        number, name = self._allele(values)
        return int(number) if number.isdecimal() else names.get(decoded(name))

    def gene(self, values: Sequence[str]) -> tuple[str, str]:
        """The gene's name by HGNC id, symbol or the source's own id, and its symbol."""
        return _gene_of(*self._named(values))


vep_columns = lru_cache(64)(VepColumns)
"""Of a header's columns, made once."""
_SHOWN = ("Consequence", "MANE", "MANE_SELECT", "MANE_PLUS_CLINICAL", "CANONICAL")
_NAMED = ("HGNC_ID", "SYMBOL", "Gene")


@lru_cache(4096)
def _order_of(
    consequence: str, mane: str, select: bool, plus: bool, canonical: str
) -> tuple[int, int] | None:
    terms = _terms(decoded(consequence))
    if not terms:
        return None
    fields = {
        "MANE": decoded(mane),
        "MANE_SELECT": "x" if select else "",
        "MANE_PLUS_CLINICAL": "x" if plus else "",
    }
    return order_of(terms, _mane(fields), decoded(canonical) == "YES")


@lru_cache(4096)
def _gene_of(hgnc: str, symbol: str, gene_id: str) -> tuple[str, str]:
    own, symbol = decoded(hgnc), decoded(symbol)
    named = f"HGNC:{own}" if own.isdecimal() else own
    return named or symbol or decoded(gene_id), symbol


@lru_cache(4096)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(term for term in text.split("&") if term)


def _mane(fields: Mapping[str, str]) -> Mane | None:
    said = fields.get("MANE", "")
    if fields.get("MANE_SELECT") or said == "MANE_Select":
        return Mane.SELECT
    if fields.get("MANE_PLUS_CLINICAL") or said == "MANE_Plus_Clinical":
        return Mane.PLUS_CLINICAL
    return None


def _predictions(fields: Mapping[str, str]) -> dict[str, Prediction]:
    found = {}
    for name in ("SIFT", "PolyPhen"):
        text = fields.get(name)
        match = _WORD_AND_SCORE.fullmatch(text) if text else None
        if match and (match.group(1) or match.group(2)):
            found[name] = Prediction(match.group(1) or None, _number(match.group(2)))
    for name, columns in _SCORES.items():
        score = next((_number(fields[each]) for each in columns if fields.get(each)), None)
        word = fields.get("am_class") if name == "AlphaMissense" else None
        if score is not None or word:
            found[name] = Prediction(word or None, score)
    splice = [_number(fields[name]) for name in _SPLICE if fields.get(name)]
    known = [score for score in splice if score is not None]
    if known:
        found["SpliceAI"] = Prediction(None, max(known))
    return found


def _number(text: str | None) -> float | None:
    """A number; of several with `&` between (dbNSFP's, one for each transcript) the highest."""
    known = []
    for part in (text or "").split("&"):
        try:
            known.append(float(part))
        except ValueError:
            continue
    return max(known, default=None)


def snpeff_allele(fields: Mapping[str, str], alts: Sequence[str]) -> int | None:
    """The alternative of an entry of ANN."""
    name = fields.get("Allele", "")
    return alts.index(name) + 1 if name in alts else None


def snpeff(values: Sequence[str], fields: Mapping[str, str]) -> Consequence | None:
    """An entry of ANN, whose 16 columns stand in one order in every version; None as `vep`."""
    terms = _terms(values[1])
    if not terms:
        return None
    transcript = values[5] == "transcript"
    inside = any("intron" in term or "splice" in term for term in terms)
    names = list(fields)
    return Consequence(
        terms,
        transcript=values[6] if transcript else "",
        gene=values[3],
        gene_id=values[4],
        biotype=values[7],
        hgvs_c=_with_accession(values[6], values[9]) if transcript else values[9],
        hgvs_p=values[10],
        exon="" if inside else values[8],
        intron=values[8] if inside else "",
        cds=values[12].partition("/")[0],
        protein=values[13].partition("/")[0],
        stated_impact=_IMPACTS.get(values[2]),
        extra={
            names[k]: values[k]
            for k in (5, 6, 11, 14, 15)
            if values[k] and not (transcript and k in (5, 6))
        },
    )


def _with_accession(transcript: str, change: str) -> str:
    return f"{transcript}:{change}" if change and transcript else change


def bcftools_allele(fields: Mapping[str, str], ref: str, alts: Sequence[str]) -> int | None:
    """The alternative of an entry of BCSQ, where its change of DNA is one of the record's own."""
    for match in _CHANGE.finditer(fields.get("dna_change", "")):
        if match.group(2).upper() == ref.upper() and match.group(3) in alts:
            return alts.index(match.group(3)) + 1
    return None


def bcftools(fields: Mapping[str, str]) -> Consequence | None:
    """An entry of BCSQ; None as `vep`. A star says that it lies behind a stop."""
    said = fields.get("Consequence", "")
    terms = _terms(said.removeprefix("*"))
    if not terms:
        return None
    extra = {name: fields[name] for name in ("amino_acid_change", "dna_change") if fields.get(name)}
    if said.startswith("*"):
        extra["downstream_of_stop"] = "yes"
    return Consequence(
        terms,
        transcript=fields.get("transcript", ""),
        gene=fields.get("gene", ""),
        biotype=fields.get("biotype", ""),
        strand=_STRANDS.get(fields.get("strand", ""), 0),
        extra=extra,
    )
