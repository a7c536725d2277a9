"""A question is put on the account in whatever form it comes; what has no price is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from samvar.focus.pharmacogenomics.share import OPERATIONS
from samvar.govern.disclosure import Tier
from samvar.govern.identity import PERSONAS, RELEASE_MANDATE, Asker
from samvar.govern.ledger import Ledger, Rules
from samvar.govern.ledger_price import Form, capacity, cost
from samvar.govern.purpose import Purpose
from samvar.model.errors import Refused
from samvar.network.operations import registry
from samvar.network.spend import Till
from samvar.network.vector import pack_keys
from samvar.store.records import Records
from samvar.store.variants.key import encode_variant
from tests.network.twin import B38, Variant

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
MAJA = Asker.of(PERSONAS["researcher"])
WORDS = ("10-94781859-G-A", "10-94842866-A-G")
KEYS = pack_keys(np.sort(np.array([encode_variant(Variant.parse(w, B38)) for w in WORDS],
                                  dtype=np.uint64)))  # fmt: skip


class Known:
    """Prices without a release: two nodes, every variant as common as can be."""

    def people(self, assembly):
        return {"skane": 4000, "uppsala": 3000}

    def frequency(self, assembly, keys):
        return np.full(len(keys), 0.5)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with Records.open(f"sqlite:///{tmp_path / 'r.sqlite'}") as records:
        yield Till(Ledger(records, "skane", Rules(), frozenset({"uppsala"})), Known())


def ask(till: Till, name: str, asker: Asker = MAJA, tier: Tier = Tier.REGISTERED, **args) -> float:
    operation = registry(OPERATIONS).newest(name)
    regional = bool(args.pop("regional", False))
    till.spend(
        operation, operation.read_args(args), asker, tier,
        epoch=1, asked_by="uppsala", regional=regional, now=NOW,
    )  # fmt: skip
    return till.standing(asker, NOW).left


def test_every_question_about_genes_says_what_it_tells():
    silent = registry(OPERATIONS).newest("dataset_list").tells
    for operation in registry(OPERATIONS):
        if operation.permission == "ask:national":
            assert operation.tells.__code__ is not silent.__code__, operation.name


def test_words_and_keys_are_one_figure(till):
    first = ask(till, "variant_frequency", assembly="GRCh38", variants=WORDS)
    assert first < 1
    assert ask(till, "variant_frequency", assembly="GRCh38", keys=KEYS) == first
    assert ask(till, "variant_frequency", assembly="GRCh38", variants=WORDS[:1]) == first
    assert ask(till, "variant_frequency", assembly="GRCh37", variants=WORDS[:1]) < first


def test_strata_and_regions_cost_more_than_the_total(till):
    whole = ask(till, "variant_frequency", assembly="GRCh38", variants=WORDS[:1])
    labels = ask(till, "variant_frequency", assembly="GRCh38", variants=WORDS[:1],
                 strata="ancestry", ancestries=("EUR",))  # fmt: skip
    assert whole - labels > 5 * (1 - whole)
    regions = ask(till, "variant_frequency", assembly="GRCh38", variants=WORDS[:1], regional=True)
    assert labels - regions > 2 * (1 - whole)


@pytest.mark.parametrize("way", ["sex", "area", "affected", "assay"])
def test_every_way_to_part_people_costs_what_ancestry_does(till, way):
    """Each is a table of its own: whoever asks in two ways pays for both."""
    whole = ask(till, "variant_frequency", assembly="GRCh38", variants=WORDS[:1])
    labels = ask(till, "variant_frequency", assembly="GRCh38", variants=WORDS[:1],
                 strata="ancestry", ancestries=("EUR",))  # fmt: skip
    other = ask(till, "variant_frequency", assembly="GRCh38", variants=WORDS[:1], strata=way)
    assert labels - other == pytest.approx(whole - labels)
    again = ask(till, "variant_frequency", assembly="GRCh38", variants=WORDS[:1], strata=way)
    assert again == other


def test_care_and_the_release_pay_nothing(till):
    doctor = Asker.of(PERSONAS["geneticist"])
    ask(till, "variant_frequency", doctor, Tier.CARE, assembly="GRCh38", variants=WORDS)
    maker = Asker(RELEASE_MANDATE, Purpose.HRESCH)
    left = ask(till, "variant_keys", maker, assembly="GRCh38", region="10")
    assert left == 1.0
    assert till.ledger.totals(NOW) == ()


def test_a_list_of_what_there_is_is_not_for_sale(till):
    with pytest.raises(Refused, match="names the variants of single people"):
        ask(till, "variant_keys", tier=Tier.PERMIT, assembly="GRCh38", region="10")


def test_a_million_keys_are_refused_before_they_are_priced(till, monkeypatch):
    keys = pack_keys(np.arange(1_000_000, dtype=np.uint64) << np.uint64(33))

    def priced(*_: object) -> None:
        raise AssertionError("a frequency was looked up")

    monkeypatch.setattr(Known, "frequency", priced)
    with pytest.raises(Refused, match="whatever it is about"):
        ask(till, "variant_frequency", assembly="GRCh38", keys=keys)
    assert till.standing(MAJA, NOW).left == 1.0


def test_the_same_gene_under_other_names_is_another_table(till):
    many = Ledger(till.ledger._records, "skane", Rules(30.0, 90.0), frozenset({"uppsala"}))
    rich = Till(many, Known())
    first = ask(rich, "allele_frequency", gene="CYP2C19", alleles=("*1", "*2"))
    assert ask(rich, "allele_frequency", gene="CYP2C19", alleles=("*1", "*2")) == first
    assert ask(rich, "allele_frequency", gene="CYP2C19", alleles=("*1",)) < first


def test_alleles_and_carriers_by_region_cost_what_homozygotes_of_a_region_would(till):
    many = Ledger(till.ledger._records, "skane", Rules(3.0, 9.0), frozenset({"uppsala"}))
    rich = Till(many, Known())
    asked = {"assembly": "GRCh38", "variants": WORDS[:1], "regional": True}
    ask(rich, "variant_frequency", **asked)
    left = ask(rich, "carriers_count", **asked)
    half = np.array([0.5])
    both = sum(float(cost(half, n, 10, Form.BOTH)[0]) for n in (7000, 3000))
    assert 1 - left == pytest.approx(both / capacity(3.0))
