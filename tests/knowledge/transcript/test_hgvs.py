"""Names along a transcript and along a protein: read back slowly, and moved as far as they go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from samvar.knowledge.transcript.call import Caller
from samvar.knowledge.transcript.codon import THREE
from samvar.knowledge.transcript.hgvs_protein import name_change
from samvar.knowledge.transcript.text import FIELDS, EntryWriter, vep_names
from samvar.model.bases import Bases
from tests.knowledge.transcript.asked import Written, pairs_of, trimmed
from tests.knowledge.transcript.genome import Model, draw_genome, draw_variants, reverse

_CHANGE = re.compile(
    r"([cn])\.(?P<a>[^_A-Z]+?)(?:_(?P<b>[^A-Z]+?))?"
    r"(?:(?P<sub>[ACGT]>[ACGT])|del(?:ins(?P<put>[ACGT]+))?|ins(?P<new>[ACGT]+)|(?P<dup>dup)|(?P<inv>inv))"
)


def entries(caller: Caller, variants: Sequence[Written]) -> list[list[dict[str, str]]]:
    refs, alts = [each[2] for each in variants], [each[3] for each in variants]
    made = EntryWriter(caller).write(
        pairs_of(caller, variants),
        np.array([each[1] for each in variants], dtype=np.int32),
        Bases.of(refs),
        Bases.of(alts),
        Bases.of(vep_names(refs, [[each] for each in alts])),
        np.ones(len(variants), dtype=np.int32),
    )
    return [
        [dict(zip(FIELDS, one.split("|"), strict=True)) for one in made.of(k).split(",")]
        for k in range(len(variants))
    ]


def place(model: Model, text: str) -> int:
    """The genome's base that a place along a transcript names."""
    core, sign, offset = re.fullmatch(r"(\*?-?\d+)(?:([+-])(\d+))?", text).groups()
    places = model.places()
    if model.coding is None:
        base = places[int(core) - 1]
    else:
        coding = [i for i, p in enumerate(places) if model.coding[0] <= p < model.coding[1]]
        if core.startswith("*"):
            base = places[coding[-1] + int(core[1:])]
        else:
            number = int(core)
            base = places[coding[0] + (number - 1 if number > 0 else number)]
    if sign is None:
        return base
    step = int(offset) * (1 if sign == "+" else -1) * model.strand
    return base + step


def undone(bases: str, model: Model, name: str) -> tuple[int, int, str]:
    """Start, end and new bases, on the genome, of a name."""
    found = _CHANGE.fullmatch(name)
    assert found, name
    ends = [place(model, found[group]) for group in ("a", "b") if found[group]]
    assert len(ends) == 1 or (ends[1] - ends[0]) * model.strand > 0, name
    low, high = min(ends), max(ends) + 1

    def told(text: str) -> str:
        return text if model.strand > 0 else reverse(text)

    if found["sub"]:
        assert bases[low] == told(found["sub"][0])
        return low, high, told(found["sub"][2])
    if found["new"]:
        assert high - low == 2, name
        return low + 1, low + 1, told(found["new"])
    if found["dup"]:
        return low, low, bases[low:high]
    if found["inv"]:
        return low, high, reverse(bases[low:high])
    return low, high, told(found["put"] or "")


def equal_places(bases: str, s: int, e: int, new: str) -> list[tuple[int, int]]:
    """Every place at which a pure insertion or deletion gives the same genome."""
    edited = bases[:s] + new + bases[e:]
    found = []
    for at in range(max(s - 80, 0), s + 80):
        put = edited[at : at + len(new)]
        if bases[:at] + put + bases[at + e - s :] == edited:
            found.append((at, at + e - s))
    return found


@pytest.mark.parametrize("seed", [20, 21])
def test_a_name_along_the_transcript_is_the_allele_moved_as_far_as_it_goes(
    tmp_path: Path, seed: int
) -> None:
    genome = draw_genome(seed, complete=seed % 2 == 0)
    bases = genome.bases["21"]
    by_name = {model.name: model for model in genome.models}
    variants = draw_variants(seed, genome, 700)
    kinds = set()
    for variant, told in zip(
        variants, entries(genome.caller(tmp_path, reach_bp=0), variants), strict=True
    ):
        s, e, new = trimmed(*variant[1:])
        for entry in told:
            if not entry["Feature"]:
                continue
            model = by_name[entry["Feature"]]
            inside = model.start <= s and e <= model.end
            assert bool(entry["HGVSc"]) == inside or "ablation" in entry["Consequence"]
            if not entry["HGVSc"]:
                continue
            accession, _, name = entry["HGVSc"].partition(":")
            assert accession == model.name
            low, high, put = undone(bases, model, name)
            assert bases[:low] + put + bases[high:] == bases[:s] + new + bases[e:], name
            kinds.add(re.sub(r"[^a-z>]", "", name[2:]))
            if not new or s == e:
                reachable = [
                    (a, b)
                    for a, b in equal_places(bases, s, e, new)
                    if model.start < a + (a != b) and b < model.end + (a != b)
                ]
                best = max(reachable) if model.strand > 0 else min(reachable)
                dup = name.endswith("dup")
                ours = ((high, high) if model.strand > 0 else (low, low)) if dup else (low, high)
                if dup:
                    size = len(new)
                    ours = (low + size,) * 2 if model.strand > 0 else (low, low)
                assert ours == best, (name, best)
    assert {">", "del", "ins", "dup", "delins"} <= kinds


