"""Paraphase's JSON."""

import json

import pytest

from samvar.formats.paraphase.read import read_paraphase
from samvar.model.errors import BadFile


def test_the_demo_trio(shared_data):
    found = read_paraphase(shared_data / "rare_disease/scout/643594.paraphrase.json")
    assert len(found) == 39
    by_region = {(call.sample, call.region): call for call in found}
    smn = by_region["ADM1059A2", "smn1"]
    assert (smn.copies, smn.genes) == ({"smn1": 2, "smn2": 2, "smn_del78": 0}, ("SMN1", "SMN2"))
    assert (smn.total, smn.gene, smn.status) == (None, None, "normal")
    mother = by_region["ADM1059A3", "ikbkg"]
    assert (mother.total, mother.gene, mother.status) == (4, 2, "pathological")
    assert mother.reasons != ()
    assert by_region["ADM1059A2", "CFH"].fusions == ("deletion",)
    assert by_region["ADM1059A2", "hba"].genotype == "aa/aa"
    assert by_region["ADM1059A2", "ikbkg"].total is None  # too few reads: no call, no zero


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("[", "not JSON"),
        ("[]", "the document is not an object"),
        ('{"a": []}', "a sample is not an object"),
        ('{"a": {"smn1": 3}}', "region smn1 is not an object"),
        ('{"a": {"smn1": {"smn1_cn": "two"}}}', "smn1_cn of smn1 is not a whole number"),
        ('{"a": {"smn1": {"region_depth": true}}}', "region_depth of smn1 is not a number"),
        ('{"a": {"smn1": {"status_matches": 1}}}', "not as Paraphase writes it"),
    ],
)
def test_what_is_refused(tmp_path, value, what):
    path = tmp_path / "p.json"
    path.write_text(value)
    with pytest.raises(BadFile, match=what):
        read_paraphase(path)


def test_what_is_not_read_stays(tmp_path):
    path = tmp_path / "p.json"
    said = {"total_cn": 2, "new_field": [1, {"a": 2}]}
    path.write_text(json.dumps({"a": {"x": said}}))
    assert read_paraphase(path)[0].said == said
