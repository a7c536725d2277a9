"""The slow, obvious twin of the caller: it writes the transcript out, edits it, translates it.

Nothing here knows the kernels; the words of the rules are those of Ensembl's table of terms.
"""

from __future__ import annotations

from samvar.knowledge.transcript.codon import translate
from tests.knowledge.transcript.genome import Model, reverse


def consequences(bases: str, model: Model, s: int, e: int, new: str) -> set[str]:
    """Terms for one transcript that bases s..e lie in, replaced by `new`; s == e: an insertion."""
    if not new and s <= model.start and e >= model.end:
        return {"transcript_ablation"}
    label = _labels(model)
    terms: set[str] = set()
    taken = [label[p] for p in range(s, e) if p in label]
    if s == e:
        terms |= _inserted(model, label[s - 1], label[s])
    else:
        for each in taken:
            terms |= each.near
        if terms & {"splice_donor_variant", "splice_acceptor_variant"}:
            terms.discard("splice_region_variant")
        if "splice_donor_5th_base_variant" in terms:
            terms -= {"splice_donor_region_variant", "splice_region_variant"}
        if "splice_donor_region_variant" in terms:
            terms.discard("splice_region_variant")
    zones = {each.zone for each in taken} if s != e else _zones_of(model, label[s - 1], label[s])
    if model.coding is None:
        exonic = "exon" in zones
        terms.add(
            "non_coding_transcript_exon_variant" if exonic else "non_coding_transcript_variant"
        )
        return terms
    if s == e:
        within = label[s - 1].exon is not None and label[s - 1].exon == label[s].exon
    else:
        within = all(p in label and label[p].exon is not None for p in range(s, e)) and (
            len({label[p].exon for p in range(s, e)}) == 1
        )
    if within:
        terms |= _translated(bases, model, s, e, new)
    else:
        words = {
            "5": "5_prime_UTR_variant",
            "cds": "coding_sequence_variant",
            "3": "3_prime_UTR_variant",
        }
        terms |= {words[zone] for zone in zones if zone in words}
        coding = [p for p in model.places() if model.coding[0] <= p < model.coding[1]]
        if (
            s != e
            and model.phase == 0
            and "cds_start_NF" not in model.tags
            and any(s <= p < e for p in coding[:3])
        ):
            terms = (terms - {"coding_sequence_variant"}) | {"start_lost"}
    return terms


class _Label:
    """What one base is: the exon's number or None, its zone, the terms of a change of it."""

    def __init__(
        self, exon: int | None, zone: str, near: set[str], intron: int | None = None
    ) -> None:
        self.exon, self.zone, self.near, self.intron = exon, zone, near, intron
        self.from_donor = self.to_acceptor = 0
        self.beside: set[int] = set()  # introns of which an exon's base is one of the three beside


def _labels(model: Model) -> dict[int, _Label]:
    label: dict[int, _Label] = {}
    places = model.places()
    if model.coding:
        coding = [p for p in places if model.coding[0] <= p < model.coding[1]]
        first, last = places.index(coding[0]), places.index(coding[-1])
    for i, p in enumerate(places):
        exon = next(k for k, (a, b) in enumerate(model.exons) if a <= p < b)
        zone = "exon"
        if model.coding:
            zone = "5" if i < first else ("cds" if i <= last else "3")
        label[p] = _Label(exon, zone, set())
    for k, ((_, a), (b, _)) in enumerate(zip(model.exons, model.exons[1:], strict=False)):
        for p in range(a, b):
            left, right = p - a + 1, b - p  # 1 for the base beside the exon
            d, t = (left, right) if model.strand > 0 else (right, left)
            near: set[str] = set()
            if d <= 2:
                near.add("splice_donor_variant")
            if t <= 2:
                near.add("splice_acceptor_variant")
            if d > 2 and t > 2:
                near.add("intron_variant")
            if 3 <= d <= 8 or 3 <= t <= 8:
                near.add("splice_region_variant")
            if d == 5:
                near.add("splice_donor_5th_base_variant")
            if 3 <= d <= 6:
                near.add("splice_donor_region_variant")
            if 3 <= t <= 17:
                near.add("splice_polypyrimidine_tract_variant")
            label[p] = _Label(None, "intron", near)
            label[p].from_donor, label[p].to_acceptor = d, t
        for p in (*range(a - 3, a), *range(b, b + 3)):
            if p in label and label[p].exon in (k, k + 1):
                label[p].near.add("splice_region_variant")
                label[p].beside.add(k)
    return label


