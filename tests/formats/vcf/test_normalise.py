"""Normalisation against `bcftools norm -m -any -f`, on generated and on real alleles."""

import random
import subprocess
from pathlib import Path

import pysam
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.formats.fasta import Reference
from samvar.formats.vcf.normalise import normalise
from samvar.formats.vcf.read import open_vcf
from samvar.model.errors import NotNormalised, ReferenceMismatch
from samvar.model.genome import Assembly
from samvar.model.variant import Variant

REPEATS = st.one_of(
    st.text("ACGT", min_size=1, max_size=60),
    st.builds(
        lambda unit, n: unit * n, st.text("ACGT", min_size=1, max_size=4), st.integers(2, 30)
    ),
    st.sampled_from(("NNNN", "acgtacgt", "RYKM", "aaaaaaa")),
)
SEQUENCE = st.lists(REPEATS, min_size=1, max_size=6).map("".join)


@pytest.fixture(scope="session")
def bcftools_norm(needs_program):
    program = needs_program("bcftools")

    def run(vcf: Path, fasta: Path) -> set[tuple[str, int, str, str]]:
        done = subprocess.run(
            [program, "norm", "-m", "-any", "-f", str(fasta), str(vcf)],
            capture_output=True,
            text=True,
            check=True,
        )
        rows = [line.split("\t") for line in done.stdout.splitlines() if not line.startswith("#")]
        return {(r[0], int(r[1]), r[3].upper(), r[4].upper()) for r in rows}

    return run


@pytest.fixture(scope="session")
def workplace(tmp_path_factory):
    return tmp_path_factory.mktemp("norm")


def write_fasta(path: Path, contigs: dict[str, str], width: int) -> Path:
    path.with_name(path.name + ".fai").unlink(missing_ok=True)
    lines = []
    for name, bases in contigs.items():
        lines += [f">{name}", *(bases[i : i + width] for i in range(0, len(bases), width))]
    path.write_text("\n".join(lines) + "\n")
    return path


