"""After 100 people have left, everything is as if they had never been there."""

from __future__ import annotations

import io
import math
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from samvar.demo.real import SUPERPOPULATIONS, node_of
from samvar.exchange.beacon import public
from samvar.exchange.beacon.handler import Beacon
from samvar.formats.vcf.read import open_vcf
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.genome import Assembly
from samvar.model.load import LoadRequest
from samvar.model.place import CENTRES
from samvar.network.release.make import make_epoch
from samvar.network.release.rules import NODES, PUBLIC
from samvar.node.callable import decide_callable
from samvar.node.export import export
from samvar.node.node import Node
from samvar.node.query import query
from samvar.node.reading import rules_of
from samvar.node.site import Site
from samvar.node.withdraw import withdraw
from samvar.store.variants import VariantStore
from tests.acceptance.panel import PANELS_38, Truth

LEAVING = 100


class Left:
    """A network that 100 people have left. names: of them; ids: of their samples and persons."""

    def __init__(self, site: Site, names: frozenset[str], ids: frozenset[str]) -> None:
        self.site, self.names, self.ids = site, names, ids


@pytest.fixture(scope="module")
def left(
    real_folder: Path, truth: Truth, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Left]:
    folder = tmp_path_factory.mktemp("left") / "demo"
    shutil.copytree(real_folder, folder)
    site = Site.open(folder)
    rng = np.random.default_rng(2026)
    names = frozenset(rng.choice(truth.grch38.samples, LEAVING, replace=False).tolist())
    ids: set[str] = set()
    for node in site.nodes.values():
        with node.records.read() as tx:
            known = tx.persons.by_labels(n for n in names if node_of(n) == node.id)
            people = tuple(sorted(person.id for person in known.values()))
            samples = [s.sample.id for p in people for s in tx.samples.of(person=p)]
        receipt = withdraw(node, people, Asker.of(PERSONAS["bioinformatician"].at(node.id)))
        assert sorted(receipt.samples) == sorted(samples)
        ids.update(people, samples)
    # A panel is public already, so that its release needs no bound on what it betrays.
    rules = (NODES, replace(PUBLIC, budget=math.inf))
    make_epoch(site.network("uppsala"), site.releases, site.nodes["uppsala"].key, kinds=rules)
    yield Left(site, names, frozenset(ids))
    site.close()


def staying(truth: Truth, left: Left, assembly: str, node: str | None = None) -> list[str]:
    samples = getattr(truth, assembly.lower()).samples
    return [n for n in samples if n not in left.names and (node is None or node_of(n) == node)]


def test_national_counts_are_those_of_the_people_who_stay(
    left: Left, truth: Truth, clinician: Asker
) -> None:
    for assembly in ("GRCh38", "GRCh37"):
        panel = getattr(truth, assembly.lower())
        expected = panel.counts(staying(truth, left, assembly))
        without_trio = np.array([name not in truth.trio.variants for name in panel.variants])
        for lo in range(0, len(panel.variants), 5000):
            args = {"assembly": assembly, "variants": panel.variants[lo : lo + 5000]}
            answer = left.site.network("orebro").ask_now("variant_frequency", args, clinician, 30.0)
            assert answer.coverage.complete
            for column in ("ac", "hom"):
                wanted = expected[column][lo : lo + 5000]
                same = answer.value[column] == wanted
                assert same[without_trio[lo : lo + 5000]].all()


@pytest.mark.parametrize("centre", ["skane", "orebro"])
def test_every_table_of_a_node_is_that_of_a_rebuild(
    left: Left, centre: str, shared_data: Path, tmp_path: Path
) -> None:
    node = left.site.nodes[centre]
    rebuilt = VariantStore.create(tmp_path / "rebuilt")
    panels = shared_data / "pharmacogenomics/1kgp"
    with rebuilt.writer() as writer:
        for assembly in Assembly:
            files = sorted((panels / assembly.value).glob("*.vcf.gz"))
            _replay(writer.load, node, files, assembly, shared_data)
        writer.commit()
    assert rebuilt.snapshot().digest() == node.variants.snapshot().digest()


def _replay(
    load: Callable[..., object], node: Node, files: list[Path], assembly: Assembly, data: Path
) -> None:
    """Load those who are left from the files again, under the ids they have."""
    kept = [c for c in node.variants.snapshot().contributions.values() if c.assembly is assembly]
    with node.records.read() as tx:
        stored = tx.samples.by_ids(c.sample for c in kept)
        people = tx.persons.by_ids(c.person for c in kept)
    names = {s.sample.name: s.sample.id for s in stored.values()}
    (load_id,) = {s.load for s in stored.values()}
    request = LoadRequest(
        dataset="x",
        files=tuple(map(str, files)),
        assay="sites",
        ancestry_names=SUPERPOPULATIONS,
    )
    with ExitStack() as stack:
        opened = [
            stack.enter_context(open_vcf(f, assembly=assembly, assert_normalised=True))
            for f in files
        ]
        batches = [batch for file in opened for batch in file.batches()]
        callability = decide_callable(request, opened, assembly, rules_of(node))
    stretches = {names[n]: s for n, s in callability.stretches.items() if n in names}
    load(kept, batches, names, stretches, load_id, people=people)


