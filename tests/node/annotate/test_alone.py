"""A release alone, without a node: the same figures, in every form, and what is refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pysam
import pytest

from samvar.formats.fasta import Reference
from samvar.formats.vcf.normalise import normalise
from samvar.model.errors import (
    BadFile,
    BadInput,
    BadSignature,
    Conflict,
    CorruptStore,
    NotFound,
    SamvarError,
    UnknownAssembly,
)
from samvar.model.genome import CODE, Assembly, Sex, contig_name, ploidy
from samvar.model.variant import Variant
from samvar.network.release import table as rows
from samvar.network.release.read import Release
from samvar.network.release.shelf import Shelf
from samvar.node.annotate import AnnotateRequest, annotate_alone
from samvar.node.annotate.alone import open_alone
from tests.network.test_release import KEY, keys_of, manifest

Row = tuple[str, int, str, str]
B38 = Assembly.GRCh38
HEAD = """\
##fileformat=VCFv4.3
##reference=GRCh38
##contig=<ID=1>
##contig=<ID=chrX>
##contig=<ID=GL000191.1>
##ALT=<ID=DEL,Description="deletion">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tANNA\tBO
"""


@pytest.fixture
def make_release(tmp_path: Path) -> Callable[..., Release]:
    """A nodes' release of these rows: ac, an, individuals, hom, hemi by allele."""

    def make(counts: dict[Row, tuple[int, ...]]) -> Release:
        places = [(CODE[row[0]], *row[1:]) for row in counts]
        columns = [*zip(*places, strict=True)] or [(), (), (), ()]
        columns += [*zip(*counts.values(), strict=True)] or [()] * 5
        arrays = [pa.array(c, f.type) for c, f in zip(columns, rows.GENOTYPES, strict=True)]
        table = pa.Table.from_arrays(arrays, schema=rows.GENOTYPES)
        made = msgspec.structs.replace(manifest(), kind="nodes")
        return Shelf(tmp_path / "shelf", keys_of).put(made, table, KEY)

    return make


@pytest.fixture
def annotated(tmp_path: Path) -> Callable[..., Path]:
    """Annotate the text of records; the path of what was written."""

    def run(release: Release, body: str, form: str = "vcf", **change: Any) -> Path:
        source, out = tmp_path / "in.vcf", tmp_path / f"out.{form}"
        source.write_text(HEAD + body.replace(" ", "\t"))
        request = AnnotateRequest(source, **{"assert_normalised": True, **change})
        annotate_alone(release, request, out, form, checked=True)
        return out

    return run


def told(path: Path) -> list[dict[str, Any]]:
    with pysam.VariantFile(str(path)) as file:
        return [dict(record.info) for record in file]


SOME = {
    ("1", 9, "A", "G"): (3, 10, 5, 0, 0),
    ("1", 9, "A", "ACGTACGTACGTACGT"): (2, 10, 5, 1, 0),
    ("1", 19, "AT", "A"): (4, 12, 6, 1, 0),
    ("X", 99_999_999, "C", "T"): (3, 7, 5, 1, 1),
}
BODY = """\
1 20 . ATGC AGC . PASS . GT 0/1 0/0
1 10 . A G,*,<DEL>,C . PASS . GT 0/1 2/4
chrX 100000000 . C T . PASS . GT 1/1 1/1
GL000191.1 5 . A C . PASS . GT 0/1 1/1
1 10 . a acgtacgtacgtacgt . PASS . GT 0/1 ./.
"""


def test_every_form_says_the_same(make_release, annotated):
    release = make_release(SOME)
    plain = told(annotated(release, BODY))
    assert [row.get("SAMVAR_AC") for row in plain] == [
        (4,),
        (3, None, None, None),
        (3,),
        None,
        (2,),
    ]
    assert plain[2]["SAMVAR_CARRIERS"] == (2,)
    for form in ("vcf.gz", "bcf"):
        assert told(annotated(release, BODY, form)) == plain
    table = pq.read_table(annotated(release, BODY, "parquet")).to_pylist()
    assert [(r["contig"], r["position"], r["ref"], r["alt"], r["ac"]) for r in table] == [
        ("1", 19, "AT", "A", 4), ("1", 9, "A", "G", 3), ("1", 9, "A", "C", None),
        ("X", 99_999_999, "C", "T", 3), ("1", 9, "A", "ACGTACGTACGTACGT", 2),
    ]  # fmt: skip
    assert [(r["line"], r["allele"]) for r in table] == [(9, 1), (10, 1), (10, 4), (11, 1), (13, 1)]
    assert [r["af"] for r in table] == [4 / 12, 0.3, None, 3 / 7, 0.2]