def _inserted(model: Model, left: _Label, right: _Label) -> set[str]:
    """Splice and intron terms of bases put between two neighbours: what both neighbours share."""
    if left.exon is not None and right.exon is not None:
        return {"splice_region_variant"} if left.beside & right.beside else set()
    if left.exon is not None or right.exon is not None:
        return {"splice_region_variant"}  # exactly between exon and intron
    terms = left.near & right.near
    pairs = {(left.from_donor, right.from_donor), (right.from_donor, left.from_donor)}
    ends = {(left.to_acceptor, right.to_acceptor), (right.to_acceptor, left.to_acceptor)}
    terms.discard("splice_donor_5th_base_variant")
    if (2, 3) in pairs or (2, 3) in ends:
        terms |= {"splice_region_variant", "intron_variant"}
    if terms & {"splice_donor_variant", "splice_acceptor_variant"}:
        terms.discard("splice_region_variant")
    if "splice_donor_region_variant" in terms:
        terms.discard("splice_region_variant")
    return terms


def _zones_of(model: Model, left: _Label, right: _Label) -> set[str]:
    if left.exon is None and right.exon is None:
        return {"intron"}
    if left.exon is not None and left.exon == right.exon:
        return {left.zone, right.zone}
    inner = left if left.exon is not None else right
    if inner.zone == "cds" and model.coding is not None:
        # The coding sequence has to go on beyond the intron for the place to be within it.
        coding = [p for p in model.places() if model.coding[0] <= p < model.coding[1]]
        edge = min(coding) if inner is right else max(coding)
        labels = _labels(model)
        at_edge = labels[edge].exon == inner.exon and (
            edge == model.exons[inner.exon][0 if inner is right else 1] - (inner is left)
        )
        if at_edge:
            forward = (inner is right) == (model.strand > 0)
            return {"5" if forward else "3"}
    return {inner.zone}