@pytest.mark.parametrize("centre", ["skane", "vasterbotten"])
def test_exports_hold_the_people_who_stay_and_nothing_else(
    left: Left, truth: Truth, centre: str
) -> None:
    out = io.BytesIO()
    user = PERSONAS["bioinformatician"].at(centre)
    export(left.site.nodes[centre], Assembly.GRCh38, "parquet", Asker.of(user), out)
    rows = pq.read_table(io.BytesIO(out.getvalue())).to_pylist()
    found = {f"{r['contig']}-{r['pos']}-{r['ref']}-{r['alt']}": (r["ac"], r["an"]) for r in rows}
    counts = truth.grch38.counts(staying(truth, left, "GRCh38", centre))
    wanted = {
        name: (int(ac), int(an))
        for name, ac, an in zip(truth.grch38.variants, counts["ac"], counts["an"], strict=True)
        if ac
    }
    assert found == wanted


def test_no_carrier_list_genome_or_view_names_them(left: Left) -> None:
    for node in left.site.nodes.values():
        snapshot = node.variants.snapshot()
        assert not left.ids & set(snapshot.contributions)
        assert not left.ids & {c.person for c in snapshot.contributions.values()}
        user = PERSONAS["bioinformatician"].at(node.id)
        table = query(node, "SELECT sample, person FROM samples", Asker.of(user))
        seen = {value for column in table.columns for value in column.to_pylist()}
        assert not left.ids & seen
        with node.records.read() as tx:
            assert tx.persons.by_labels(left.names) == {}


def test_no_file_of_any_node_holds_their_names_once_the_grace_is_over(left: Left) -> None:
    """Laboratories' names are forgotten at once, ids leave the variant store with its old files."""
    labels = [name.encode() for name in left.names]
    ids = [i.encode() for i in left.ids]
    for node in left.site.nodes.values():
        with VariantStore(node.folder / "variants", grace_s=0.0).writer():
            pass  # a writer sweeps what no commit names and no reader can still need
        for path in sorted(node.folder.rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                assert not [n for n in labels if n in data], path.name
                if "variants" in path.parts:
                    assert not [i for i in ids if i in data], path.name


def test_the_public_beacon_shows_the_next_release_without_them(left: Left, truth: Truth) -> None:
    beacon = Beacon(public.NATION, public.PublicRelease(left.site.releases.newest))
    panel = truth.grch38
    before = panel.counts()
    after = panel.counts(staying(truth, left, "GRCh38"))
    common = np.flatnonzero(after["ac"] / after["an"] > 0.05)[::97]
    changed = np.flatnonzero((before["ac"] != after["ac"]) & (after["ac"] / after["an"] > 0.02))
    compared = 0
    for at in [*common.tolist(), *changed[:20].tolist()]:
        document = _asked(beacon, panel.variants[at])
        (frequency,) = _frequencies(document)
        assert frequency["alleleFrequency"] == pytest.approx(after["ac"][at] / after["an"][at])
        compared += 1
    assert compared > 30
    assert left.site.releases.newest("public", Assembly.GRCh38).manifest.number == 2  # type: ignore[union-attr]
    gone = np.flatnonzero((before["ac"] > 0) & (after["ac"] == 0))
    for at in gone[:20].tolist():
        assert _asked(beacon, panel.variants[at])["responseSummary"]["exists"] is False


def test_what_only_they_carried_is_no_variant_of_the_country_any_more(
    left: Left, truth: Truth, clinician: Asker
) -> None:
    panel = truth.grch38
    stays = panel.counts(staying(truth, left, "GRCh38"))["ac"]
    network = left.site.network("stockholm")
    for gene, region in (("CYP2C19", "10:94700000-94900000"), ("TPMT", "6:18100000-18200000")):
        assert gene in PANELS_38
        contig, _, stretch = region.partition(":")
        start, end = map(int, stretch.split("-"))
        wanted = {
            name
            for name, ac in zip(panel.variants, stays, strict=True)
            if ac and name.split("-")[0] == contig and start <= int(name.split("-")[1]) <= end
        }
        args = {"assembly": "GRCh38", "region": region}
        answer = network.ask_now("variant_keys", args, clinician, 30.0)
        assert len(answer.value) == len(wanted)
    assert set(left.site.nodes) == set(CENTRES)


def _asked(beacon: Beacon, name: str) -> dict[str, dict[str, object]]:
    contig, position, ref, alt = name.split("-")
    pairs = [
        ("assemblyId", "GRCh38"),
        ("referenceName", contig),
        ("start", str(int(position) - 1)),
        ("referenceBases", ref),
        ("alternateBases", alt),
        ("requestedGranularity", "record"),
    ]
    reply = beacon.answer("GET", "g_variants", pairs)
    assert reply.status == 200
    return reply.body  # type: ignore[return-value]


def _frequencies(document: object) -> list[dict[str, float]]:
    """Every `frequencies` entry of a Beacon document, however deep."""
    if isinstance(document, dict):
        found = list(document.get("frequencies", ()))
        return found + [f for value in document.values() for f in _frequencies(value)]
    if isinstance(document, list | tuple):
        return [f for value in document for f in _frequencies(value)]
    return []
