"""A drawn family on disk: what a laboratory delivers, and beside it what is true."""

from __future__ import annotations

from pathlib import Path

import msgspec

from samvar.demo.rare_disease.coverage import thresholds_text
from samvar.demo.rare_disease.family import Drawn
from samvar.demo.rare_disease.kind import Beside
from samvar.demo.rare_disease.vcf import event_text, repeat_text, small_text
from samvar.focus.rare_disease.model.family import Member
from samvar.formats.ped.read import PedRow
from samvar.formats.ped.write import write_ped
from samvar.model.genome import Sex

CONFIG, TRUTH, REDUCED = "case.yaml", "truth.json", "reduced_penetrance.tsv"
_CHECK = (
    "sample_a,sample_b,n,ibs0,rel,pedigree_parents,predicted_parents,parent_error,"
    "sample_duplication_error\n"
)
_SEX = "error,het_count,het_ratio,ped_sex,predicted_sex,sample_id\n"


class Truth(msgspec.Struct, frozen=True):
    """What was planted. small: names of small variants; event, repeat: the causal one, or ""."""

    label: str
    kind: str
    mode: str
    gene: str
    disease: str
    name: str
    small: tuple[str, ...]
    event: str
    repeat: str
    terms: tuple[str, ...]
    mismatch: bool


def write_family(
    folder: Path, drawn: Drawn, *, synopsis: str = "", owner: str = "", panel: str = ""
) -> Path:
    """Write everything of a family into a folder; returns the load config's path.

    panel: id of one that it names; then the depths of genes lie beside, one file for each member.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = drawn.names
    texts = {
        "small.vcf": small_text(names, drawn.rows),
        "events.vcf": event_text(names, drawn.deletions),
        "repeats.vcf": repeat_text(names, drawn.repeats),
        "ped_check.csv": _relations(drawn),
        "sex_check.csv": _sexes(drawn),
        CONFIG: _config(drawn, synopsis, owner, panel),
        **(depth_files(drawn) if panel else {}),
        **({REDUCED: f"{drawn.gene.symbol}\n"} if drawn.kind.reduced else {}),
        TRUTH: msgspec.json.format(msgspec.json.encode(truth_of(drawn))).decode() + "\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    with (folder / "family.ped").open("wb") as out:
        write_ped(
            out,
            [
                PedRow(drawn.label, m.name, m.father, m.mother, m.sex, m.affected)
                for m in drawn.family.members
            ],
        )
    return folder / CONFIG


def truth_of(drawn: Drawn) -> Truth:
    """What is true of a family."""
    gene = drawn.gene
    grown = drawn.kind.beside is Beside.REPEAT
    return Truth(
        drawn.label, drawn.kind.name, drawn.kind.mode, gene.symbol, gene.disease, gene.name,
        drawn.cause, drawn.deletions[0].name if drawn.deletions else "",
        gene.symbol if grown else "", drawn.terms, drawn.mismatch,
    )  # fmt: skip


def depth_files(drawn: Drawn) -> dict[str, str]:
    """mosdepth's depths of genes, a file for each member, by its name."""
    return {depth_file(each.name): thresholds_text(each.name) for each in drawn.family.members}


def depth_file(member: str) -> str:
    """The name of a member's file of depths."""
    return f"{member}.thresholds.bed"


def _config(drawn: Drawn, synopsis: str, owner: str, panel: str) -> str:
    lines = [
        f"owner: {owner}" if owner else "owner: clinical-genetics",
        f"family: {drawn.label}",
        f"family_name: '{drawn.label}'",
        f"synopsis: {_quoted(synopsis or 'A child with an unexplained disease')}",
        f"phenotype_terms: [{', '.join(drawn.terms)}]",
        "human_genome_build: '38'",
        *([f"gene_panels: [{panel}]"] if panel else []),
        "samples:",
    ]
    for each in drawn.family.members:
        lines.append(
            f"  - {{sample_id: {each.name}, father: '{each.father or 0}', "
            f"mother: '{each.mother or 0}', sex: {each.sex.value}, phenotype: {_health(each)}, "
            "analysis_type: wgs}"
        )
    lines += [
        "vcf_snv: small.vcf", "vcf_sv: events.vcf", "vcf_str: repeats.vcf",
        "peddy_check: ped_check.csv", "peddy_sex: sex_check.csv",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _health(member: Member) -> str:
    return {True: "affected", False: "unaffected", None: "unknown"}[member.affected]


def _relations(drawn: Drawn) -> str:
    """peddy's pairs: a parent shares half, a stranger nothing."""
    members = drawn.family.members
    rows = []
    for at, one in enumerate(members):
        for other in members[at + 1 :]:
            parent = other.name in (one.father, one.mother)
            stranger = drawn.mismatch and other.name == one.father
            shared, apart = (0.503, 5) if parent and not stranger else (0.006, 961)
            told = f"{parent},{parent and not stranger},{stranger}"
            rows.append(f"{one.name},{other.name},10000,{apart},{shared},{told},False\n")
    return _CHECK + "".join(rows)


def _sexes(drawn: Drawn) -> str:
    rows = []
    for each in drawn.family.members:
        man = each.sex is Sex.MALE
        rows.append(
            f"False,{12 if man else 921},{0.03 if man else 1.69},{each.sex.value},"
            f"{each.sex.value},{each.name}\n"
        )
    return _SEX + "".join(rows)
