"""Layers: a body's recommendations as a file, every wrong row named with line and column."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from samvar.focus.pharmacogenomics.model import Action
from samvar.focus.pharmacogenomics.rules.action import action_of
from samvar.formats.json_located import Located
from samvar.knowledge.pharmacogenomics.cpic import read_recommendations
from samvar.knowledge.pharmacogenomics.folder import read_folder
from samvar.knowledge.pharmacogenomics.layer import ACTIONS, identity, read_layer
from samvar.knowledge.pharmacogenomics.model import Recommendation
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.population import key_of
from samvar.model.errors import BadFile

OWN = Path(read_layer.__code__.co_filename).parent
LAYER = """\
form = 1
body = "DPWG"
name = "a test's guideline"
version = "2024-03"
date = "2024-03-01"
licence = "as the body gives it"
source = "a table typed off by a test"

[[advice]]
drugs = ["capecitabine", "tegafur"]
age_groups = ["adult"]
results = [
  { DPYD = "0" },
  { DPYD = "0.5" },
]
action = "avoid"
en = "Choose another drug."
sv = "Välj ett annat läkemedel."
strength = "A"
section = "table 1"
source = "doi:10.1000/a.test"

[[advice]]
drugs = ["azathioprine"]
results = [{ TPMT = "Poor Metabolizer", NUDT15 = "No Result" }]
action = "reduce"
en = "A tenth of the dose."
strength = "A"
source = "https://example.org/guideline"
"""


def written(place: Path, text: str = LAYER) -> Path:
    path = place / "dpwg_layer.toml"
    path.write_text(text)
    return path


def test_a_row_is_one_line_for_each_drug_and_result(tmp_path: Path) -> None:
    layer = read_layer(written(tmp_path))
    assert (layer.body, layer.date, layer.note) == ("DPWG", "2024-03-01", None)
    assert [(line.drug, *line.genes.items()) for line in layer.lines] == [
        ("capecitabine", ("DPYD", "0")),
        ("capecitabine", ("DPYD", "0.5")),
        ("tegafur", ("DPYD", "0")),
        ("tegafur", ("DPYD", "0.5")),
        ("azathioprine", ("TPMT", "Poor Metabolizer"), ("NUDT15", "No Result")),
    ]
    first, last = layer.lines[0], layer.lines[-1]
    key = key_of(first)
    assert key is not None
    assert (key.body, key.age_groups, key.routes) == ("DPWG", ("adult",), ())
    assert (first.population, last.population) == ("adult", "general")
    assert (first.action, first.section) == ("avoid", "table 1")
    assert first.translations == {"sv": "Välj ett annat läkemedel."}
    assert last.translations is msgspec.UNSET


WRONG = [
    # what is written      what it becomes               line  col  says
    ('form = 1', 'form = 2', 1, 1, "form of the layer"),
    ('body = "DPWG"\n', "", 1, None, "'body' is missing"),
    ('date = "2024-03-01"', 'date = "March"', 5, 1, "YYYY-MM-DD"),
    ('licence = "as', 'license = "as', 6, 1, "did you mean 'licence'"),
    ('"tegafur"]', '"Tegafur"]', 10, 27, "lower case"),
    ('"tegafur"]', '"capecitabine"]', 10, 11, "stands twice"),
    ('"tegafur"]', '"tegafur "]', 10, 1, "not a text"),
    ('["adult"]', '["grown-up"]', 11, 16, "'grown-up' is not known"),
    ('["adult"]', '"adult"', 11, 1, "not a list"),
    ('age_groups = ["adult"]', 'age_group = ["adult"]', 11, 1, "did you mean 'age_groups'"),
    ('{ DPYD = "0.5" }', '{ DPYD = "0.50" }', 14, 13, "how an activity score is written"),
    ('{ DPYD = "0.5" }', '{ DPYD = ">=0.5" }', 14, 13, "how an activity score is written"),
    ('{ DPYD = "0.5" }', '{ DPYD = "0.5\\t" }', 13, 5, "white space"),
    ('{ DPYD = "0.5" }', '{ DPYD = "*57:01" }', 14, 13, "status of an allele"),
    ('{ DPYD = "0.5" }', '{ dpyd = "0.5" }', 14, 5, "not a gene"),
    ('{ DPYD = "0.5" }', '{ DPYD = "No Result" }', 12, 1, "one gene at least"),
    ('{ DPYD = "0.5" }', '{ DPYD = 0.5 }', 13, 5, "not a text"),
    ('{ DPYD = "0.5" }', '{ DPYD = "0" }', 12, 1, "stands in line 12, too"),
    ('"avoid"', '"shun"', 16, 1, "'shun' is not an action"),
    ('en = "Choose another drug."', 'en = ""', 17, 1, "not a text"),
    ('en = "Choose another drug."\n', "", 9, None, "'en' is missing"),
    ('"doi:10.1000/a.test"', '"a book"', 21, 1, "neither a DOI nor an address"),
    ('drugs = ["azathioprine"]', "drugs = []", 24, 1, "for no drug"),
    ('"A tenth of the dose."', '"A tenth of the dose.', 27, 27, "not TOML"),
    ('"A tenth of the dose."', '"""A tenth\n of the dose."""', 27, 6, "several lines"),
    ("[[advice]]\ndrugs = [\"aza", "[[advice]] # more\ndrugs = [\"aza", None, None, "told apart"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "column", "says"), WRONG)
def test_a_wrong_row_is_named_with_line_and_column(
    tmp_path: Path, old: str, new: str, line: int | None, column: int | None, says: str
) -> None:
    assert LAYER.count(old) == 1
    with pytest.raises(BadFile) as caught:
        read_layer(written(tmp_path, LAYER.replace(old, new)))
    assert says in str(caught.value)
    where = caught.value.where
    assert where is not None
    assert (where.file, where.line, where.column) == ("dpwg_layer.toml", line, column)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"form = 1\n[", b"form = 1\nadvice = 3\n"])
def test_what_is_no_layer_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dpwg_layer.toml"
    path.write_bytes(content)
    with pytest.raises(BadFile):
        read_layer(path)


def test_an_action_is_the_same_word_in_a_layer_and_in_an_advice() -> None:
    assert set(ACTIONS) == {action.value for action in Action}


def test_a_folder_of_layers_is_a_release_under_their_own_licence(tmp_path: Path) -> None:
    written(tmp_path)
    release = read_folder(tmp_path)
    assert (release.name, release.date) == ("layer-2024-03-01", "2024-03-01")
    assert release.licence == "a test's guideline as the body gives it"
    assert "typed off by a test" in release.source
    assert len(release.knowledge.recommendations) == 5


def test_a_layer_lies_beside_the_public_files(tmp_path: Path, shared_data: Path) -> None:
    place = tmp_path / "sources"
    place.mkdir()
    for path in (shared_data / "pharmacogenomics" / "cpic").iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    written(place)
    release = read_folder(place, date="2025-11-05")
    assert len(release.knowledge.recommendations) == 1998 + 5
    assert "CC0" in release.licence
    assert "as the body gives it" in release.licence


def test_two_sources_for_one_body_do_not_speak_twice(tmp_path: Path, shared_data: Path) -> None:
    """The excerpt of CPIC beside CPIC's own file."""
    written(tmp_path)
    (tmp_path / "again_layer.toml").write_text(LAYER)
    with pytest.raises(BadFile, match=r"DPWG on capecitabine stands in again_layer\.toml"):
        read_folder(tmp_path)
    (tmp_path / "again_layer.toml").unlink()
    (tmp_path / "dpwg_layer.toml").write_bytes((OWN / "cpic_layer.toml").read_bytes())
    drugs = shared_data / "pharmacogenomics" / "cpic" / "drugs.json.gz"
    (tmp_path / "drugs.json.gz").write_bytes(drugs.read_bytes())
    with pytest.raises(BadFile, match=r"stands in drugs\.json"):
        read_folder(tmp_path)


