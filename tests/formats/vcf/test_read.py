"""What becomes of records: taken, split, left out or refused, and what the tally says of it."""

from samvar.formats.vcf.read import open_vcf

LEFT_OUT = [
    ("1 100 . A * . . . GT 0/1 0/0", "spanning deletion (*)"),
    ("1 100 . A <DEL> . . END=900 GT 0/1 0/0", "symbolic allele"),
    ("1 100 . A <CNV> . . . GT 0/1 0/0", "symbolic allele"),
    ("1 100 . A A[2:200[ . . . GT 0/1 0/0", "breakend"),
    ("1 100 . A ]2:200]A . . . GT 0/1 0/0", "breakend"),
    ("1 100 . A A. . . . GT 0/1 0/0", "breakend"),
    ("1 100 . A . . . . GT 0/0 0/0", "no alternative allele"),
    ("1 100 . A <NON_REF> . . END=200 GT 0/0 0/0", "reference block"),
    ("1 100 . A <*> . . END=200 GT 0/0 0/0", "reference block"),
    ("GL000191.1 100 . A C . . . GT 0/1 0/0", "not a primary contig"),
    ("chrUn 100 . A C . . . GT 0/1 0/0", "not a primary contig"),
]
REFUSED = [
    ("1 100 . A C,R . . . GT 0/1 0/0", "ALT is not a sequence of A, C, G, T, N"),
    ("1 100 . A C,A . . . GT 0/1 0/0", "ALT is the same as REF"),
    ("1 100 . R C,<DEL> . . . GT 0/1 0/0", "REF is not a sequence of A, C, G, T, N"),
    ("1 0 . N C . . . GT 0/1 0/0", "position 0 holds no bases"),
    ("1 50 . G T . . . GT 0/1 0/0", "the same variant stands before"),
    ("1 50 . GA TA . . . GT 0/1 0/0", "the same variant stands before"),
    ("1 100 . C T,T . . . GT 0/1 0/0", "the same variant stands before"),
]
BEFORE = "1 50 . G T . . . GT 0/1 0/0"


def read(path, **how):
    with open_vcf(path, assert_normalised=True, **how) as file:
        calls = list(file.batches())
    return file, calls


def test_what_is_no_small_variant_is_left_out_with_a_reason(write_vcf):
    for record, reason in LEFT_OUT:
        file, _ = read(write_vcf([BEFORE, record]))
        assert file.tally.skipped == {reason: 1}, record
        assert (file.tally.records, file.tally.accepted) == (2, 1), record
        assert file.tally.refused == []


def test_what_cannot_be_taken_is_refused_with_its_line(write_vcf):
    for record, reason in REFUSED:
        file, _ = read(write_vcf([BEFORE, record]))
        assert file.tally.refused[:1] == [(21, reason)], record


def test_a_split_record_counts_the_other_allele_as_called_not_as_reference(write_vcf, read_rows):
    rows = read_rows(write_vcf(["1 100 . A C,*,GT . . . GT 1/2 3/1"]))
    assert [(row.alt, row.dosage, row.called) for row in rows] == [
        ("C", [1, 1], [2, 2]),
        ("GT", [0, 1], [2, 2]),
    ]


def test_the_first_of_two_equal_variants_wins_across_batches_and_order(write_vcf, read_rows):
    far = [f"2 {5000 - n} . A C . . . GT 0/1 0/0" for n in range(100)]
    again = [f"2 {5000 - n} . A C . . . GT 1/1 1/1" for n in range(100)]
    long = "1 9 . " + "ACGT" * 5 + " A . . . GT 0/1 0/0"
    rows = read_rows(write_vcf([long, *far, *again, long, long.replace("ACGT ", "ACGA ")]), sites=7)
    assert len(rows) == 102
    assert all(row.dosage == [1, 0] for row in rows)


def test_contig_names_of_every_kind_are_one(write_vcf, read_rows):
    names = ("chr1", "CHR1", "chrX", "MT", "chrM", "M", "NC_000010.11", "NC_000010.10", "chr01")
    rows = read_rows(
        write_vcf([f"{n} {p} . A C . . . GT 0/1 0/0" for p, n in enumerate(names, 100)])
    )
    assert [row.contig for row in rows] == [1, 1, 23, 25, 25, 25, 10]


def test_only_pass_and_nothing_pass(write_vcf, read_rows):
    filters = ("PASS", ".", "q10", "PASS;q10", "pass", "PAS")
    rows = read_rows(
        write_vcf([f"1 {p} . A C . {f} . GT 0/1 0/0" for p, f in enumerate(filters, 100)])
    )
    assert [row.passed for row in rows] == [True, True, False, False, False, False]


def test_a_batch_keeps_the_alleles_of_a_record_together(write_vcf):
    _, calls = read(write_vcf(["1 100 . A C,G,T . . . GT 1/2 0/3", "1 200 . A C . . . GT 0/1 0/0"]))
    with open_vcf(
        write_vcf(["1 9 . A C,G,T . . . GT 1/2 0/3", BEFORE]), assert_normalised=True
    ) as f:
        assert [len(batch) for batch in f.batches(sites=1)] == [3, 1]
    assert [len(batch) for batch in calls] == [4]


def test_a_file_without_samples_is_a_list_of_sites(write_vcf):
    file, (calls,) = read(write_vcf(["1 100 . A C . . .", "1 200 . A . . . ."], samples=()))
    assert (len(calls), calls.dosage.shape, file.samples) == (1, (1, 0), ())


def test_a_file_without_records_is_fine(write_vcf):
    file, calls = read(write_vcf([]))
    assert (calls, file.tally.records) == ([], 0)
    assert {name: len(s) for name, s in file.callable_stretches().items()} == {"a": 0, "b": 0}


def test_many_lines_and_contigs_cross_the_chunk_border(write_vcf, read_rows, monkeypatch):
    monkeypatch.setattr("samvar.formats.stream.CHUNK", 1000)
    records = [f"{c} {p} . A C . . . GT 0/1 1/1" for c in "12X" for p in range(1, 400)]
    for form in ("plain", "gzip", "bgzip", "bcf"):
        rows = read_rows(write_vcf(records, form=form))
        assert [row.position for row in rows] == [*range(399)] * 3
