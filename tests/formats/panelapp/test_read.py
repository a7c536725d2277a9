"""PanelApp's JSON is read whole, and what is amiss in it is named with its line."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.formats.panelapp import read_panelapp
from samvar.model.errors import BadFile, SamvarError

BIALLELIC = "BIALLELIC, autosomal or pseudoautosomal"


def gene(
    symbol: str, hgnc: str | None = None, confidence: Any = "3", **more: Any
) -> dict[str, Any]:
    """An entry as the API writes it, with what we do not read beside it."""
    return {
        "gene_data": {
            "alias": None, "biotype": "protein_coding", "hgnc_id": hgnc, "gene_symbol": symbol,
            "omim_gene": ["1"], "ensembl_genes": {"GRch38": {"90": {"ensembl_id": "ENSG1"}}},
        },
        "entity_type": "gene", "entity_name": symbol, "confidence_level": confidence,
        "penetrance": "Complete", "mode_of_pathogenicity": "", "publications": [],
        "evidence": ["Expert Review Green", "Literature"], "phenotypes": ["A disease, 1"],
        "mode_of_inheritance": BIALLELIC, "tags": [], "transcript": None,
    } | more  # fmt: skip


def panel(*genes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": 285, "hash_id": None, "name": "Small panel", "disease_group": "", "status": "public",
        "version": "3.1", "version_created": "2025-10-02T08:00:00.0Z",
        "relevant_disorders": ["A disorder", "R29"], "stats": {}, "types": [],
        "genes": list(genes), "strs": [], "regions": [],
    } | more  # fmt: skip


STR = {
    "gene_data": None, "entity_name": "AR_CAG", "confidence_level": "3", "penetrance": None,
    "repeated_sequence": "CAG", "chromosome": "X", "normal_repeats": 34, "pathogenic_repeats": 38,
    "evidence": [], "phenotypes": [], "mode_of_inheritance": None,
}  # fmt: skip
REGION = {
    "gene_data": None, "entity_name": "ISCA-1", "verbose_name": "1q21 region", "chromosome": "1",
    "confidence_level": 2, "type_of_variants": "cnv_loss", "grch37_coordinates": None,
    "grch38_coordinates": [1001, 2000], "evidence": [], "phenotypes": [],
    "mode_of_inheritance": "MONOALLELIC", "penetrance": "Incomplete",
}  # fmt: skip


def written(folder: Path, value: Any) -> Path:
    path = folder / "panel.json"
    path.write_text(json.dumps(value, indent=1))
    return path


def test_a_panel_is_read_with_its_genes_repeats_and_regions(tmp_path: Path) -> None:
    value = panel(gene("AAAS", "HGNC:13666"), gene("AR", "644", "1"), strs=[STR], regions=[REGION])
    (found,) = read_panelapp(written(tmp_path, value))
    assert (found.number, found.version, found.created) == (285, "3.1", "2025-10-02")
    assert found.disorders == ("A disorder", "R29")
    assert [(each.symbol, each.hgnc, each.confidence) for each in found.genes] == [
        ("AAAS", "HGNC:13666", 3), ("AR", "HGNC:644", 1),
    ]  # fmt: skip
    assert found.genes[0].inheritance == BIALLELIC
    assert found.genes[0].evidence == ("Expert Review Green", "Literature")
    (repeat,) = found.repeats
    assert (repeat.unit, repeat.normal, repeat.pathogenic) == ("CAG", 34, 38)
    (region,) = found.regions
    assert (region.grch37, region.grch38) == (None, (1000, 2000)), "0-based half-open"


def test_a_whole_page_of_panels_is_read(tmp_path: Path) -> None:
    pages = {"count": 2, "next": None, "previous": None,
             "results": [panel(gene("A")), panel(gene("B"), id=7)]}  # fmt: skip
    assert [each.number for each in read_panelapp(written(tmp_path, pages))] == [285, 7]
    assert [each.number for each in read_panelapp(written(tmp_path, pages["results"]))] == [285, 7]


FAULTS = [
    # what is amiss, and of what the error speaks
    (panel(gene("A"), version=3), "not of the kind"),
    (panel(gene("A"), version="new"), "no number"),
    (panel(gene("A"), id=True), "not of the kind"),
    (panel(gene("A"), id=-1), "number is none"),
    (panel(gene("A"), name=""), "name is empty"),
    (panel(gene("A", "HGNC:5"), gene("B", "HGNC:5")), "stands twice"),
    (panel(gene("A"), gene("A")), "stands twice"),
    (panel(gene("A", confidence="4")), "confidence_level"),
    (panel(gene("A", confidence=True)), "confidence_level"),
    (panel(gene("A", confidence=None)), "confidence_level"),
    (panel(gene("A", "ENSG1")), "hgnc_id"),
    (panel(gene("A", gene_data=None)), "no gene_data"),
    (panel(gene("A", gene_data=[])), "not of the kind"),
    (panel(gene("A", evidence="Green")), "not of the kind"),
    (panel(gene("A", phenotypes=[1])), "not of the kind"),
    (panel(gene("A", mode_of_inheritance="x" * 5000)), "longer"),
    (panel(gene("A\x07")), "unreadable"),
    (panel(gene("A"), genes={}), "not of the kind"),
    (panel(gene("A"), regions=[REGION | {"grch38_coordinates": [2000, 1001]}]), "coordinates"),
    (panel(gene("A"), regions=[REGION | {"grch38_coordinates": ["1", "2"]}]), "coordinates"),
    (panel(gene("A"), strs=[STR | {"normal_repeats": -1}]), "repeats"),
    ({"next": "https://x/?page=2", "results": [panel(gene("A"))]}, "more pages"),
    ({"next": None, "results": [{"id": 1, "name": "B", "version": "1.0"}]}, "no genes"),
    ({"next": None, "results": []}, "no panel"),
    ("a text", "no panel"),
    ([7], "not of the kind"),
]


@pytest.mark.parametrize(("value", "said"), FAULTS)
def test_what_is_amiss_is_named(tmp_path: Path, value: Any, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        read_panelapp(written(tmp_path, value))


def test_the_error_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    text = json.dumps(panel(gene("A"), gene("B", confidence="9")), indent=1)
    path.write_text(text)
    with pytest.raises(BadFile) as error:
        read_panelapp(path)
    assert error.value.where is not None
    line = text.splitlines()[(error.value.where.line or 0) - 1]
    assert '"confidence_level": "9"' in line


def test_what_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    for text in ("", "{", "[" * 100_000, '{"results": '):
        path.write_text(text)
        with pytest.raises(BadFile):
            read_panelapp(path)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "genes", "results", "version", "name", "gene_data", "next"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON, st.sampled_from(["genes", "strs", "regions", "version", "relevant_disorders"]))
def test_any_json_is_read_or_refused_in_our_words(
    tmp_path_factory: pytest.TempPathFactory, value: Any, key: str
) -> None:
    folder = tmp_path_factory.mktemp("panel")
    for given_value in (value, panel(gene("A")) | {key: value}):
        with suppress(SamvarError):
            read_panelapp(written(folder, given_value))
