"""What genmod and frequency databases wrote into INFO, as values with types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samvar.formats.vcf.annotation_read import decoded
from samvar.model.errors import BadFile, Where

_INFO_COLUMN = 8

FREQUENCIES: Mapping[str, str] = {
    "GNOMADAF": "gnomAD", "GNOMAD_AF": "gnomAD", "gnomAD_AF": "gnomAD", "gnomad_af": "gnomAD",
    "GNOMADAF_popmax": "gnomAD popmax", "GNOMADAF_POPMAX": "gnomAD popmax",
    "GNOMADAF_grpmax": "gnomAD popmax", "gnomad_svAF": "gnomAD SV",
    "gnomad_mt_AF_hom": "gnomAD MT hom", "gnomad_mt_AF_het": "gnomAD MT het",
    "SWEGENAF": "SweGen", "swegen": "SweGen", "SWEREFAF": "SweRef", "swegen_AF": "SweGen",
    "1000GAF": "1000 Genomes", "1000G_MAX_AF": "1000 Genomes max",
    "EXACAF": "ExAC", "EXACMAX_AF": "ExAC max", "MTAF": "GenBank MT", "colorsdb_af": "CoLoRSdb",
    "clinical_genomics_mipAF": "clinical samples", "clinical_genomics_loqusFrq": "clinical samples",
}  # fmt: skip
"""Keys of INFO with an allele frequency, and whose it is. All are parts of one, none per cent."""
_ORDER = {key: number for number, key in enumerate(FREQUENCIES)}


@dataclass(frozen=True, slots=True)
class Partner:
    """The other half of a compound by genmod's name of it, and what both score together."""

    variant: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class GenmodFields:
    """genmod's fields of one record; dictionaries by family, None or empty where not given.

    models: GeneticModels. compounds: Compounds. model_score: ModelScore, phred. rank_score:
    RankScore; normalised: RankScoreNormalized, 0-1; bounds: RankScoreMinMax. rank_result:
    RankResult, in the header's order of categories. genes: Annotation. cadd: of each alternative.
    """

    models: Mapping[str, tuple[str, ...]]
    compounds: Mapping[str, tuple[Partner, ...]]
    model_score: Mapping[str, float]
    rank_score: Mapping[str, float]
    normalised: Mapping[str, float]
    bounds: Mapping[str, tuple[float, float]]
    rank_result: tuple[int, ...]
    genes: tuple[str, ...]
    cadd: tuple[float | None, ...]


def genmod_fields(info: Mapping[str, str], where: Where) -> GenmodFields:
    """Read them out of a record's INFO.

    Raises:
        BadFile: a score is not a number.
    """
    if info.keys().isdisjoint(_OWN):
        return _NOTHING
    return GenmodFields(
        {name: tuple(text.split("|")) for name, text in _families(info, "GeneticModels")},
        {
            name: tuple(_partner(each, where) for each in text.split("|"))
            for name, text in _families(info, "Compounds")
        },
        _scores(info, "ModelScore", where),
        _scores(info, "RankScore", where),
        _scores(info, "RankScoreNormalized", where),
        {
            name: (_number(low, where), _number(high, where))
            for name, text in _families(info, "RankScoreMinMax")
            for low, _, high in [text.partition(":")]
        },
        tuple(int(_number(each, where)) for each in _listed(info, "RankResult", "|")),
        tuple(decoded(each) for each in _listed(info, "Annotation", ",")),
        tuple(None if each == "." else _number(each, where) for each in _listed(info, "CADD", ",")),
    )


_OWN = ("GeneticModels", "Compounds", "ModelScore", "RankScore", "RankScoreNormalized",
        "RankScoreMinMax", "RankResult", "Annotation", "CADD")  # fmt: skip
_NOTHING = GenmodFields({}, {}, {}, {}, {}, {}, (), (), ())


def frequencies(
    info: Mapping[str, str], alternatives: int, where: Where
) -> tuple[dict[str, float], ...]:
    """Of each alternative, its frequency by whose it is; 0-1. What is not given is not there.

    A record that gives one figure for several alternatives gives it of none of them.

    Raises:
        BadFile: a frequency is not a number between 0 and 1.
    """
    found: tuple[dict[str, float], ...] = tuple({} for _ in range(alternatives))
    there = info.keys() & FREQUENCIES.keys()
    for key in sorted(there, key=_ORDER.__getitem__) if there else ():
        whose = FREQUENCIES[key]
        values = _listed(info, key, ",")
        if len(values) != alternatives:
            continue
        for place, text in enumerate(values):
            if text not in (".", ""):
                value = _number(text, where)
                if not 0 <= value <= 1:
                    raise _bad(f"{key} is not between 0 and 1", where)
                found[place].setdefault(whose, value)
    return found


def _families(info: Mapping[str, str], key: str) -> list[tuple[str, str]]:
    """`family:text` for each family; the text of a file of one family may lack its name."""
    found = []
    for each in _listed(info, key, ","):
        name, colon, text = each.partition(":")
        found.append((name, text) if colon else ("", name))
    return found


def _listed(info: Mapping[str, str], key: str, separator: str) -> list[str]:
    text = info.get(key, "")
    return text.split(separator) if text and text != "." else []


def _scores(info: Mapping[str, str], key: str, where: Where) -> dict[str, float]:
    return {name: _number(text, where) for name, text in _families(info, key)}


def _partner(text: str, where: Where) -> Partner:
    variant, arrow, score = text.partition(">")
    return Partner(variant, _number(score, where) if arrow else None)


def _number(text: str, where: Where) -> float:
    try:
        return float(text)
    except ValueError:
        raise _bad("a score or frequency in INFO is not a number", where) from None


def _bad(what: str, where: Where) -> BadFile:
    return BadFile(what, where=Where(where.file, where.line, _INFO_COLUMN))