PROTEINS = [
    # before, after, frameshift, name                                         HGVS page
    ("MTRW*", "MTRC*", False, "p.Trp4Cys"),  #                                 substitution
    ("MTRW*", "MTR*", False, "p.Trp4Ter"),
    ("MKV*", "MKV*", False, "p.="),
    ("MKLGHQ*", "MKGHQ*", False, "p.Leu3del"),  #                              deletion
    ("MKLGHQQQC*", "MKLGHQQC*", False, "p.Gln8del"),
    ("MKLGHQQQC*", "MKLGC*", False, "p.His5_Gln8del"),
    ("MGQSSC*", "MGQSQSSC*", False, "p.Gln3_Ser4dup"),
    ("MKGHC*", "MKGHGHC*", False, "p.Gly3_His4dup"),  #                        duplication
    ("MKGHC*", "MKGGHC*", False, "p.Gly3dup"),
    ("MKGHC*", "MKQSGHC*", False, "p.Lys2_Gly3insGlnSer"),  #                  insertion
    ("MKGHC*", "MKQ*GHC*", False, "p.Lys2_Gly3insGlnTer"),
    ("MKCGHC*", "MKWVGHC*", False, "p.Cys3delinsTrpVal"),  #                   delins
    ("MKCRGHC*", "MKWVGHC*", False, "p.Cys3_Arg4delinsTrpVal"),
    ("MKRPQ*", "MKPTTTC*", True, "p.Arg3ProfsTer6"),  #                        frameshift
    ("MKRPQ*", "MK*", True, "p.Arg3Ter"),
    ("MKRPQ*", "MKPTTTC", True, "p.Arg3ProfsTer?"),
    ("MK*", "MKQWL*", False, "p.Ter3GlnextTer3"),  #                           extension
    ("MK*", "MKQWL", True, "p.Ter3GlnextTer?"),
    ("MKQ", "MKQLL*", True, ""),  # an end that is not the protein's
]


@pytest.mark.parametrize(("old", "new", "frameshift", "name"), PROTEINS)
def test_proteins_are_named_as_the_nomenclature_says(old, new, frameshift, name):
    """HGVS nomenclature 21.1, protein."""
    assert name_change(old, new, frameshift=frameshift) == name


_ONE = {three: one for one, three in THREE.items()}
_PROTEIN = re.compile(
    r"p\.(?P<x>[A-Z][a-z]{2})(?P<i>\d+)(?:_(?P<y>[A-Z][a-z]{2})(?P<j>\d+))?"
    r"(?P<what>del(?:ins)?|ins|dup|=|fsTer|extTer|)(?P<put>(?:[A-Z][a-z]{2})*)"
)


def applied(old: str, name: str) -> str:
    """The protein that a name without frameshift or extension makes of another, up to its stop."""
    found = _PROTEIN.fullmatch(name)
    assert found, name
    i, j = int(found["i"]) - 1, int(found["j"] or found["i"])
    assert old[i] == _ONE[found["x"]], name
    assert found["y"] is None or old[j - 1] == _ONE[found["y"]], name
    put = "".join(_ONE[found["put"][k : k + 3]] for k in range(0, len(found["put"]), 3))
    what = found["what"]
    if what == "=":
        return old
    if what == "ins":
        return _cut(old[: i + 1] + put + old[i + 1 :])
    if what == "dup":
        return _cut(old[:j] + old[i:j] + old[j:])
    return _cut(old[:i] + put + old[j:])


def _cut(protein: str) -> str:
    return protein[: protein.index("*") + 1] if "*" in protein else protein


@pytest.mark.parametrize("seed", [30, 32])
def test_a_name_of_a_protein_makes_the_protein_that_is_translated(
    tmp_path: Path, seed: int
) -> None:
    """By the whole edited transcript, translated from its start codon."""
    genome = draw_genome(seed)
    caller = genome.caller(tmp_path, reach_bp=0)
    by_name = {model.name: model for model in genome.models}
    bases = genome.bases["21"]
    variants = draw_variants(seed, genome, 900)
    forms = set()
    for variant, told in zip(variants, entries(caller, variants), strict=True):
        s, e, new = trimmed(*variant[1:])
        for entry in told:
            if not entry["HGVSp"] or entry["HGVSp"].endswith(("Met1?", "p.%3D")):
                continue
            model = by_name[entry["Feature"]]
            old, after = proteins(bases, model, s, e, new)
            name = entry["HGVSp"].partition(":")[2].replace("%3D", "=")
            forms |= set(re.findall(r"fs|ext|delins|del|ins|dup|=", name))
            if "fs" in name or "ext" in name:
                first, number, other, _, length = re.fullmatch(
                    r"p\.([A-Z][a-z]{2})(\d+)([A-Z][a-z]{2})(fs|ext)Ter(\d+|\?)", name
                ).groups()
                i = int(number) - 1
                assert old[:i] == after[:i]
                assert (old[i], after[i]) == (_ONE[first], _ONE[other])
                stop = after.find("*")
                extra = 1 if "fs" in name else 0
                assert length == (str(stop - i + extra) if stop >= 0 else "?")
            else:
                assert applied(old, name) == after, (name, old, after)
    assert {"fs", "ext", "del", "delins", "="} <= forms
    assert forms & {"ins", "dup"}


def proteins(bases: str, model: Model, s: int, e: int, new: str) -> tuple[str, str]:
    from samvar.knowledge.transcript.codon import translate

    places = model.places()
    text = "".join(bases[p] for p in places)
    if model.strand < 0:
        text, new = text.translate(str.maketrans("ACGT", "TGCA")), reverse(new)
    u = next(i for i, p in enumerate(places) if model.coding[0] <= p < model.coding[1])
    low = places.index(s if model.strand > 0 else e - 1)
    edited = text[:low] + new + text[low + e - s :]
    return _cut(translate(text[u:])), _cut(translate(edited[u:]))