def test_the_excerpt_of_cpic_is_cpics_word_for_word(shared_data: Path) -> None:
    """Text, strength, action, for whom, and results; each row has its twin in the public file.

    All but the dose for two intermediate enzymes, which CPIC has lowered since.
    """
    public = {
        identity(line): line
        for line in read_recommendations(
            Located(shared_data / "pharmacogenomics" / "cpic" / "drugs.json.gz")
        )
    }
    excerpt = read_layer(OWN / "cpic_layer.toml").lines
    renewed = [line for line in excerpt if line.section == "update of March 2024"]
    assert {line.drug for line in renewed} == {"azathioprine", "mercaptopurine", "thioguanine"}
    for line in excerpt:
        twin = public[identity(line)]
        assert line.action == action_of(twin.advice).value
        if line in renewed:
            assert "20-50%" in line.advice
            assert "20-50%" not in twin.advice, "the public file has been renewed, too"
            continue
        assert (line.advice, line.strength) == (twin.advice, twin.strength)
        assert line.version == twin.version
    drugs = {line.drug for line in excerpt}
    assert drugs == {
        "fluorouracil", "capecitabine", "azathioprine", "mercaptopurine", "thioguanine",
        "clopidogrel", "phenytoin", "codeine", "simvastatin", "atazanavir",
    }  # fmt: skip


def test_the_swedish_layer_says_that_it_is_a_draft_and_cites_each_row() -> None:
    layer = read_layer(OWN / "swedish_layer.toml")
    assert layer.note is not None
    assert "not been reviewed by a clinical body" in layer.note
    assert layer.body == "SE"
    for line in layer.lines:
        assert line.section is not msgspec.UNSET, line.drug
        assert line.translations is not msgspec.UNSET, line.drug
        assert line.translations["sv"]
        assert line.action in ACTIONS
    genes = {gene for line in layer.lines for gene in line.genes}
    assert genes == {
        "DPYD", "TPMT", "NUDT15", "CYP2C19", "CYP2D6", "CYP2C9", "SLCO1B1", "HLA-A", "HLA-B",
    }  # fmt: skip


def test_a_fresh_install_speaks_for_both_bodies() -> None:
    lines = own_release().knowledge.recommendations
    keys = [key_of(line) for line in lines]
    assert {key.body for key in keys if key} == {"CPIC", "SE"}
    assert all(keys)
    assert own_release().name == "samvar-own-2026-11-26"
    assert "not reviewed" in own_release().source


def test_a_release_that_was_written_before_keys_keeps_its_bytes() -> None:
    """Its lines have no key; they are CPIC's, for whom their population says."""
    old = {
        "drug": "phenytoin", "drug_id": "RxNorm:8183", "population": "PHT naive",
        "genes": {"CYP2C9": "2"}, "advice": "a text", "strength": "Strong", "implications": {},
        "comments": None, "guideline": "g", "version": "v", "url": None,
    }  # fmt: skip
    line = msgspec.json.decode(json.dumps(old).encode(), type=Recommendation)
    assert json.loads(msgspec.json.encode(line, order="sorted")) == old
    key = key_of(line)
    assert key is not None
    assert (key.body, key.exposures) == ("CPIC", ("naive",))
