"""Real files, read whole and compared with pysam call by call."""

import subprocess

import numpy as np
import pysam
import pytest

from samvar.formats.vcf.read import open_vcf
from samvar.model.genome import Assembly

A37, A38 = Assembly.GRCh37, Assembly.GRCh38
PANELS = [
    ("GRCh38/CYP2C19", 3437, 3202), ("GRCh38/CYP2C9", 1644, 3202), ("GRCh38/SLCO1B1", 3216, 3202),
    ("GRCh38/TPMT", 820, 3202), ("GRCh38/NUDT15", 389, 3202), ("GRCh38/UGT1A1", 626, 3202),
    ("GRCh38/CYP3A5", 703, 3202), ("GRCh38/VKORC1", 196, 3202), ("GRCh37/DPYD", 8262, 2504),
]  # fmt: skip


def read_panel(shared_data, name, records, samples):
    path = shared_data / f"pharmacogenomics/1kgp/{name}.vcf.gz"
    with open_vcf(path, assembly=Assembly(name[:6]), assert_normalised=True) as file:
        calls = list(file.batches())
        assert (len(file.samples), file.assembly_from) == (samples, "stated")
    assert (file.tally.records, file.tally.accepted) == (records, records)
    assert (file.tally.skipped, file.tally.refused) == ({}, [])
    parts = ("dosage", "called", "written")
    return path, *(np.concatenate([getattr(c, part) for c in calls]) for part in parts)


@pytest.mark.parametrize(("name", "records", "samples"), PANELS)
def test_the_pharmacogene_panels_equal_bcftools_genotypes(
    shared_data, needs_program, name, records, samples
):
    path, dosage, called, written = read_panel(shared_data, name, records, samples)
    done = subprocess.run(
        [needs_program("bcftools"), "query", "-f", "%ALT[\t%GT]\n", str(path)],
        capture_output=True,
        check=True,
    )
    row = 0
    for line in done.stdout.splitlines():
        alts, _, people = line.partition(b"\t")
        count = alts.count(b",") + 1
        letters = np.frombuffer(people + b"\t", dtype=np.uint8).reshape(samples, 4)
        pairs = letters[:, [0, 2]].astype(np.int8) - ord("0")  # every allele has one letter here
        assert set(np.unique(pairs)) <= set(range(count + 1))
        for number in range(1, count + 1):
            assert np.array_equal((pairs == number).sum(axis=1), dosage[row])
            row += 1
    assert row == len(dosage)
    assert (called == 2).all()
    assert (written == 2).all()


def every_allele(path, dosage, called, written, step):
    row = 0
    for at, record in enumerate(pysam.VariantFile(str(path))):
        alts = len(record.alleles) - 1
        if at % step == 0:
            alleles = [s.allele_indices for s in record.samples.values()]
            for number in range(1, alts + 1):
                assert [a.count(number) for a in alleles] == dosage[row + number - 1].tolist()
            assert [sum(x is not None for x in a) for a in alleles] == called[row].tolist()
            assert [len(a) for a in alleles] == written[row].tolist()
        row += alts
    assert row == len(dosage)


@pytest.mark.parametrize(("name", "records", "samples"), PANELS)
def test_the_pharmacogene_panels_equal_pysams_genotypes(shared_data, name, records, samples):
    """Each 101st record; pysam needs a minute for all of one panel."""
    every_allele(*read_panel(shared_data, name, records, samples), step=101)


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "records", "samples"), PANELS)
def test_all_records_of_the_panels_equal_pysams_genotypes(shared_data, name, records, samples):
    every_allele(*read_panel(shared_data, name, records, samples), step=1)


def test_panel_counts_equal_those_in_its_own_info(shared_data):
    path = shared_data / "pharmacogenomics/1kgp/GRCh38/CYP2C19.vcf.gz"
    with open_vcf(path, assembly=A38, assert_normalised=True) as file:
        calls = list(file.batches())
    found = [int(ac) for batch in calls for ac in batch.dosage.sum(axis=1, dtype=np.int64)]
    assert found == [record.info["AC"][0] for record in pysam.VariantFile(str(path))]


WHOLE = [
    ("rare_disease/slivar/ashk-trio.vcf.gz", None, 9940),
    ("rare_disease/scout/643594.clinical.vcf.gz", None, 680),
    ("rare_disease/genmod/fixtures/test_vcf_regions_with_chr.vcf", None, 15),
    ("cancer/pcgr/T001-COAD.grch37.vcf.gz", A37, 3317),
    ("pharmacogenomics/pharmcat/haplotype/cyp2c19/s1s17.vcf", None, None),
]


@pytest.mark.parametrize(("name", "assembly", "expected"), WHOLE)
def test_real_files_equal_pysam_in_every_column(
    shared_data, read_rows, slow_rows, name, assembly, expected
):
    found = read_rows(shared_data / name, assembly)
    truth = slow_rows(shared_data / name)
    assert found == list({row[:4]: row for row in reversed(truth)}.values())[::-1]
    assert expected is None or len(found) == expected


def test_a_real_bcf_equals_its_vcf(shared_data, read_rows, tmp_path):
    """Both forms of one file, its header cut to what GRCh37 allows (chr22 is a slice there)."""
    rows = []
    for name in ("sample1-bcbio-cancer.bcf", "sample1-bcbio-cancer.vcf.gz"):
        path = shared_data / "exchange/htsget/variants" / name
        with pysam.VariantFile(str(path)) as source:
            header = str(source.header).replace("length=", "was=")
            (tmp_path / "x.vcf").write_text(header + "".join(map(str, source)))
        if name.endswith(".bcf"):
            with (
                pysam.VariantFile(str(tmp_path / "x.vcf")) as source,
                pysam.VariantFile(str(tmp_path / "x.bcf"), "wb", header=source.header) as out,
            ):
                for record in source:
                    out.write(record)
        rows.append(read_rows(tmp_path / ("x.bcf" if name.endswith(".bcf") else "x.vcf"), A37))
    assert rows[0] == rows[1]
    assert len(rows[0]) > 5


def test_a_joint_call_set_with_a_gvcfs_header_is_no_gvcf(shared_data):
    path = shared_data / "rare_disease/slivar/ashk-trio.vcf.gz"
    with open_vcf(path, assert_normalised=True) as file:
        assert not file.is_gvcf
        assert (file.assembly, file.assembly_from) == (A37, "contigs")


KINDS = {
    "rare_disease/scout/643594.clinical.SV.vcf.gz": ({"symbolic allele": 5}, 14),
    "rare_disease/scout/fusion_data.vcf.gz": ({"breakend": 5}, 0),
    "rare_disease/scout/643594.clinical.mei.vcf.gz": ({"symbolic allele": 252}, 0),
    "infectious_disease/jasen/mtuberculosis/delly.bcf": ({"not a primary contig": 51}, 0),
}


@pytest.mark.parametrize("name", KINDS)
def test_real_structural_and_foreign_records_are_left_out_with_a_reason(shared_data, name):
    skipped, accepted = KINDS[name]
    with open_vcf(shared_data / name, assembly=A37, assert_normalised=True) as file:
        list(file.batches())
        assert not file.is_gvcf
    assert (file.tally.skipped, file.tally.accepted) == (skipped, accepted)
