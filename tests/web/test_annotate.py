"""Annotating through the browser: the file comes back with figures, and nothing of it stays."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pysam
import pytest

from samvar.demo.example_file import write_examples
from samvar.web.incoming import incoming
from tests.web.visitor import HTML

PAGE = "/nodes/stockholm/annotate"
SENT = "/nodes/stockholm/annotated"


@pytest.fixture(scope="module")
def vcf(tmp_path_factory) -> bytes:
    folder: Path = tmp_path_factory.mktemp("examples")
    write_examples(folder)
    return (folder / "odd.vcf").read_bytes()


@pytest.fixture(scope="module", autouse=True)
def releases(site) -> None:
    site.release("stockholm")


def send(one, content, name="proband.vcf", files=(), **fields):
    data = {**one.token(PAGE), "assembly": "GRCh38", "assert_normalised": "yes", **fields}
    parts = [("file", (name, content)), *files]
    return one.client.post(SENT, data=data, files=parts, headers=HTML)


def test_a_file_comes_back_annotated_and_nothing_stays(visitor, site, vcf, tmp_path):
    one = visitor("geneticist")
    html = one.get(PAGE).text
    assert "nodes-GRCh38-" in html
    assert "family" in html
    sent = send(one, vcf, form="vcf.gz", family="none")
    assert sent.status_code == 200
    assert 'filename="proband.annotated.vcf.gz"' in sent.headers["content-disposition"]
    out = tmp_path / "out.vcf.gz"
    out.write_bytes(sent.content)
    with pysam.VariantFile(str(out)) as file:
        assert file.header.info["SAMVAR_LOCAL_AC"].number == "A"
        found = [record.info.get("SAMVAR_LOCAL_AN") for record in file]
    assert any(found)
    assert list(incoming(site.nodes["stockholm"]).glob("*/")) == []


def test_it_comes_back_in_the_form_that_was_chosen(visitor, vcf, tmp_path):
    out = tmp_path / "out.parquet"
    out.write_bytes(send(visitor("geneticist"), vcf, form="parquet").content)
    assert pq.read_schema(out).names[:4] == ["contig", "position", "ref", "alt"]


def test_research_has_the_public_release_and_no_family_to_take_out(visitor, vcf):
    one = visitor("geneticist", purpose="HRESCH")
    html = one.get(PAGE).text
    assert "public-GRCh38-" in html
    assert 'name="family"' not in html
    assert b"SAMVAR_LOCAL" not in send(one, vcf, form="bcf").content
    ped = [("pedigree", ("f.ped", b"F\tA\t0\t0\t1\t1\n"))]
    assert send(one, vcf, files=ped).status_code == 400


BAD = [
    # content                 name         fields                    status  said
    (b"not a vcf", "x.vcf", {}, 422, "not a VCF"),
    (b"", "", {}, 400, "no file was chosen"),
    (None, "x.vcf", {"form": "exe"}, 400, "another choice"),
    (None, "x.vcf", {"family": "/etc/passwd"}, 400, "another choice"),
    (None, "x.vcf", {"assembly": "GRCh37"}, 422, ""),
    (None, "x.vcf", {"assert_normalised": "no"}, 422, "no reference genome is mounted"),
]


@pytest.mark.parametrize(("content", "name", "fields", "status", "said"), BAD)
def test_a_bad_form_or_file_is_answered_and_leaves_nothing(
    visitor, site, vcf, content, name, fields, status, said
):
    one = visitor("geneticist")
    sent = send(one, vcf if content is None else content, name, **fields)
    assert sent.status_code == status
    assert said in sent.text
    assert list(incoming(site.nodes["stockholm"]).glob("*/")) == []


def test_a_form_that_is_not_ours_is_refused(visitor, vcf):
    one = visitor("geneticist")
    sent = one.client.post(SENT, data={"form_token": "00"}, files=[("file", ("x.vcf", vcf))])
    assert sent.status_code == 403


def test_whoever_may_not_ask_has_no_such_page(visitor):
    assert visitor("operator").get(PAGE).status_code == 403
    assert visitor("patient").get(PAGE).status_code == 403
