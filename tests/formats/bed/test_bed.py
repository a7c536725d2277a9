"""BED in and out."""

import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.formats.bed.read import read_bed
from samvar.formats.bed.write import write_bed
from samvar.model.calls import Stretches
from samvar.model.errors import BadFile, UnknownAssembly
from samvar.model.genome import Assembly


def rows(stretches):
    parts = (stretches.contig, stretches.start, stretches.end)
    return list(zip(*(part.tolist() for part in parts), strict=True))


def read(tmp_path, text, **how):
    path = tmp_path / "x.bed"
    path.write_text(text)
    return rows(read_bed(path, **how))


def test_a_bed_file_is_the_union_of_its_stretches(tmp_path):
    text = "track name=x\n#c\nbrowser y\nchr2\t5\t9\tgene\t0\t+\r\n\n1 0 5\n1\t5\t8\nchrUn\t1\t2\n"
    assert read(tmp_path, text) == [(1, 0, 8), (2, 5, 9)]


def test_accessions_are_contigs(tmp_path):
    assert read(tmp_path, "NC_000010.11\t1\t2\n", assembly=Assembly.GRCh38) == [(10, 1, 2)]
    with pytest.raises(UnknownAssembly):
        read(tmp_path, "NC_000010.11\t1\t2\n", assembly=Assembly.GRCh37)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("1\t5", "needs contig, start and end"),
        ("1\tx\t9", "whole numbers"),
        ("1\t-1\t9", "whole numbers"),
        ("1\t0\t" + "9" * 5000, "whole numbers"),  # int() takes no number of that length
        ("1\t9\t5", "ends before it starts"),
        ("1\t9\t999999999999", "too long"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(tmp_path, line, what):
    with pytest.raises(BadFile, match=what) as caught:
        read(tmp_path, f"1\t0\t5\n{line}\n")
    assert caught.value.where.line == 2


def test_a_stretch_beyond_the_contig_is_of_another_assembly(tmp_path):
    with pytest.raises(UnknownAssembly):
        read(tmp_path, "MT\t0\t16570\n", assembly=Assembly.GRCh38)


def test_a_file_of_another_organism_holds_nothing(shared_data):
    path = "infectious_disease/jasen/mtuberculosis/converged_who_fohm_tbdb.bed.gz"
    with pytest.raises(BadFile, match="no stretch on a primary contig"):
        read_bed(shared_data / path)


def test_a_real_packed_bed_is_read(shared_data):
    path = (
        shared_data
        / "rare_disease/scout/ACC5963A1_lanes_1234_star_sorted_sj_filtered_sorted.bed.gz"
    )
    with gzip.open(path, "rt") as file:
        lines = [line.split("\t") for line in file]
    covered = {base for c, a, b, *_ in lines if c == "chr1" for base in range(int(a), int(b))}
    found = rows(read_bed(path))
    assert sum(b - a for c, a, b in found if c == 1) == len(covered)


@settings(max_examples=50)
@given(
    made=st.lists(
        st.tuples(st.integers(1, 25), st.integers(0, 500), st.integers(1, 50)), min_size=1
    ),
    prefix=st.sampled_from(("", "chr")),
)
def test_what_is_written_is_read_again(tmp_path_factory, made, prefix):
    stretches = Stretches.of([(c, a, a + length) for c, a, length in made])
    out = io.BytesIO()
    write_bed(out, stretches, prefix=prefix)
    path = tmp_path_factory.mktemp("bed") / "x.bed"
    path.write_bytes(out.getvalue())
    assert rows(read_bed(path)) == rows(stretches)
