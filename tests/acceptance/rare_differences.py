"""Where the demo trio's stored models and scores are not ours, each with what makes the difference.

`python -m tests.acceptance.rare_differences FOLDER`, the folder of Scout's demo, prints the tables
of the page; a test holds the page to them.
"""

from __future__ import annotations

import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO, cast

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance import judge
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.analyse.outcome import calls_of
from samvar.focus.rare_disease.analyse.rank_model.read import rank_model
from samvar.focus.rare_disease.analyse.rank_model.score import rank
from samvar.focus.rare_disease.intake.contig import GeneSource
from samvar.focus.rare_disease.intake.kin import Wanted, contigs
from samvar.focus.rare_disease.model.family import families_of
from samvar.focus.rare_disease.model.inheritance import MODELS, Model, Status
from samvar.formats.ped.read import read_ped
from samvar.formats.vcf.annotation import Annotator, annotations_of
from samvar.formats.vcf.kin import KinFile

Info = dict[str, str]
VCF, PED, MODEL = "643594.clinical.vcf.gz", "643594.ped", "rank_model_-v1.20-.ini"
GENMODS = tuple(Model(each) for each in (
    "AR_hom", "AR_hom_dn", "AR_comp", "AR_comp_dn", "AD", "AD_dn", "XR", "XR_dn", "XD", "XD_dn",
))  # fmt: skip


def opened(path: Path) -> TextIO:
    """The text of a file, packed or not."""
    return cast(TextIO, gzip.open(path, "rt") if path.suffix == ".gz" else path.open())


def records(path: Path) -> Iterator[tuple[list[str], Info]]:
    """The first seven columns and INFO of each record."""
    with opened(path) as lines:
        for line in lines:
            if not line.startswith("#"):
                fields = line.rstrip("\n").split("\t")
                pairs = (item.partition("=") for item in fields[7].split(";"))
                yield fields[:7], {key: value for key, _, value in pairs}


def listed(info: Info, key: str) -> set[str]:
    """`family:a|b` as a set, scores left out."""
    text = info.get(key, "").split(",")[0].partition(":")[2]
    return {each.partition(">")[0] for each in text.split("|")} - {""}


def categories(path: Path) -> list[str]:
    """The categories of RankResult, in the file's order."""
    with opened(path) as lines:
        line = next(each for each in lines if each.startswith("##INFO=<ID=RankResult,"))
    return line.partition('Description="')[2].rstrip('">\n').split("|")


def scores(folder: Path) -> list[str]:
    """A row for each category of a record that scores otherwise by the fields that stand there."""
    model = rank_model(folder / MODEL)
    file = KinFile(folder / VCF)
    csq = next(x.columns for x in annotations_of(file.head) if x.annotator is Annotator.VEP)
    order = categories(folder / VCF)
    rows = []
    for place, info in records(folder / VCF):
        fields = {f"INFO/{key}": value for key, value in info.items()}
        fields["FILTER"] = place[6]
        ranked = rank(model, fields, csq)
        stored = dict(zip(order, map(int, info["RankResult"].split("|")), strict=True))
        for name, ours in ranked.categories:
            if stored[name] != ours:
                said = ", ".join(
                    f"{x.plugin} {'not reported' if x.value is None else x.value}: {x.score}"
                    for x in ranked.contributions
                    if x.category == name
                )
                rows.append(
                    f"| {place[0]}:{place[1]} | {name} | {stored[name]} | {ours} | {said} |"
                )
    return rows


def models(folder: Path) -> list[str]:
    """For each of genmod's models: of how many records it was stored, and what we say of them."""
    family = families_of(read_ped(folder / PED))[0]
    file = KinFile(folder / VCF)
    source = GeneSource.of(annotations_of(file.head), listed=False)
    assert source is not None
    samples = tuple(member.name for member in family.members)
    said: dict[Model, Counter[str]] = {model: Counter() for model in GENMODS}
    stored = [listed(info, "GeneticModels") for _, info in records(folder / VCF)]
    line = 0
    for contig in contigs(file, Wanted(samples, source, frozenset(), None)):
        calls = calls_of(contig, family, np.arange(len(samples)), file.assembly)
        inside = GeneRows.of([tuple(contig.genes[k]) for k in contig.line.tolist()])
        verdicts = judge(family, calls, inside).verdicts
        for row, own in enumerate(contig.line.tolist()):
            for model in GENMODS:
                if model.value in stored[line + own]:
                    verdict = verdicts.of(row, model)
                    why = "" if verdict.status is Status.MET else f": {verdict.said(family)}"
                    said[model][f"{_WORDS[verdict.status]}{why}"] += 1
        line += contig.lines
    return [
        f"| {model.value} | {count} | {text} |"
        for model in MODELS
        if model in said
        for text, count in sorted(said[model].items(), key=lambda each: (-each[1], each[0]))
    ]


_WORDS = {Status.MET: "met", Status.NOT_ASSESSED: "not assessed", Status.NOT_MET: "refuted"}


if __name__ == "__main__":
    where = Path(sys.argv[1])
    sys.stdout.write("\n".join([*models(where), "", *scores(where), ""]))
