"""The Beacon on 272,689 real variants: 1000 Genomes, chr3 40-50 Mb, GRCh37."""

from __future__ import annotations

import copy
import random

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from samvar.exchange.beacon.handler import Beacon
from samvar.exchange.beacon.public import NATION, PublicRelease
from samvar.network.release import table as rows
from samvar.network.release.rules import PUBLIC
from samvar.network.release.shelf import Shelf
from tests.exchange.conftest import KEY, release_manifest

FILE = "exchange/gdi/GDI-DS-20251201001/GRCh37/allele-freq-chr3.4.parquet"


@pytest.fixture(scope="module")
def truth(shared_data) -> pa.Table:
    """The published rows that the public may see; homozygotes are not published, so AC alone."""
    table = pq.read_table(shared_data / FILE)
    plain = pc.and_(
        pc.match_substring_regex(table["REF"], "^[ACGT]+$"),
        pc.match_substring_regex(table["ALT"], "^[ACGT]+$"),
    )
    table = table.filter(plain)
    ac, an = (table[name].to_numpy().astype("int64") for name in ("AC", "AN"))
    return table.filter(pa.array(PUBLIC.released(ac, an, ac * 0, ac * 0, an // 2)))


@pytest.fixture(scope="module")
def beacon(truth, tmp_path_factory):
    shelf = Shelf(tmp_path_factory.mktemp("releases"), lambda node: (KEY.public,))
    n = truth.num_rows
    table = pa.table(
        {
            "contig": pa.array([3] * n, pa.int32()),
            "position": pc.subtract(truth["POS"], 1).cast(pa.int32()),
            "ref": truth["REF"],
            "alt": truth["ALT"],
            "ac": truth["AC"].cast(pa.int32()),
            "an": truth["AN"].cast(pa.int32()),
            "individuals": pa.array([2504] * n, pa.int32()),
        }
    ).cast(rows.ALLELES)
    shelf.put(release_manifest(1, "GRCh37"), table, KEY)
    yield Beacon(NATION, PublicRelease(shelf.newest))
    shelf.close()


def ask(beacon, **pairs):
    base = {"referenceName": "chr3", "assemblyId": "hg19"}
    return beacon.answer("GET", "g_variants", list({**base, **pairs}.items()), b"", "https://x")


def test_counts_over_ranges_equal_the_file(beacon, truth):
    rng = random.Random(3)
    position = truth["POS"].to_numpy() - 1
    length = pc.binary_length(truth["REF"]).to_numpy()
    for _ in range(30):
        start = rng.randrange(40_000_000, 49_900_000)
        end = start + rng.choice([1, 50, 5_000, 100_000])
        expected = int(((position < end) & (position + length > start)).sum())
        reply = ask(beacon, start=str(start), end=str(end), requestedGranularity="count")
        assert reply.body["responseSummary"] == {
            "exists": expected > 0,
            "numTotalResults": expected,
        }


def test_each_sampled_variant_is_found_with_its_frequency(beacon, truth):
    rng = random.Random(4)
    for row in rng.sample(truth.to_pylist(), 200):
        reply = ask(
            beacon,
            start=str(row["POS"] - 1),
            referenceBases=row["REF"],
            alternateBases=row["ALT"],
        )
        (found,) = reply.body["response"]["resultSets"][0]["results"]
        (told,) = found["frequencyInPopulations"][0]["frequencies"]
        assert (told["alleleCount"], told["alleleNumber"]) == (row["AC"], row["AN"])
        # The file writes six decimals.
        assert told["alleleFrequency"] == pytest.approx(row["AF"], abs=1e-6)


def test_a_page_of_real_records_fits_the_schema(beacon, conformance):
    reply = ask(beacon, start="40000000", end="40200000", limit="200")
    conformance.check("record", reply.body)
    broken = copy.deepcopy(reply.body)
    broken["response"]["resultSets"][0]["results"][7]["variation"]["location"].pop("interval")
    with pytest.raises(AssertionError):
        conformance.check("record", broken)
    del reply.body["meta"]["returnedGranularity"]
    with pytest.raises(AssertionError):
        conformance.check("record", reply.body)
