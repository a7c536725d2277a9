"""CPIC's populations: each text that the public file has, and nothing else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import msgspec
import pytest

from samvar.formats.json_located import Located
from samvar.knowledge.pharmacogenomics.cpic import read_recommendations
from samvar.knowledge.pharmacogenomics.diff import diff
from samvar.knowledge.pharmacogenomics.model import Knowledge, Recommendation, Release
from samvar.knowledge.pharmacogenomics.population import cpic_key
from samvar.knowledge.pharmacogenomics.release import make
from samvar.model.errors import BadFile

POPULATIONS = [
    # as CPIC writes it       which list       its words
    ("general", "", ()),
    ("population general", "", ()),
    ("adults", "age_groups", ("adult",)),
    ("pediatrics", "age_groups", ("child",)),
    ("child >40kg_adult", "age_groups", ("adult", "child over 40 kg")),
    ("PHT naive", "exposures", ("naive",)),
    ("PHT use >3mos", "exposures", ("exposed",)),
    ("CBZ naive", "exposures", ("naive",)),
    ("CBZ use >3mos ", "exposures", ("exposed",)),
    ("CBZ-no alternatives", "indications", ("no alternative drug",)),
    ("OXC naive", "exposures", ("naive",)),
    ("OXC use >3 mos", "exposures", ("exposed",)),
    ("CVI ACS PCI ", "indications", ("acs-pci",)),
    ("CVI non-ACS non-PCI", "indications", ("non-acs-non-pci",)),
    ("NVI", "indications", ("neurovascular",)),
    ("<= 1g per day", "doses", ("at most 1 g per day",)),
    ("standard dose", "doses", ("standard dose",)),
    ("medium dose", "doses", ("medium dose",)),
    ("single low dose", "doses", ("single low dose",)),
]


@pytest.mark.parametrize(("text", "part", "words"), POPULATIONS)
def test_a_population_is_read_for_what_it_means(
    text: str, part: str, words: tuple[str, ...]
) -> None:
    key = cpic_key(text)
    assert key is not None
    assert key.body == "CPIC"
    if part:
        assert getattr(key, part) == words
    else:
        assert not any((key.indications, key.age_groups, key.exposures, key.doses))


def test_the_table_has_every_population_of_the_public_file(shared_data: Path) -> None:
    path = shared_data / "pharmacogenomics" / "cpic" / "drugs.json.gz"
    drugs = json.loads(gzip.decompress(path.read_bytes()))
    there = {line["population"] for drug in drugs for line in drug.get("recommendations", ())}
    assert there == {text for text, _, _ in POPULATIONS}


def test_an_unknown_population_is_refused_with_its_line(tmp_path: Path) -> None:
    line = {
        "lookupkey": {"TPMT": "Normal Metabolizer"}, "population": "PHT naïve",
        "drugrecommendation": "Start", "classification": "Strong",
    }  # fmt: skip
    drug = {
        "drugname": "phenytoin", "drugid": "RxNorm:8183", "guidelinename": "g",
        "cpicVersion": "v1", "url": None, "recommendations": [line],
    }  # fmt: skip
    path = tmp_path / "drugs.json"
    path.write_text(json.dumps([drug], indent=1))
    with pytest.raises(BadFile, match="population 'PHT naïve' is not known") as caught:
        read_recommendations(Located(path))
    where = caught.value.where
    assert where is not None
    assert where.line is not None
    assert "population" in path.read_text().splitlines()[where.line - 1]


def test_the_difference_of_two_releases_names_what_changed_of_an_advice() -> None:
    def release(**changed: object) -> Release:
        line = Recommendation(
            drug="codeine", drug_id="", population="general", genes={"CYP2D6": "0"},
            advice="Avoid.", strength="Strong", guideline="g", version="1", action="avoid",
            translations={"sv": "Undvik."},
        )  # fmt: skip
        told = msgspec.structs.replace(line, **changed)
        return make("one", "2026-01-01", "CC0", "a test", Knowledge((), (told,)))

    def kinds(**changed: object) -> set[tuple[str, str | None, str | None]]:
        return {(c.kind, c.old, c.new) for c in diff(release(), release(**changed))}

    item = "CPIC | codeine | general | CYP2D6 0"
    (found,) = diff(release(), release(action="other"))
    assert (found.subject, found.kind, found.item) == ("codeine", "advice-action", item)
    assert kinds(action="other") == {("advice-action", "avoid", "other")}
    assert kinds(advice="Use.") == {("recommendation", "[Strong] Avoid.", "[Strong] Use.")}
    assert kinds(version="2") == {("advice-source", "g, 1", "g, 2")}
    assert kinds(translations={}) == {("advice-translation", "sv: Undvik.", None)}
    assert kinds() == set()