def write_sites(path: Path, contigs, rows) -> Path:
    lines = ["##fileformat=VCFv4.2", *(f"##contig=<ID={name}>" for name in contigs)]
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    lines += [f"{c}\t{p + 1}\t.\t{r}\t{a}\t.\t.\t." for c, p, r, a in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


def ours(vcf: Path, fasta: Path) -> list[tuple[str, int, str, str]]:
    reference = Reference.open(fasta, Assembly.GRCh38, partial=True)
    with open_vcf(vcf, assembly=Assembly.GRCh38, reference=reference) as file:
        assert file.normalised_by == "reference"
        return [
            (str(contig), position + 1, ref, alt)
            for calls in file.batches()
            for contig, position, ref, alt in zip(
                calls.contig.tolist(), calls.position.tolist(), calls.ref, calls.alt, strict=True
            )
        ]


def _bases(text: str) -> str:
    return "".join(c if c in "ACGT" else "N" for c in text.upper())


@st.composite
def sites(draw):
    contigs = {name: draw(SEQUENCE) for name in ("1", "2")}
    rows = []
    for _ in range(draw(st.integers(1, 40))):
        name = draw(st.sampled_from(("1", "2")))
        known = _bases(contigs[name])
        start = draw(st.integers(0, len(known) - 1))
        ref = known[start : start + draw(st.sampled_from((1, 1, 2, 3, 8, 40)))]
        alts: dict[str, str] = {}
        for _ in range(draw(st.sampled_from((1, 1, 2, 3)))):
            cut = draw(st.integers(0, len(ref)))
            alt = draw(
                st.sampled_from(
                    (
                        ref[:cut] + draw(st.text("ACGTN", max_size=4)) + ref[cut:],
                        ref[:cut] + ref[cut + 1 :],
                        ref[: cut + 1] * 2,
                        draw(st.text("ACGT", max_size=5)) + ref[-1],
                        ref[0] + draw(st.text("ACGT", max_size=5)),
                    )
                )
            )
            if alt and alt != ref:
                alts[alt] = draw(st.sampled_from((alt, alt.lower())))
        if alts:
            rows.append(
                (name, start, draw(st.sampled_from((ref, ref.lower()))), ",".join(alts.values()))
            )
    return contigs, rows, draw(st.sampled_from((1, 7, 60, 100_000)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=sites())
def test_generated_alleles_are_normalised_as_bcftools_does(bcftools_norm, workplace, content):
    contigs, rows, width = content
    fasta = write_fasta(workplace / "made.fa", contigs, width)
    vcf = write_sites(workplace / "made.vcf", contigs, rows)
    found = ours(vcf, fasta)
    assert len(found) == len(set(found))
    assert set(found) == bcftools_norm(vcf, fasta)
    reference = Reference.open(fasta, Assembly.GRCh38, partial=True)
    one_by_one = {
        normalise(Variant(Assembly.GRCh38, c, p, r.upper(), alt.upper()), reference)
        for c, p, r, alts in rows
        for alt in alts.split(",")
    }
    assert {(v.contig, v.position + 1, v.ref, v.alt) for v in one_by_one} == set(found)


REAL = [
    "pharmacogenomics/1kgp/GRCh37/DPYD.vcf.gz",
    "pharmacogenomics/pharmcat/pharmcat_positions.vcf",
    "rare_disease/slivar/ashk-trio.vcf.gz",
    "rare_disease/scout/643594.clinical.vcf.gz",
    "rare_disease/scout/NIST.trgt.stranger.vcf.gz",
]


@pytest.mark.parametrize("name", REAL)
def test_real_alleles_are_normalised_as_bcftools_does(bcftools_norm, workplace, shared_data, name):
    """Real records on a painted reference: their own REF bases, and repeats in between."""
    rng = random.Random(name)
    bases = bytearray()
    rows = []
    with pysam.VariantFile(str(shared_data / name)) as file:
        for record in file:
            alts = [a for a in record.alts or () if not set(a) - set("ACGTN")]
            if not alts or set(record.ref) - set("ACGTN"):
                continue
            # A tail of the record's own bases to the left gives indels room to roll.
            bases += (
                record.ref[-1] * rng.randint(0, 3) + record.ref[1:] * rng.randint(0, 2)
            ).encode()
            bases += rng.choice((b"A", b"CA", b"GATT"))
            rows.append(("1", len(bases), record.ref, ",".join(alts)))
            bases += record.ref.encode()
    contigs = {"1": bases.decode()}
    fasta = write_fasta(workplace / "real.fa", contigs, 60)
    vcf = write_sites(workplace / "real.vcf", contigs, rows)
    found = ours(vcf, fasta)
    assert len(found) > 50
    assert set(found) == bcftools_norm(vcf, fasta)


@pytest.fixture
def small(tmp_path):
    return write_fasta(tmp_path / "small.fa", {"1": "AAAACGTACGT", "2": "ACGT"}, 5)


def test_a_wrong_ref_is_a_mismatch_with_its_line(small, tmp_path):
    vcf = write_sites(tmp_path / "x.vcf", "12", [("1", 4, "C", "T"), ("2", 1, "G", "T")])
    with pytest.raises(ReferenceMismatch) as caught:
        ours(vcf, small)
    assert caught.value.where.line == 6


def test_a_record_out_of_the_references_reach_cannot_be_normalised(small, tmp_path):
    vcf = write_sites(tmp_path / "x.vcf", "12", [("1", 4, "C", "T"), ("1", 40, "G", "T")])
    with pytest.raises(NotNormalised) as caught:
        ours(vcf, small)
    assert caught.value.where.line == 6


def test_a_record_out_of_reach_is_taken_on_assertion_and_marked(small, tmp_path):
    vcf = write_sites(tmp_path / "x.vcf", "1", [("1", 40, "GAA", "GA")])
    reference = Reference.open(small, Assembly.GRCh38, partial=True)
    with open_vcf(
        vcf, assembly=Assembly.GRCh38, reference=reference, assert_normalised=True
    ) as file:
        (calls,) = file.batches()
    assert (calls.position.tolist(), calls.ref, calls.alt) == ([40], ("GA",), ("G",))
    assert file.normalised_by == "asserted"


def test_without_reference_or_assertion_nothing_is_read(write_vcf):
    with pytest.raises(NotNormalised):
        open_vcf(write_vcf(["1 100 . A C . . . GT 0/1 0/0"]))


def test_the_tally_says_what_was_changed_and_split(small, tmp_path):
    rows = [("1", 3, "AC", "A"), ("1", 3, "A", "AA,C"), ("1", 1, "A", "T")]
    reference = Reference.open(small, Assembly.GRCh38, partial=True)
    vcf = write_sites(tmp_path / "x.vcf", "1", rows)
    with open_vcf(vcf, assembly=Assembly.GRCh38, reference=reference) as file:
        (calls,) = file.batches()
    assert list(zip(calls.position.tolist(), calls.ref, calls.alt, strict=True)) == [
        (3, "AC", "A"),
        (0, "A", "AA"),
        (3, "A", "C"),
        (1, "A", "T"),
    ]
    tally = file.tally
    assert (tally.records, tally.accepted, tally.normalised, tally.split) == (3, 3, 1, 1)
