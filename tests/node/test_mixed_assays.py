"""gVCFs, exomes, panels, stated genomes and sites in one table: each AN is of whom it could see.

The people are drawn with their truth, written as their laboratories would write them, and read
again; a twin that never saw a store says who was callable where, and of how many alleles.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pysam
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.formats.vcf.read import open_vcf
from samvar.model.contribution import Contribution, CountingRules, Scope
from samvar.model.genome import Assembly, Sex, ploidy
from samvar.model.load import LoadRequest
from samvar.model.person import Person
from samvar.model.strata import strata_of
from samvar.model.variant import Variant
from samvar.node.callable import decide_callable
from samvar.store.variants import Snapshot, VariantStore, rebuild

B38 = Assembly.GRCh38
SITES = tuple(
    Variant(B38, contig, position, "A", "G")
    for contig, position in (
        *(("1", 1000), ("1", 1001), ("1", 1500), ("7", 500), ("X", 20_000), ("X", 2_781_478)),
        *(("X", 2_781_479), ("X", 50_000_000), ("Y", 20_000), ("Y", 10_000_000), ("MT", 150)),
    )
)
"""On autosomes, in the pseudoautosomal stretch and at its very end, on X, Y and MT."""
WINDOWS = tuple((v.contig, v.position + low, v.position + high) for v in SITES
                for low, high in ((-5, 1), (0, 3), (1, 40), (-400, 600)))  # fmt: skip
GOOD, POOR = 90, 7


@dataclass(frozen=True)
class Drawn:
    """One person's truth. where: contig, start, end and genotype quality, apart from each other.

    genotypes: what is written at each site that the laboratory reports; reference elsewhere.
    """

    kind: str
    sex: Sex
    family: str | None
    where: tuple[tuple[str, int, int, int], ...]
    genotypes: Mapping[Variant, str]

    def sees(self, site: Variant, least: int) -> bool:
        if self.kind == "genome":
            return True
        if self.kind == "sites":
            return site in self.genotypes
        return any(
            contig == site.contig and start <= site.position < end and quality >= least
            for contig, start, end, quality in self.where
        )

    def alleles(self, site: Variant, least: int) -> tuple[int, int]:
        """AC and AN of this person alone."""
        copies = ploidy(B38, site.contig, site.position, self.sex) or 0
        if not copies or not self.sees(site, least):
            return 0, 0
        text = self.genotypes.get(site, "0/0")
        carried = text.count("1")
        if text == "./.":
            return 0, 0
        if copies == 1:
            return (0, 0) if carried == 1 else (carried // 2, 1)
        return carried, 2


def apart(windows: Sequence[tuple[str, int, int]], qualities: Sequence[int]):
    """Windows that do not touch one another, each with its quality; later ones give way."""
    taken: list[tuple[str, int, int, int]] = []
    for (contig, low, end), quality in zip(windows, qualities, strict=False):
        start = max(low, 1)
        if all(c != contig or end < a or start > b for c, a, b, _ in taken):
            taken.append((contig, start, end, quality))
    order = {name: n for n, name in enumerate(("1", "7", "X", "Y", "MT"))}
    return tuple(sorted(taken, key=lambda w: (order[w[0]], w[1])))


people = st.builds(
    lambda kind, sex, family, windows, qualities, genotypes: Drawn(
        kind,
        sex,
        family,
        apart(windows, qualities if kind == "gvcf" else [GOOD] * len(windows)),
        genotypes,
    ),
    kind=st.sampled_from(["gvcf", "gvcf", "panel", "exome", "genome", "sites"]),
    sex=st.sampled_from(Sex),
    family=st.sampled_from([None, None, "fam_1"]),
    windows=st.lists(st.sampled_from(WINDOWS), min_size=1, max_size=6),
    qualities=st.lists(st.sampled_from([GOOD, GOOD, POOR]), min_size=6, max_size=6),
    genotypes=st.dictionaries(
        st.sampled_from(SITES), st.sampled_from(["0/1", "1/1", "./.", "0/0"]), min_size=1
    ),
)


def records(one: Drawn, sites: Sequence[Variant] = SITES) -> Iterator[str]:
    """The lines of the person's file, in order."""
    if one.kind != "gvcf":
        for site in sites:
            if site in one.genotypes:
                yield line(site, site.alt, one.genotypes[site], GOOD)
        return
    for contig, start, end, quality in one.where:
        at = start
        for site in sites:
            inside = site.contig == contig and start <= site.position < end
            if inside and site in one.genotypes:
                if at < site.position:
                    yield block(contig, at, site.position, quality)
                yield line(site, f"{site.alt},<NON_REF>", one.genotypes[site], quality)
                at = site.position + 1
        if at < end:
            yield block(contig, at, end, quality)


