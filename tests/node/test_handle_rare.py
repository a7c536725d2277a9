"""Cases of rare diseases in a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import samvar
from samvar.focus.rare_disease.model.listing import Filter
from samvar.focus.rare_disease.service.load import load_case
from samvar.model.errors import NotFound, Refused
from samvar.node.build import config_in, init_node, open_node
from samvar.node.handle import Handle
from tests.focus.rare_disease.test_cases import LOADER, new
from tests.focus.rare_disease.test_panels import FILE


@pytest.fixture
def nation(tmp_path: Path) -> Iterator[Handle]:
    """A node with the family's case, open as in a notebook."""
    init_node(tmp_path / "node", "stockholm")
    node = open_node(config_in(tmp_path / "node"))
    load_case(node, new(tmp_path / "family", small_vcf=FILE), LOADER)
    node.close()
    with samvar.open(str(tmp_path / "node"), persona="geneticist") as opened:
        yield opened


def test_cases_variants_and_diseases_are_arrow_tables(nation: Handle) -> None:
    (case,) = nation.rare.cases().to_pylist()
    assert (case["case"], case["members"], case["features"], case["variants"]) == ("fam", 3, 1, 4)
    table = nation.rare.variants("fam", Filter(genes=frozenset({"HGNC:795"})))
    assert table.schema.metadata == {b"total": b"3", b"passed": b"1"}
    (row,) = table.to_pylist()
    assert (row["variant"], row["genes"], row["copies"]) == ("1-2000-A-G", ["ATM"], [1, 1, 0])
    assert (row["score"], row["frequency"]) == (None, None), "unknown is null"
    ranked = nation.rare.rank("fam", limit=5)
    assert ranked.num_rows == 5
    assert ranked.column("share").to_pylist() == sorted(
        ranked.column("share").to_pylist(), reverse=True
    )


def test_a_case_draws_itself_and_nothing_in_it_is_markup(nation: Handle) -> None:
    shown = nation.rare.case("fam")
    html = shown._repr_html_()
    assert "<td>son</td><td>proband</td><td>male</td><td>affected</td>" in html
    assert "HP:0001250" in html
    assert "<td></td><td>load</td>" in html


def test_policy_and_log_are_those_of_everywhere(nation: Handle) -> None:
    nation.rare.variants("fam")
    other = nation.acting("researcher").rare
    for look in (other.cases, lambda: other.case("fam"), lambda: other.variants("fam")):
        with pytest.raises(Refused):
            look()
    with nation.node.records.read() as tx:
        entries = [each.entry for each in tx.audit.page(limit=20)]
    said = {(each.verb, each.outcome) for each in entries}
    assert said >= {
        ("see-variants", "allowed"), ("see-cases", "refused"), ("see-case", "refused"),
        ("see-variants", "refused"),
    }  # fmt: skip
    with pytest.raises(NotFound):
        nation.rare.case("nobody")
    with pytest.raises(AttributeError, match="no 'rarest'"):
        _ = nation.rarest
