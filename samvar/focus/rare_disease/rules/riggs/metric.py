"""Items of the metric for lost and gained copies, with their points.

Source: Riggs et al. 2020, doi:10.1038/s41436-019-0686-8, tables 1 (loss) and 2 (gain). Sentences
are our own; points are in hundredths: 90 stands for 0.90.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.copy_number import Change

SOURCE = "doi:10.1038/s41436-019-0686-8"
PATHOGENIC_FROM, LIKELY_PATHOGENIC_FROM = 99, 90
BENIGN_TO, LIKELY_BENIGN_TO = -99, -90


@dataclass(frozen=True, slots=True)
class Item:
    """One item. usual: its points, None where a person must choose them. low, high: what may be
    chosen for one case. most: what all of its sum may reach; items of one `shared` name share it.
    """

    code: str
    text: str
    usual: int | None
    low: int
    high: int
    most: int
    shared: str = ""

    @property
    def section(self) -> int:
        """1 content, 2 established genes, 3 number of genes, 4 literature, 5 this patient."""
        return int(self.code[0])


def _items(rows: Iterable[tuple[str, str, int | None, int, int, int, str]]) -> Mapping[str, Item]:
    return {row[0]: Item(*row) for row in rows}


_BOTH = (
    ("1A", "It holds protein-coding genes or other functional elements.", 0, 0, 0, 0, ""),
    ("1B", "It holds nothing that is known to have a function.", -60, -60, -60, -60, ""),
    ("4A", "Reported patients whose picture is nearly unique to the gene or region.",
     None, 15, 45, 90, "new"),
    ("4B", "Reported patients whose picture is specific, but not unique.",
     None, 0, 45, 90, "new"),
    ("4C", "Reported patients whose picture is not specific, or has many causes.",
     None, 0, 30, 90, "new"),
    ("4D", "Reported patients whose picture does not fit.", 0, -30, 0, -30, ""),
    ("4E", "Reported patients with a specific picture, inheritance unknown.", 10, 0, 15, 30, ""),
    ("4F", "3 or 4 segregations in reported families.", 15, 15, 15, 45, "segregation"),
    ("4G", "5 or 6 segregations in reported families.", 30, 30, 30, 45, "segregation"),
    ("4H", "7 or more segregations in reported families.", 45, 45, 45, 45, "segregation"),
    ("4I", "Reported families in which an affected person lacks it.", -45, -45, 0, -90, ""),
    ("4J", "Reported families in which somebody has it without the well-defined picture.",
     -30, -30, 0, -90, ""),
    ("4K", "Reported families in which somebody has it without the vague picture.",
     -15, -15, 0, -30, ""),
    ("4L", "Studies find it more often in patients with a specific picture.", 45, 0, 45, 45, ""),
    ("4M", "Studies find it more often in patients with a vague picture.", 30, 0, 30, 45, ""),
    ("4N", "Studies find no difference between patients and controls.", -90, -90, 0, -90, ""),
    ("4O", "It is common in the population.", -100, -100, 0, -100, ""),
    ("5A", "It is new in this patient: points as 4A to 4D.", None, -30, 45, 45, ""),
    ("5B", "From a parent without the patient's well-defined picture, no family history.",
     -30, -45, 0, -45, ""),
    ("5C", "From a parent without the patient's vague picture, no family history.",
     -15, -30, 0, -30, ""),
    ("5D", "It follows the disease in this family: points as 4F to 4H.", None, 0, 45, 45, ""),
    ("5E", "It does not follow the disease in this family: points as 4I to 4K.",
     None, -45, 0, -45, ""),
    ("5F", "Where it is from is not known.", 0, 0, 0, 0, ""),
    ("5G", "Not known; the picture is vague, but as in others with it.", 10, 0, 15, 15, ""),
)  # fmt: skip

LOSS: Mapping[str, Item] = _items((
    *_BOTH,
    ("2A", "A gene or region that does not bear to lose a copy lies in it whole.",
     100, 100, 100, 100, ""),
    ("2B", "A part of such a region lies in it, not its cause, or nobody knows the cause.",
     0, 0, 0, 0, ""),
    ("2C-1", "The 5' end of such a gene with coding sequence.", 90, 45, 100, 100, ""),
    ("2C-2", "The 5' end of such a gene, untranslated only.", 0, 0, 45, 45, ""),
    ("2D-1", "The 3' end of such a gene, untranslated only.", 0, 0, 0, 0, ""),
    ("2D-2", "The last exon of such a gene; pathogenic variants are known in it.",
     90, 45, 90, 90, ""),
    ("2D-3", "The last exon of such a gene; no pathogenic variant is known in it.",
     30, 0, 45, 45, ""),
    ("2D-4", "The last exon of such a gene and others; decay of the transcript is expected.",
     90, 45, 100, 100, ""),
    ("2E", "Both ends in one such gene: points by PVS1.", None, 0, 90, 90, ""),
    ("2F", "It lies whole in a region whose loss is benign.", -100, -100, -100, -100, ""),
    ("2G", "It overlaps a region whose loss is benign, and holds more.", 0, 0, 0, 0, ""),
    ("2H", "Two or more predictors say that a gene in it does not bear to lose a copy.",
     15, 15, 15, 15, ""),
    ("3A", "0 to 24 protein-coding genes.", 0, 0, 0, 0, ""),
    ("3B", "25 to 34 protein-coding genes.", 45, 45, 45, 45, ""),
    ("3C", "35 or more protein-coding genes.", 90, 90, 90, 90, ""),
    ("5H", "Not known; the picture is specific, and as in others with it.", 30, 0, 30, 30, ""),
))  # fmt: skip
GAIN: Mapping[str, Item] = _items((
    *_BOTH,
    ("2A", "A gene or region that does not bear a third copy lies in it whole.",
     100, 100, 100, 100, ""),
    ("2B", "A part of such a region lies in it, not its cause, or nobody knows the cause.",
     0, 0, 0, 0, ""),
    ("2C", "It holds the same genes as a gain that is benign.", -100, -100, -100, -100, ""),
    ("2D", "Smaller than a benign gain, and no end lies in a coding gene.",
     -100, -100, -100, -100, ""),
    ("2E", "Smaller than a benign gain, and an end may lie in a coding gene.", 0, 0, 0, 0, ""),
    ("2F", "Larger than a benign gain, without further coding genes.", -100, -100, 0, -100, ""),
    ("2G", "It overlaps a benign gain, and holds more.", 0, 0, 0, 0, ""),
    ("2H", "A gene that does not bear to lose a copy lies in it whole.", 0, 0, 0, 0, ""),
    ("2I", "Both ends in one such gene: points by PVS1.", None, 0, 90, 90, ""),
    ("2J", "One end in such a gene; the picture is not that of its loss, or unknown.",
     0, 0, 0, 0, ""),
    ("2K", "One end in such a gene; the picture is specific for its loss.", 45, 45, 45, 45, ""),
    ("2L", "An end lies in a gene without known meaning.", 0, 0, 0, 0, ""),
    ("3A", "0 to 34 protein-coding genes.", 0, 0, 0, 0, ""),
    ("3B", "35 to 49 protein-coding genes.", 45, 45, 45, 45, ""),
    ("3C", "50 or more protein-coding genes.", 90, 90, 90, 90, ""),
    ("5H", "Not known; the picture is specific, and as in others with it.",
     None, 0, 30, 30, ""),
))  # fmt: skip
ITEMS: Mapping[Change, Mapping[str, Item]] = {
    change: dict(sorted(items.items()))
    for change, items in ((Change.LOSS, LOSS), (Change.GAIN, GAIN))
}
GENES_FOR_3B_3C: Mapping[Change, tuple[int, int]] = {Change.LOSS: (25, 35), Change.GAIN: (35, 50)}


def class_of_score(hundredths: int) -> Class:
    """The class of a sum.

    >>> [class_of_score(each).tier for each in (99, 98, 90, 89, -89, -90, -98, -99)]
    [5, 4, 4, 3, 3, 2, 2, 1]
    """
    if hundredths >= PATHOGENIC_FROM:
        return Class.PATHOGENIC
    if hundredths >= LIKELY_PATHOGENIC_FROM:
        return Class.LIKELY_PATHOGENIC
    if hundredths > LIKELY_BENIGN_TO:
        return Class.UNCERTAIN
    return Class.LIKELY_BENIGN if hundredths > BENIGN_TO else Class.BENIGN
