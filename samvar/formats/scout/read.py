"""Read Scout's load configs; everything that is wrong with one is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from samvar.formats.scout import keys
from samvar.formats.scout.config import Image, LoadConfig, NamedFile, SampleEntry, Term
from samvar.formats.scout.table import NOBODY, Reading
from samvar.formats.yaml.read import Listing, Node, Table, read_yaml
from samvar.model.errors import BadFile, Where
from samvar.model.fault import Fault
from samvar.model.genome import Sex

_TERM = re.compile(r"HP:\d{7}")
_SEXES = {sex.value: sex for sex in Sex}
_AFFECTED = {"affected": True, "unaffected": False, "unknown": None}
_TRACKS = ("rare", "cancer")
_CASE_WORDS = ("assignee", "status")
_SAMPLE_WORDS = (
    "predicted_ancestry", "tumor_type", "tumor_purity", "tmb", "msi", "hrd", "is_sma",
    "is_sma_carrier", "smn1_cn", "smn2_cn", "smn2delta78_cn", "smn_27134_cn",
)  # fmt: skip


def read_load_config(path: Path) -> tuple[LoadConfig, tuple[Fault, ...]]:
    """A config, and what is wrong with it; no file that it names is opened.

    Raises:
        BadFile: it is no YAML, or no table.
    """
    root = read_yaml(path)
    if not isinstance(root, Table):
        raise BadFile(
            "a load config is a table of keys and values",
            where=root.where,
            remedy="begin with 'owner:', 'family:' and 'samples:'",
        )
    faults: list[Fault] = []
    case = Reading(root, keys.CASE, "", faults)
    samples, files = _samples(case)
    images, pictures = _images(case)
    files = (*case.files(), *_omics(case), *files, *pictures)
    family = case.text("family")
    if family is None:
        case.fault("the config names no family", root.where, "add 'family: an id of the case'")
    track = case.word("track", dict.fromkeys(_TRACKS, True)) or "rare"
    config = LoadConfig(
        path.name,
        family or "",
        case.text("family_name") or family or "",
        case.text("owner"),
        samples,
        files,
        images,
        case.text("human_genome_build"),
        case.text("rna_human_genome_build"),
        case.texts("synopsis"),
        _terms(case, "phenotype_terms"),
        _terms(case, "phenotype_groups"),
        case.texts("gene_panels"),
        case.texts("default_gene_panels"),
        case.texts("cohorts"),
        case.texts("collaborators"),
        track,
        case.text("lims_id"),
        case.text("analysis_date"),
        case.text("rank_model_version"),
        case.text("sv_rank_model_version"),
        case.number("rank_score_threshold"),
        case.said(_CASE_WORDS),
        case.places(),
    )
    return config, tuple(faults)


def _samples(case: Reading) -> tuple[tuple[SampleEntry, ...], tuple[NamedFile, ...]]:
    node = case.node("samples")
    if not isinstance(node, Listing) or not node.items:
        where = case.table.where if node is None else node.where
        case.fault("the config names no sample", where, "add 'samples:' with a list")
        return (), ()
    found: list[SampleEntry] = []
    files: list[NamedFile] = []
    seen: dict[str, Where] = {}
    for number, item in enumerate(node.items, 1):
        if not isinstance(item, Table):
            case.fault("a sample is a table of keys and values", item.where)
            continue
        reading = Reading(item, keys.SAMPLE, f"samples[{number}].", case.faults)
        sample = _sample(reading, item.where)
        if sample.id and sample.id in seen:
            reading.fault(
                f"sample {number} has the sample_id of an earlier one",
                reading.where("sample_id"),
                "give each sample an id of its own",
            )
        elif sample.id:
            seen[sample.id] = item.where
            found.append(sample)
        files += reading.files(sample.id)
        files += _sample_tables(reading, sample.id)
    return tuple(found), tuple(files)


def _sample(row: Reading, where: Where) -> SampleEntry:
    name = row.text("sample_id")
    if name is None:
        row.fault("a sample has no sample_id", where, "add 'sample_id:'")
    sex = row.must_word("sex", _SEXES)
    affected = row.must_word("phenotype", _AFFECTED)
    analysis = row.text("analysis_type")
    if analysis is not None and analysis not in keys.ANALYSIS_TYPES:
        row.fault(
            f"'{analysis[:40]}' is not a type of analysis",
            row.where("analysis_type"),
            f"use one of {', '.join(sorted(keys.ANALYSIS_TYPES))}",
        )
    father, mother = (_parent(row.text(key)) for key in ("father", "mother"))
    return SampleEntry(
        name or "",
        row.text("sample_name") or name or "",
        sex or Sex.UNKNOWN,
        affected,
        father,
        mother,
        where,
        row.text("subject_id"),
        analysis,
        row.text("tissue_type"),
        row.texts("capture_kit"),
        row.text("omics_sample_id"),
        row.flag("confirmed_parent"),
        row.flag("confirmed_sex"),
        row.number("expected_coverage"),
        (*row.said(_SAMPLE_WORDS), *row.nested("bionano_access"), *row.nested("mitodel")),
        row.places(),
    )


def _parent(text: str | None) -> str | None:
    return None if text in NOBODY else text


def _sample_tables(row: Reading, sample: str) -> Iterable[NamedFile]:
    for key, known in (("reviewer", keys.REVIEWER), ("chromograph_images", keys.CHROMOGRAPH)):
        below = row.below(key, known)
        if below is not None:
            yield from below.files(sample, prefix=key == "chromograph_images")


def _omics(case: Reading) -> tuple[NamedFile, ...]:
    below = case.below("omics_files", keys.OMICS)
    return () if below is None else below.files()


def _terms(case: Reading, key: str) -> tuple[Term, ...]:
    found = []
    for text, where in case.placed(key):
        # Some write the name behind the id.
        term = text.split()[0]
        if _TERM.fullmatch(term):
            found.append(Term(term, where))
        else:
            case.fault(
                f"'{term[:40]}' is not a term of the Human Phenotype Ontology",
                where,
                "write HP: and seven digits",
            )
    return tuple(dict.fromkeys(found))


def _images(case: Reading) -> tuple[tuple[Image, ...], tuple[NamedFile, ...]]:
    """Of the case in sections, and of repeat loci; `case` and `str` are older names of the two."""
    node = case.node("custom_images")
    if node is None:
        return (), ()
    if not isinstance(node, Table):
        case.fault("custom_images is a table", node.where, fatal=False)
        return (), ()
    found: list[Image] = []
    for key, below in node.entries:
        name = f"custom_images.{key.value}"
        if key.value in ("str_variants_images", "str"):
            found += _listed(case, name, below, None)
        elif key.value in ("case_images", "case") and isinstance(below, Table):
            for section, images in below.entries:
                found += _listed(case, f"{name}.{section.value}", images, section.value)
        else:
            case.unknown(key, ("str_variants_images", "case_images"))
    return tuple(found), tuple(image.file for image in found)


def _listed(case: Reading, name: str, node: Node, section: str | None) -> list[Image]:
    found: list[Image] = []
    for number, item in enumerate(node.items if isinstance(node, Listing) else (), 1):
        if not isinstance(item, Table):
            case.fault("a picture is a table of keys and values", item.where, fatal=False)
            continue
        row = Reading(item, keys.IMAGE, f"{name}[{number}].", case.faults)
        for file in row.files():
            if file.path.rsplit(".", 1)[-1].lower() not in keys.IMAGE_ENDINGS:
                endings = ", ".join(sorted(keys.IMAGE_ENDINGS))
                row.fault("a picture is of no kind that is shown", file.where, endings, fatal=False)
                continue
            locus = row.text("str_repid")
            sizes = row.whole("width"), row.whole("height")
            words = row.text("title"), row.text("description")
            found.append(Image(*words, section, locus, *sizes, file))
    return found
