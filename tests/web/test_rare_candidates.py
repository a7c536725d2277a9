"""Genes of a case by what was seen and what was found, on its page and by command."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from samvar.cli.main import run
from tests.focus.rare_disease.family_files import CONFIG, vcf
from tests.web.ward import Ward, ward_in

MARFAN = "[HP:0001166, HP:0001083, HP:0002616, HP:0000098]"
HEAD = (
    "##fileformat=VCFv4.2\n##contig=<ID=7,length=159138663>\n##contig=<ID=15,length=102531392>\n"
    '##INFO=<ID=BCSQ,Number=.,Type=String,Description="Local consequence annotation from '
    "BCFtools/csq. Format: Consequence|gene|transcript|biotype|strand|amino_acid_change|"
    'dna_change">\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
)
ROWS = (
    "7\t117188700\t.\tA\tG\t50\tPASS\tBCSQ=stop_gained|CFTR|T1|protein_coding|+\tGT\t0/1\t0/0\t0/1\n"
    "15\t48700500\t.\tC\tT\t50\tPASS\tBCSQ=missense|FBN1|T2|protein_coding|-\tGT\t0/1\t0/0\t0/0\n"
)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A boy with Marfan's features, new in FBN1; half of a pair in CFTR comes from his mother."""
    files = {
        "small_vcf": vcf(ROWS, head=HEAD),
        "case_yaml": CONFIG.replace("[HP:0001250]", MARFAN),
    }
    with ward_in(tmp_path_factory.mktemp("ward"), **files) as found:
        yield found


def test_candidates_are_ranked_when_they_are_asked_for(ward: Ward) -> None:
    visitor = ward.visitor("geneticist")
    bare = visitor.get(ward.path).text
    assert "?candidates=1#candidates" in bare
    assert "15-48700500-C-T" not in bare
    page = visitor.get(f"{ward.path}?candidates=1").text
    assert "FBN1" in page
    assert "15-48700500-C-T" in page
    assert "7-117188700-A-G" not in page
    assert "OMIM:154700" in page


def test_nobody_else_is_shown_them(ward: Ward) -> None:
    for persona in ("researcher", "operator"):
        assert ward.visitor(persona).get(f"{ward.path}?candidates=1").status_code == 403


def test_the_command_tells_the_same_and_writes_the_look_down(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--at", str(ward.node.folder), "--as", "geneticist"]
    assert run(["rare", "candidates", "fam", "--json", *where]) == 0
    (found,) = json.loads(capsys.readouterr().out)["candidates"]
    assert (found["symbol"], found["way"], found["disease"]) == ("FBN1", "dominant", "OMIM:154700")
    with ward.node.records.read() as tx:
        assert tx.audit.page(verb="see-candidates", outcome="allowed")
    assert run(["rare", "candidates", "fam", *where[:2], "--as", "researcher"]) == 4


def test_agreement_of_a_node_is_told_on_a_page_and_by_command(
    ward: Ward, capsys: pytest.CaptureFixture[str]
) -> None:
    page = ward.visitor("geneticist").get("/nodes/stockholm/rare/agreement")
    assert page.status_code == 200
    assert "Nothing has been read twice yet." in page.text
    assert ward.visitor("operator").get("/nodes/stockholm/rare/agreement").status_code == 403
    assert (
        run(["rare", "agreement", "--json", "--at", str(ward.node.folder), "--as", "geneticist"])
        == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["begun"], found["outcomes"]["cases"]) == (1, 0, 0)