@pytest.mark.parametrize("form", ["vcf", "vcf.gz", "bcf", "parquet"])
def test_an_empty_release_and_an_empty_file_are_no_fault(make_release, annotated, form):
    release = make_release({})
    assert annotated(release, "", form).stat().st_size > 0
    if form != "parquet":
        assert told(annotated(release, BODY, form)) == [{}] * 5


def slow(release: dict[Row, tuple[int, ...]], reference: Reference, path: Path) -> list[Any]:
    """National AC and AN of every alternative, record by record, by pysam and plain words."""
    found = []
    with pysam.VariantFile(str(path)) as file:
        for record in file:
            contig, ac, an = contig_name(record.contig), [], []
            for alt in record.alts or ():
                hit = None
                if contig is not None and not set(alt.upper()) - set("ACGTN"):
                    raw = Variant(B38, contig, record.pos - 1, record.ref.upper(), alt.upper())
                    v = normalise(raw, reference)
                    hit = release.get((v.contig, v.position, v.ref, v.alt))
                ac.append(None if hit is None else hit[0])
                an.append(None if hit is None else hit[1])
            nothing = set(ac) <= {None}
            found.append({} if nothing else {"SAMVAR_AC": tuple(ac), "SAMVAR_AN": tuple(an)})
    return found


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_those_of_a_slow_reader_over_a_reference(make_release, tmp_path, seed):
    """Repeats make alleles move; each record of a short sequence is written in its own way."""
    dice = random.Random(seed)
    sequence = "".join(dice.choice(["A", "C", "AC", "GGG", "TAT"]) for _ in range(120))
    fasta = tmp_path / "r.fa"
    fasta.write_text(f">1\n{sequence}\n")
    reference = Reference.open(fasta, B38, partial=True)
    lines, known = [], {}
    for _ in range(300):
        start = dice.randrange(1, len(sequence) - 30)
        ref = sequence[start : start + dice.randint(1, 6)]
        alts = {
            ref[: dice.randint(0, len(ref))] + dice.choice(["", "A", "AC", "GGG"]) for _ in "abc"
        }
        alts = [alt for alt in alts if alt and alt != ref] + dice.choice([["*"], []])
        if not alts:
            continue
        lines.append(f"1\t{start + 1}\t.\t{ref}\t{','.join(alts)}\t.\tPASS\t.\tGT\t0/1\t./.\n")
        for alt in alts:
            if alt != "*" and dice.random() < 0.6:
                v = normalise(Variant(B38, "1", start, ref, alt), reference)
                ac = dice.randint(1, 50)
                known.setdefault(("1", v.position, v.ref, v.alt), (ac, 100, 50, 0, 0))
    source, out = tmp_path / "in.vcf", tmp_path / "out.vcf"
    source.write_text(HEAD + "".join(lines))
    request = AnnotateRequest(source, fields="AC,AN", reference=fasta)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reference, "open", lambda *_: reference)
        annotate_alone(make_release(known), request, out, "vcf", checked=True)
    assert told(out) == slow(known, reference, source)
    assert any(row for row in told(out))


def test_a_reference_that_does_not_hold_the_file_is_an_error_with_the_line(make_release, tmp_path):
    fasta, source = tmp_path / "r.fa", tmp_path / "in.vcf"
    fasta.write_text(">1\nACGTACGTACGT\n")
    source.write_text(
        HEAD + "1\t2\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\t./.\n1\t90\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\t./.\n"
    )
    request = AnnotateRequest(source, reference=fasta)
    reference = Reference.open(fasta, B38, partial=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reference, "open", lambda *_: reference)
        with pytest.raises(SamvarError, match="line 10"):
            annotate_alone(make_release({}), request, tmp_path / "out.vcf", "vcf", checked=True)