def line(site: Variant, alt: str, genotype: str, quality: int) -> str:
    place = f"{site.contig}\t{site.position + 1}\t.\t{site.ref}"
    return f"{place}\t{alt}\t.\tPASS\t.\tGT:GQ\t{genotype}:{quality}"


def block(contig: str, start: int, end: int, quality: int) -> str:
    form = f"END={end}\tGT:GQ\t0/0:{quality}"
    return f"{contig}\t{start + 1}\t.\tA\t<NON_REF>\t.\t.\t{form}"


def write(folder: Path, name: str, lines: Sequence[str]) -> Path:
    header = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS"
    form = '##FORMAT=<ID={0},Number=1,Type={1},Description="{0}">'
    head = ["##fileformat=VCFv4.3", form.format("GT", "String"), form.format("GQ", "Integer")]
    path = folder / name
    path.write_text("\n".join([*head, header, *lines]) + "\n")
    return path


def bring(
    store: VariantStore,
    folder: Path,
    who: str,
    one: Drawn,
    rules: CountingRules,
    sites: Sequence[Variant] = SITES,
) -> None:
    """Read the person's files and load them, as an intake does."""
    path = write(folder, f"{who}.vcf", [*records(one, sites)])
    bed = folder / f"{who}.bed"
    bed.write_text("".join(f"{c}\t{a}\t{b}\n" for c, a, b, _ in one.where))
    targeted = one.kind in ("panel", "exome")
    request = LoadRequest(
        dataset="mixed",
        files=(str(path),),
        assay="" if one.kind == "gvcf" else one.kind,
        callable_bed=str(bed) if targeted else "",
    )
    with open_vcf(path, assembly=B38, assert_normalised=True) as file:
        batches = [*file.batches()]
        callability = decide_callable(request, [file], B38, rules)
    mine = Contribution(
        *(who, f"per_{who}", B38, one.sex, None, callability.kind.value, "dat_1", True, None),
        *(frozenset(Scope), rules),
        strata=strata_of(one.sex, assay=callability.kind.value),
    )
    with store.writer() as writer:
        writer.load(
            [mine], batches, {"S": who}, {who: callability.stretches["S"]}, f"loa_{who}",
            people={mine.person: Person(mine.person, one.sex, family=one.family)},
        )  # fmt: skip
        writer.commit()


def counted(drawn: Mapping[str, Drawn], *, unrelated: bool) -> dict[str, Drawn]:
    """Of each family only the first, where relatives do not count."""
    families: set[str] = set()
    found = {}
    for who, one in drawn.items():
        if unrelated and one.family in families:
            continue
        found[who] = one
        families |= {one.family} if one.family else set()
    return found


def said(snapshot: Snapshot, stratum: str = "") -> list[tuple[int, int]]:
    keys = snapshot.keys_of(SITES)
    counts = snapshot.counts(B38, keys, Scope.CARE, stratum=stratum)
    return list(zip(counts.ac.tolist(), counts.an.tolist(), strict=True))


def true(people: Sequence[Drawn], least: int) -> list[tuple[int, int]]:
    return [
        tuple(map(sum, zip((0, 0), *(one.alleles(site, least) for one in people), strict=True)))
        for site in SITES
    ]


