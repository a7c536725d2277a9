"""The many ways to write one variant meet in one form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.fasta import Reference
from samvar.formats.hgvs import parse_variant
from samvar.model.errors import BadVariant, ReferenceMismatch
from samvar.model.genome import Assembly

A37, A38 = Assembly.GRCh37, Assembly.GRCh38
#        1234567890123456789012345
BASES = "GATTTTTACACACAGCGTAACGTNN"


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    path = tmp_path_factory.mktemp("ref") / "x.fa"
    path.write_text(f">10\n{BASES}\n>MT\n{BASES}\n")
    return Reference.open(path, A38, partial=True)


SAME = [
    # written                        normalised
    ("10-2-A-G", "10-2-A-G"),
    ("NC_000010.11:g.2A>G", "10-2-A-G"),
    ("NC_000010.11:1:A:G", "10-2-A-G"),
    ("NC_000010.11:g.7del", "10-2-AT-A"),
    ("NC_000010.11:g.7delT", "10-2-AT-A"),
    ("chr10:g.3_4del", "10-2-ATT-A"),
    ("10:g.3_4delTT", "10-2-ATT-A"),
    ("NC_000010.11:g.7dup", "10-2-A-AT"),
    ("NC_000010.11:g.7dupT", "10-2-A-AT"),
    ("NC_000010.11:g.7_8insT", "10-2-A-AT"),
    ("NC_000010.11:g.13_14dup", "10-7-T-TAC"),
    ("NC_000010.11:6:ACA:A", None),
    ("NC_000010.11:g.13_14del", "10-7-TAC-T"),
    ("NC_000010.11:12:2:", "10-7-TAC-T"),
    ("NC_000010.11:12:CA:", "10-7-TAC-T"),
    ("NC_000010.11:14::CA", "10-7-T-TAC"),
    ("NC_000010.11:g.15_16delinsAT", "10-15-GC-AT"),
    ("NC_000010.11:g.15_16delGCinsAT", "10-15-GC-AT"),
    ("NC_000010.11:g.15delinsAA", "10-15-G-AA"),
    ("NC_000010.11:g.17_18inv", "10-17-GT-AC"),
    ("NC_000010.11:g.1del", "10-1-GA-A"),
    ("NC_000010.11:0::TT", "10-1-G-TTG"),
    ("NC_012920.1:m.7del", "MT-2-AT-A"),
    ("10-7-T-", None),
    ("10-14-AGC-AGCAGC", "10-12-A-ACAG"),
    ("10-6-TTA-TA", "10-2-AT-A"),
]


@pytest.mark.parametrize(("written", "expected"), SAME)
def test_a_variant_is_read_and_normalised(reference, written, expected):
    if expected is None:
        with pytest.raises((BadVariant, ReferenceMismatch)):
            parse_variant(written, A38, reference)
    else:
        assert str(parse_variant(written, A38, reference)) == expected


WRONG = [
    ("NC_000010.10:g.7del", BadVariant),
    ("NC_000010.11:g.7_3del", BadVariant),
    ("NC_000010.11:g.0del", BadVariant),
    ("NC_000010.11:g.7_9insT", BadVariant),
    ("NC_000010.11:g.7insT", BadVariant),
    ("NC_000010.11:g.7=", BadVariant),
    ("NC_000010.11:g.7", BadVariant),
    ("NC_000010.11:g.7delA", ReferenceMismatch),
    ("NC_000010.11:g.7dupA", ReferenceMismatch),
    ("NC_000010.11:12:GG:", ReferenceMismatch),
    ("NC_000010.11:g.2C>G", ReferenceMismatch),
    ("NC_000010.11:g.2_3delinsAT", BadVariant),
    ("NC_000010.11:g.100del", BadVariant),
    ("NC_000010.11:12::", BadVariant),
    ("NC_000010.11:g.1_20000del", BadVariant),
    ("NC_000010.11:c.7del", BadVariant),
    ("GL000191.1:g.7del", BadVariant),
    ("", BadVariant),
]


@pytest.mark.parametrize(("written", "error"), WRONG)
def test_what_is_no_variant_here_is_refused(reference, written, error):
    with pytest.raises(error):
        parse_variant(written, A38, reference)


@pytest.mark.parametrize("written", ["NC_000010.11:g.7del", "NC_000010.11:12:CA:", "chr10:g.7dup"])
def test_a_form_that_needs_the_reference_says_so(reference, written):
    with pytest.raises(BadVariant, match="needs the reference"):
        parse_variant(written, A38)


def test_a_reference_of_another_assembly_is_not_used(reference):
    with pytest.raises(BadVariant, match="GRCh37"):
        parse_variant("10:g.7del", A37, reference)


def test_without_a_reference_shared_bases_are_trimmed():
    assert str(parse_variant("10-100-CAT-CGT", A38)) == "10-101-A-G"


def test_beyond_a_partial_reference_shared_bases_are_trimmed(reference):
    assert str(parse_variant("10-100-CAT-CGT", A38, reference)) == "10-101-A-G"


@settings(max_examples=200, deadline=None)
@given(
    start=st.integers(0, len(BASES) - 2),
    length=st.integers(0, 6),
    new=st.text("ACGT", max_size=4),
)
def test_hgvs_spdi_and_vcf_forms_of_one_change_are_equal(reference, start, length, new):
    end = min(start + length, len(BASES) - 1)
    gone = BASES[start:end]
    changed = BASES[:start] + new + BASES[end:]
    if changed == BASES:
        return
    spdi = f"NC_000010.11:{start}:{gone}:{new}"
    one = parse_variant(spdi, A38, reference)
    assert BASES[: one.position] + one.alt + BASES[one.end :] == changed
    if start == end and start > 0:
        hgvs = f"NC_000010.11:g.{start}_{start + 1}ins{new}"
    elif start < end:
        hgvs = f"NC_000010.11:g.{start + 1}_{end}del" + (f"ins{new}" if new else "")
    else:
        return
    assert parse_variant(hgvs, A38, reference) == one