SEXES = {"ANNA": Sex.FEMALE, "BO": Sex.MALE}
GENOTYPES = [
    # place                     ANNA    BO     what BO and ANNA have of ac, an, hom, hemi, people
    ("1 10 . A G", "0/1", "1/1", (3, 4, 1, 0, 2)),
    ("1 10 . A G", "./1", "./.", (1, 1, 0, 0, 1)),
    ("1 10 . A G", "0|0", "0/1", (1, 4, 0, 0, 2)),
    ("chrX 100000000 . C T", "1/1", "1/1", (3, 3, 1, 1, 2)),
    ("chrX 100000000 . C T", "0/1", "1", (2, 3, 0, 1, 2)),
    ("chrX 100000000 . C T", "0/0", "0/1", (0, 2, 0, 0, 2)),  # a man is not heterozygous there
]


@pytest.mark.parametrize(("site", "anna", "bo", "family"), GENOTYPES)
def test_the_family_of_the_files_own_columns_leaves_by_sex(
    make_release, annotated, tmp_path, site, anna, bo, family
):
    ped = tmp_path / "f.ped"
    ped.write_text("F\tANNA\t0\t0\t2\t1\nF\tBO\t0\tANNA\t1\t2\nF\tELSEWHERE\t0\t0\t1\t1\n")
    whole = (50, 200, 100, 10, 5)  # ac, an, individuals, hom, hemi
    counts = {("1", 9, "A", "G"): whole, ("X", 99_999_999, "C", "T"): whole}
    names = "AC,AN,HOM,HEMI,INDIVIDUALS"
    body = f"{site} . PASS . GT {anna} {bo}\n"
    (row,) = told(annotated(make_release(counts), body, family=str(ped), fields=names))
    left = [row[f"SAMVAR_{name}"][0] for name in names.split(",")]
    assert left == [a - b for a, b in zip((50, 200, 10, 5, 100), family, strict=True)]


def test_a_family_that_was_never_counted_is_found_out(make_release, annotated, tmp_path):
    ped = tmp_path / "f.ped"
    ped.write_text("F\tANNA\t0\t0\t2\t1\n")
    release = make_release({("1", 9, "A", "G"): (1, 200, 100, 0, 0)})
    with pytest.raises(Conflict, match="more copies of an allele"):
        annotated(release, "1 10 . A G . PASS . GT 1/1 0/0\n", family=str(ped))
    ped.write_text("F\tEVA\t0\t0\t2\t1\n")
    with pytest.raises(BadInput, match="no column of anybody"):
        annotated(release, BODY, family=str(ped))


BAD = [
    ("1 x . A G . PASS . GT 0/1 0/0\n", BadFile, "line 9"),
    ("1 10 . A G . PASS . GT 0/1\n", BadFile, "line 9"),
    ("1 248956500 . A G . PASS . GT 0/1 0/0\n", UnknownAssembly, "line 9"),
    (BODY * 9000 + "1 10 . A\n", BadFile, "line 45009"),
]


@pytest.mark.parametrize("form", ["vcf", "vcf.gz", "bcf", "parquet"])
@pytest.mark.parametrize(("body", "error", "said"), BAD)
def test_a_damaged_file_is_an_error_with_its_line_in_every_form(
    make_release, annotated, form, body, error, said
):
    with pytest.raises(error, match=said):
        annotated(make_release(SOME), body, form)


def test_what_bcf_cannot_hold_is_said(make_release, annotated):
    body = "1 10 . A G . PASS NOBODY=7 GT:ZZ 0/1:7 2/1:8\n"
    with pytest.raises(BadFile, match="cannot be written as BCF"):
        annotated(make_release(SOME), body, "bcf")


def test_another_assembly_is_refused(make_release, annotated):
    with pytest.raises(UnknownAssembly):
        annotated(make_release(SOME), BODY, assembly="GRCh37")


def test_a_release_is_opened_by_its_folder_and_checked(make_release, tmp_path):
    made = make_release(SOME)
    place = tmp_path / "shelf" / made.manifest.name
    assert open_alone(place, None).manifest == made.manifest
    assert open_alone(place / "manifest.json", None).manifest == made.manifest
    with pytest.raises(NotFound, match="no release"):
        open_alone(tmp_path, None)
    with pytest.raises(NotFound, match="no such roster"):
        open_alone(place, tmp_path / "roster.json")
    with pytest.raises(BadSignature):
        Release.open(place, lambda _: ())
    (place / "variants.parquet").chmod(0o600)
    (place / "variants.parquet").write_bytes(b"PAR1")
    with pytest.raises(CorruptStore):
        open_alone(place, None)


def test_ploidy_in_the_table_above_is_that_of_the_model():
    assert [ploidy(B38, "X", 99_999_999, sex) for sex in SEXES.values()] == [2, 1]
