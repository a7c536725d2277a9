"""A change of a protein as HGVS writes it, from the whole protein before and after.

As Ensembl VEP does by default, without the brackets that say it is predicted.
Source: HGVS nomenclature 21.1, protein recommendations.
"""

from __future__ import annotations

from samvar.knowledge.transcript.codon import THREE


def name_change(old: str, new: str, *, frameshift: bool) -> str:
    """The change from `old` to `new`; "" where it cannot be told.

    old, new: one letter for each residue, `*` where translation ends. old ends in its only one, or
    has none; new is read on, beyond the old end too, to the first one behind the edit.
    Equal proteins give `p.=`.

    >>> name_change("MKLV*", "MKV*", frameshift=False)
    'p.Leu3del'
    >>> name_change("MKLVRST*", "MKPWC*", frameshift=True)
    'p.Leu3ProfsTer4'
    >>> name_change("MK*", "MKQLW*", frameshift=False)
    'p.Ter3GlnextTer3'
    """
    if old == new:
        return "p.="
    i = 0
    while i < len(old) and i < len(new) and old[i] == new[i]:
        i += 1
    if i >= len(old) or i >= len(new):
        return ""  # one of them has an end that is not the end of the protein
    if new[i] == "*":
        return f"p.{_at(old, i)}Ter"
    stop = new.find("*", i)
    if old[i] == "*":
        return f"p.{_at(old, i)}{THREE[new[i]]}extTer{stop - i if stop >= 0 else '?'}"
    if frameshift:
        return f"p.{_at(old, i)}{THREE[new[i]]}fsTer{stop - i + 1 if stop >= 0 else '?'}"
    j, k = len(old), len(new)
    while j > i and k > i and old[j - 1] == new[k - 1]:
        j, k = j - 1, k - 1
    return _in_frame(old, new, i, j, k)


def _in_frame(old: str, new: str, i: int, j: int, k: int) -> str:
    """Residues i to j of the old protein are residues i to k of the new one."""
    gone, put = old[i:j], new[i:k]
    if "*" in gone:
        return ""
    if "*" in put:
        put = put[: put.index("*") + 1]  # what would come behind a stop is not named
    if not put:
        return f"p.{_range(old, i, j)}del"
    if not gone:
        size = len(put)
        if old[i - size : i] == put and i >= size:
            return f"p.{_range(old, i - size, i)}dup"
        return f"p.{_at(old, i - 1)}_{_at(old, i)}ins{_words(put)}" if i else ""
    if len(gone) == len(put) == 1:
        return f"p.{_at(old, i)}{THREE[put]}"
    return f"p.{_range(old, i, j)}delins{_words(put)}"


def _at(protein: str, i: int) -> str:
    return f"{THREE[protein[i]]}{i + 1}"


def _range(protein: str, i: int, j: int) -> str:
    return _at(protein, i) if j - i == 1 else f"{_at(protein, i)}_{_at(protein, j - 1)}"


def _words(residues: str) -> str:
    return "".join(THREE[each] for each in residues)
