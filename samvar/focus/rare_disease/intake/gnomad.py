"""gnomAD's filtering allele frequency in a case's file, with the counts that it rests on.

gnomAD calls it `faf95_popmax` (version 2), `faf95_max` (3) and `fafmax_faf95_max` (4); a pipeline
writes it under one of these names or with `gnomad` before it, into INFO or a column of VEP. Counts
are taken under names that say `gnomad`: a bare AC or AN is of the file's own samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from samvar.focus.rare_disease.model.row import GnomadTold
from samvar.formats.vcf.records import Record, real_number
from samvar.model.consequence import Consequence

_FAF = ("faf95_popmax", "faf95_max", "fafmax_faf95_max", "faf95", "fafmax")
_COUNTS = {"alleles": "ac", "chromosomes": "an", "homozygotes": "nhomalt"}


def gnomad_in(record: Record, number: int, severe: Consequence | None) -> GnomadTold | None:
    """Of one alternative, from 0; None where the file has no filtering allele frequency.

    INFO goes before the columns of the most severe consequence. A value that is no frequency, or
    no count, is left out: nothing is read into it.
    """
    info = {
        name: text
        for name, whole in record.info.items()
        if _may_count(name)
        and (text := _of(name, whole, number, max(len(record.alts), 1))) is not None
    }
    columns = {} if severe is None else severe.extra
    for named in (info, {name: text for name, text in columns.items() if _may_count(name)}):
        found = _read(named)
        if found is not None:
            return found
    return None


@lru_cache(4096)
def _may_count(name: str) -> bool:
    """Whether a key or a column is one of those that are read; a file has a few hundred."""
    bare = _bare(name)
    return bare in _FAF or bare in _COUNTS.values()


def _read(named: Mapping[str, str]) -> GnomadTold | None:
    faf = [real_number(text) for name, text in named.items() if _bare(name) in _FAF]
    known = [each for each in faf if each is not None and 0 <= each <= 1]
    if not known:
        return None
    counts: dict[str, int] = {}
    for field, short in _COUNTS.items():
        for name, text in named.items():
            value = real_number(text)
            ours = "gnomad" in name.lower() and _bare(name) == short
            if ours and value is not None and value >= 0 and value == int(value):
                counts.setdefault(field, int(value))
    return GnomadTold(max(known), **counts)


def _bare(name: str) -> str:
    """A name without `gnomad`, its letter for exomes, genomes or joint, and what joins them.

    >>> _bare("gnomADg_AN"), _bare("GNOMADFAF95"), _bare("gnomad_fafmax_faf95_max_joint")
    ('an', 'faf95', 'fafmax_faf95_max')
    """
    low = name.lower().removesuffix("_joint")
    if not low.startswith("gnomad"):
        return low
    rest = low.removeprefix("gnomad")
    for letter in ("e_", "g_", "j_", "_"):
        if rest.startswith(letter):
            return rest.removeprefix(letter)
    return rest


def _of(name: str, whole: str, number: int, alternatives: int) -> str | None:
    """One alternative's value; of the chromosomes that were looked at one is of all of them."""
    values = whole.split(",")
    if len(values) == alternatives:
        return values[number]
    return values[0] if len(values) == 1 and _bare(name) == _COUNTS["chromosomes"] else None
