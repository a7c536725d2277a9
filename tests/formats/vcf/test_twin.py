"""The fast path against its slow twin: pysam, on generated files of every packing."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CONTIGS = ("1", "2", "chr3", "X", "chrM", "GL000191.1")
BASES = st.text("ACGT", min_size=1, max_size=6)
LONG = st.text("ACGTN", min_size=12, max_size=40)


@st.composite
def genotype(draw, alts):
    ploidy = draw(st.sampled_from((1, 2, 2, 2, 2, 3)))
    alleles = draw(
        st.lists(
            st.sampled_from(("0", "0", ".", *map(str, range(1, alts + 1)))),
            min_size=ploidy,
            max_size=ploidy,
        )
    )
    return draw(st.sampled_from("/|")).join(alleles)


@st.composite
def number(draw):
    return draw(st.sampled_from((".", "0", "7", "99", "1234", "2000000000")))


@st.composite
def record(draw, samples):
    ref = draw(st.one_of(BASES, LONG))
    alts = draw(
        st.lists(
            st.one_of(BASES, LONG, st.sampled_from(("*", "<DEL>", "acg"))),
            min_size=1,
            max_size=4,
            unique_by=str.upper,
        ).filter(lambda found: ref not in [alt.upper() for alt in found])
    )
    if draw(st.integers(0, 9)) == 0:
        alts = ["."]
    keys = ["GT", *draw(st.permutations(("DP", "GQ", "AD", "XX")))][: draw(st.integers(1, 5))]
    count = 0 if alts == ["."] else len(alts)
    people = []
    for _ in range(samples):
        fields = []
        for key in keys:
            if key == "GT":
                fields.append(draw(genotype(count)))
            elif key == "AD":
                size = draw(st.sampled_from((count + 1, count + 1, count + 1, 1)))
                fields.append(",".join(draw(number()) for _ in range(size)))
            elif key == "XX":
                fields.append(draw(st.sampled_from((".", "a", "a,b,c"))))
            else:
                fields.append(draw(number()))
        keep = draw(st.integers(1, len(fields)))
        people.append(":".join(fields[:keep]))
    fixed = [
        draw(st.sampled_from(CONTIGS)),
        str(draw(st.integers(1, 16000))),
        draw(st.sampled_from((".", "rs1"))),
        ref,
        ",".join(alts),
        draw(st.sampled_from((".", "30"))),
        draw(st.sampled_from((".", "PASS", "q10"))),
        draw(st.sampled_from((".", "NOTE=END=7;END=20000", "NOTE=a"))),
    ]
    return " ".join(fixed + ([":".join(keys), *people] if samples else []))


@st.composite
def files(draw):
    samples = draw(st.sampled_from((0, 1, 3)))
    return samples, draw(st.lists(record(samples), max_size=25))


def first_of_each(rows):
    return list({row[:4]: row for row in reversed(rows)}.values())[::-1]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    content=files(),
    form=st.sampled_from(("plain", "gzip", "bgzip", "bcf")),
    end=st.sampled_from(("\n", "\r\n")),
    sites=st.sampled_from((1, 3, 32768)),
)
def test_every_call_equals_what_pysam_reads(
    write_vcf, read_rows, slow_rows, content, form, end, sites
):
    samples, records = content
    names = [f"s{n}" for n in range(samples)]
    truth = slow_rows(write_vcf(records, names))
    path = write_vcf(records, names, form, "\n" if form == "bcf" else end)
    found = read_rows(path, sites=sites)
    expected = sorted(first_of_each(truth), key=truth.index)
    assert found == expected