@given(
    drawn=st.lists(people, min_size=1, max_size=5),
    least=st.sampled_from([0, 20]),
    relatives=st.sampled_from(["all", "unrelated"]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_is_of_the_people_who_were_truly_callable(drawn, least, relatives):
    rules = CountingRules(min_gq=least, relatives=relatives)
    named = {f"sam_{n}": one for n, one in enumerate(drawn)}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = VariantStore.create(folder / "store", grace_s=0)
        for who, one in named.items():
            bring(store, folder, who, one, rules)
        counting = counted(named, unrelated=relatives == "unrelated")
        snapshot = store.snapshot()
        assert said(snapshot) == true([*counting.values()], least)
        for sex in (Sex.FEMALE, Sex.MALE):
            own = [one for one in counting.values() if one.sex is sex]
            assert said(snapshot, f"sex:{sex.value}") == true(own, least)
        # Whoever was counted leaves; a relative who was not is not let in.
        gone = next(iter(counting))
        with store.writer() as writer:
            writer.withdraw([gone])
            writer.commit()
        left = [one for who, one in counting.items() if who != gone]
        assert said(store.snapshot()) == true(left, least)
        anew = rebuild(store.snapshot(), folder / "anew")
        assert anew.snapshot().digest() == store.snapshot().digest()


PANEL = "pharmacogenomics/1kgp/GRCh38/CYP2C19.vcf.gz"
TEN = 10


@pytest.fixture(scope="module")
def real(shared_data: Path) -> dict[str, dict[Variant, str]]:
    """Thirty real people's genotypes at 400 real single-base sites, read by pysam."""
    found: dict[str, dict[Variant, str]] = {}
    with pysam.VariantFile(str(shared_data / PANEL)) as file:
        names = [*file.header.samples][: 3 * TEN]
        file.subset_samples(names)
        for record in file:
            if record.alts is None or {len(a) for a in (record.ref, *record.alts)} != {1}:
                continue
            if len(record.alts) > 1:
                continue
            site = Variant(B38, "10", record.start, record.ref, record.alts[0])
            for name in names:
                copies = record.samples[name].allele_indices
                found.setdefault(name, {})[site] = "/".join(map(str, sorted(copies)))
            if len(found[names[0]]) == 400:
                break
    return found


def test_real_people_by_panel_gvcf_and_sites_have_the_an_of_their_own_genotypes(real, tmp_path):
    """Ten are looked at in a panel's stretch, ten in blocks with a gap, ten where records are."""
    sites = [*next(iter(real.values()))]
    low, high = sites[0].position, sites[-1].position + 1
    target = (low, (low + high) // 2)
    gap = (low + (high - low) // 3, low + 2 * (high - low) // 3)
    store = VariantStore.create(tmp_path / "store")
    truth = {site: [0, 0] for site in sites}
    for number, genotypes in enumerate(real.values()):
        kind = ("panel", "gvcf", "sites")[number // TEN]
        where = {
            "panel": (("10", *target, GOOD),),
            "gvcf": (("10", low, gap[0], GOOD), ("10", *gap, POOR), ("10", gap[1], high, GOOD)),
            "sites": (),
        }[kind]
        told = genotypes if kind == "sites" else {s: g for s, g in genotypes.items() if "1" in g}
        one = Drawn(kind, Sex.UNKNOWN, None, where, told)
        bring(store, tmp_path, f"sam_{number}", one, CountingRules(min_gq=20), sites)
        for site in sites:
            if one.sees(site, 20):
                truth[site][0] += genotypes[site].count("1")
                truth[site][1] += 2
    snapshot = store.snapshot()
    counts = snapshot.counts(B38, snapshot.keys_of(sites), Scope.CARE)
    assert counts.ac.tolist() == [ac for ac, _ in truth.values()]
    assert counts.an.tolist() == [an for _, an in truth.values()]
    assert {an for _, an in truth.values()} == {20, 40, 60}