def _translated(bases: str, model: Model, s: int, e: int, new: str) -> set[str]:
    """Terms of an edit within one exon, by the whole transcript before and after."""
    places = model.places()
    text = "".join(bases[p] for p in places)
    if model.strand < 0:
        text, new = text.translate(str.maketrans("ACGTN", "TGCAN")), reverse(new)
    assert model.coding is not None
    coding = [i for i, p in enumerate(places) if model.coding[0] <= p < model.coding[1]]
    u, v = coding[0], coding[-1] + 1
    low = places.index(s if model.strand > 0 else e - 1)
    high = low + e - s
    if high <= u:
        return {"5_prime_UTR_variant"}
    if low >= v:
        return {"3_prime_UTR_variant"}
    cds, edited = text[u:v], text[:low] + new + text[high:]
    delta = len(edited) - len(text)
    mito = model.contig == "MT"
    f = model.phase
    known_start = f == 0 and "cds_start_NF" not in model.tags

    def protein(sequence: str) -> str:
        return translate(sequence, mitochondrial=mito)

    old = protein(cds[f:])
    tail = (len(cds) - f) % 3
    ends = tail == 0 and old.endswith("*")
    intact = edited[: len(edited) - (len(text) - v)].endswith(cds)
    if low < u or high > v:
        terms: set[str] = set()
        if low < u:
            terms.add("5_prime_UTR_variant")
            if not known_start or high > v:
                terms.add("coding_sequence_variant")
            else:
                terms.add("start_retained_variant" if intact else "start_lost")
        if high > v:
            terms.add("3_prime_UTR_variant")
            if not ends or low < u:
                terms.add("coding_sequence_variant")
            elif low >= v - 3 and protein(edited[v - 3 : v]) == "*":
                terms.add("stop_retained_variant")
            else:
                terms.add("stop_lost")
        return terms
    shift = {"frameshift_variant"} if delta % 3 else set()
    touched = sorted({(i - u - f) // 3 for i in range(low, high)})
    if not touched and (low - u - f) % 3:
        touched = [(low - u - f) // 3]
    if low < u + f:
        return shift or {"coding_sequence_variant"}
    first = (low - u - f) // 3
    if tail and (first >= len(old) or (touched and touched[-1] >= len(old))):
        if first >= len(old):
            return {"incomplete_terminal_codon_variant", "coding_sequence_variant"}
        return shift or {"coding_sequence_variant"}
    # The frame of what is read afterwards, as far as the transcript goes.
    mutated = protein(edited[u + f :])
    terms = set()
    if known_start and touched and touched[0] == 0:
        if delta == 0:
            if mutated[0] == "X":
                return {"coding_sequence_variant"}
            if mutated[0] != "M":
                return {"start_lost"}
            terms.add("start_retained_variant")
        elif intact:
            return {"start_retained_variant"}
        elif mutated[0] != "M":
            return {"start_lost"} | shift
    last = len(old) - 1
    at_stop = ends and (last in touched or (not touched and first == last))
    few = len(touched)
    if delta % 3:
        if at_stop and first == last:
            stays = mutated[last : last + 1] == "*"
            return {"stop_retained_variant"} if stays else {"frameshift_variant", "stop_lost"}
        window = mutated[first : first + (3 * few + delta) // 3]
        terms.add("frameshift_variant")
        if "*" in window and not at_stop:
            terms.add("stop_gained")
        if at_stop and "*" not in window:
            terms.add("stop_lost")
        return terms
    before, after = old[first : first + few], mutated[first : first + few + delta // 3]
    recoded = {(places.index(p) - u - f) // 3 for p in model.recoded}
    stops = {k for k, letter in enumerate(before) if letter == "*"}
    unexplained = {
        k for k in stops if first + k not in recoded and first + k != (last if ends else -1)
    }
    if "X" in before or unexplained or "X" in after:
        return terms | {"coding_sequence_variant"}
    if recoded:
        old_codons = [cds[f + 3 * k : f + 3 * k + 3] for k in range(first, first + few)]
        new_codons = [edited[u + f + 3 * k :][:3] for k in range(first, first + len(after))]
        before = "".join("U" if first + k in recoded else letter for k, letter in enumerate(before))
        after = "".join(
            "U" if first + k in recoded and k < few and new_codons[k] == old_codons[k] else letter
            for k, letter in enumerate(after)
        )
    if delta == 0:
        if "*" in before:
            if "*" not in after:
                return terms | {"stop_lost"}
            if after.index("*") < before.index("*"):
                return terms | {"stop_gained"}
            same = before == after
            return terms | {"stop_retained_variant"} | (set() if same else {"missense_variant"})
        if "*" in after:
            return terms | {"stop_gained"}
        return terms | {"synonymous_variant" if before == after else "missense_variant"}
    gained = {"stop_gained"} if "*" in after and "*" not in before else set()
    if "*" in before and "*" not in after:
        return terms | {"stop_lost"} | (set() if new else {"inframe_deletion"})
    if at_stop and after.startswith("*") and (before.startswith("*") or not before):
        return terms | {"stop_retained_variant"}
    if delta < 0:
        if not new:
            return terms | gained | {"inframe_deletion"}
        return terms | (gained or {"protein_altering_variant"})
    kept = after[: after.index("*") + 1] if "*" in after else after
    if kept.startswith(before) or kept.endswith(before):
        return terms | gained | {"inframe_insertion"}
    return terms | (gained or {"protein_altering_variant"})
