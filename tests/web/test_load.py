"""Loading through the browser: honest reports, hostile forms, nothing left behind."""

from __future__ import annotations

import dataclasses
import re
import time
from pathlib import Path

import pytest

from samvar.demo.example_file import EXAMPLES, write_examples
from samvar.web.incoming import incoming, server_path, sweep
from samvar.web.upload import plain_name
from tests.web.visitor import HTML

LOADS = "/nodes/stockholm/loads"
STATED = {"assembly": "GRCh38", "assert_normalised": "yes", "research": "yes"}


@pytest.fixture(scope="module")
def examples(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    write_examples(folder)
    return folder


def send(one, files, **fields):
    """A form with files: our token first, as the page's own form has it."""
    data = {**one.token("/nodes/stockholm/load"), "dataset": "test", **STATED, **fields}
    parts = [("files", (name, content)) for name, content in files] or [("bed", ("", b""))]
    return one.client.post(LOADS, data=data, files=parts, headers=HTML)


def finished(one, address, node="stockholm"):
    """The job's page once the job has ended."""
    for _ in range(300):
        html = one.get(address).text
        if "data-events" not in html:
            return html
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def test_a_good_file_is_loaded_and_reported(visitor, site, examples):
    one = visitor("geneticist")
    before = site.nodes["stockholm"].variants.snapshot().epoch
    sent = send(one, [("odd.vcf", (examples / "odd.vcf").read_bytes())], dataset="odd ones")
    assert sent.status_code == 303
    assert re.fullmatch(r"/nodes/stockholm/jobs/job_[0-9a-z]{24}", sent.headers["location"])
    html = finished(one, sent.headers["location"])
    assert "spanning deletion" in html
    assert "stated by a person, not checked" in html
    assert site.nodes["stockholm"].variants.snapshot().epoch == before + 1
    datasets = one.get("/nodes/stockholm/datasets").text
    assert "odd ones" in datasets
    report = re.search(r'href="(/nodes/stockholm/loads/loa_[^"]+)"', datasets)
    assert "spanning deletion" in one.get(report.group(1)).text


@pytest.mark.parametrize(
    ("name", "said"),
    [("wrong-columns.vcf", "line 36"), ("two-of-a-name.vcf", ""), ("truncated.vcf.gz", ""),
     ("not-a-vcf.vcf", ""), ("other-assembly.vcf", "")],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_place_and_leaves_nothing(
    visitor, site, examples, name, said
):
    node, one = site.nodes["stockholm"], visitor("geneticist")
    epoch = node.variants.snapshot().epoch
    sent = send(one, [(name, (examples / name).read_bytes())], dataset=f"bad {name}")
    html = finished(one, sent.headers["location"])
    assert "Nothing was loaded" in html
    assert name in html
    assert said in html
    assert node.variants.snapshot().epoch == epoch
    assert f"bad {name}" not in one.get("/nodes/stockholm/datasets").text
    assert one.get("/").status_code == 200


def test_all_examples_are_known_here():
    assert {e.name for e in EXAMPLES} == {
        "family.vcf", "odd.vcf", "wrong-columns.vcf", "two-of-a-name.vcf", "truncated.vcf.gz",
        "not-a-vcf.vcf", "other-assembly.vcf",
    }  # fmt: skip


def test_uploaded_files_are_gone_once_their_job_ended(visitor, site, examples):
    one, node = visitor("geneticist"), site.nodes["stockholm"]
    sent = send(one, [("not-a-vcf.vcf", (examples / "not-a-vcf.vcf").read_bytes())])
    finished(one, sent.headers["location"])
    sweep(node)
    assert list(incoming(node).iterdir()) == []


def test_a_form_without_a_file_says_so(visitor, site):
    sent = send(visitor("geneticist"), [])
    assert sent.status_code == 400
    empty = send(visitor("geneticist"), [("", b"")])
    assert empty.status_code == 400
    assert "no file was chosen" in empty.text
    assert list(incoming(site.nodes["stockholm"]).iterdir()) == []


def test_a_file_that_is_too_large_is_cut_off_and_thrown_away(visitor, site, monkeypatch):
    node = site.nodes["stockholm"]
    small = dataclasses.replace(node.config, upload_limit_mb=1)
    monkeypatch.setattr(node, "config", small)
    sent = send(visitor("geneticist"), [("big.vcf", b"#" * 3_000_000)])
    assert sent.status_code == 422
    assert "larger than 2 MB together" in sent.text or "larger than" in sent.text
    assert list(incoming(node).iterdir()) == []


def test_a_form_that_is_not_ours_writes_no_byte(visitor, site):
    one = visitor("geneticist")
    parts = [("files", ("a.vcf", b"x" * 100_000))]
    for data in ({}, {"form_token": "0" * 64}):
        sent = one.client.post(LOADS, data=data, files=parts, headers=HTML)
        assert sent.status_code == 403
    assert list(incoming(site.nodes["stockholm"]).iterdir()) == []


def test_the_token_must_come_before_the_files(visitor, site):
    one = visitor("geneticist")
    token = one.token("/nodes/stockholm/load")["form_token"]
    body = (
        b'--b\r\ncontent-disposition: form-data; name="files"; filename="a.vcf"\r\n\r\nx\r\n'
        b'--b\r\ncontent-disposition: form-data; name="form_token"\r\n\r\n'
        + token.encode() + b"\r\n--b--\r\n"
    )  # fmt: skip
    headers = {**HTML, "content-type": "multipart/form-data; boundary=b"}
    assert one.client.post(LOADS, content=body, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"dataset=x"),
        ("multipart/form-data", b"--b--"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b\r\ncontent-dispo"),
        ("multipart/form-data; boundary=b", b"garbage"),
        ("multipart/form-data; boundary=b",
         b'--b\r\ncontent-disposition: form-data; name="x"\r\n\r\n' + b"y" * 70_000),
        ("multipart/form-data; boundary=b", b"--b\r\n" + b"a: b\r\n" * 50 + b"\r\n"),
        ("multipart/form-data; boundary=" + "b" * 500, b"--b--"),
    ],
)  # fmt: skip
def test_a_damaged_form_is_a_clean_error(visitor, site, content_type, body):
    one = visitor("geneticist")
    sent = one.client.post(LOADS, content=body, headers={**HTML, "content-type": content_type})
    assert 400 <= sent.status_code < 500
    assert list(incoming(site.nodes["stockholm"]).iterdir()) == []


def test_a_file_name_cannot_leave_its_folder(visitor, site, examples):
    one = visitor("geneticist")
    content = (examples / "not-a-vcf.vcf").read_bytes()
    sent = send(one, [("../../../../node.toml", content), ("../x.vcf", content)])
    html = finished(one, sent.headers["location"])
    assert "node.toml" in html
    assert (site.nodes["stockholm"].folder / "node.toml").read_bytes() != content


@pytest.mark.parametrize("name", ["", ".", "..", "/", "\\", "a" * 500, "\x00", "ä/ö\\å", ".hidden"])
def test_any_name_becomes_a_plain_one(name):
    plain = plain_name(name)
    assert re.fullmatch(r"[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,119}", plain)


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd", "", "\x00", "~/x.vcf"])
def test_a_path_outside_the_import_folders_is_refused(visitor, path):
    sent = send(visitor("geneticist"), [], server_paths=path or " /etc/x.vcf")
    assert sent.status_code in (403, 422)


def test_a_server_path_is_loaded_and_links_do_not_lead_out(
    visitor, site, examples, tmp_path, monkeypatch
):
    node = site.nodes["stockholm"]
    (tmp_path / "odd.vcf").write_bytes((examples / "family.vcf").read_bytes())
    (tmp_path / "out.vcf").symlink_to("/etc/hostname")
    opened = dataclasses.replace(node.config, import_folders=str(tmp_path))
    monkeypatch.setattr(node, "config", opened)
    one = visitor("geneticist")
    assert str(tmp_path / "odd.vcf") in one.get("/nodes/stockholm/load").text
    refused = send(one, [], server_paths=str(tmp_path / "out.vcf"), dataset="by path")
    assert refused.status_code == 403
    sent = send(one, [], server_paths=str(tmp_path / "odd.vcf"), dataset="by path")
    html = finished(one, sent.headers["location"])
    assert "Records of each file" in html
    assert server_path(node, str(tmp_path / "odd.vcf")).is_file()


def test_who_may_not_load_here_is_refused_before_the_file_is_read(visitor, site):
    one = visitor("geneticist", centre="skane")
    data = one.token("/help")
    sent = one.client.post(LOADS, data=data, files=[("files", ("a.vcf", b"x"))], headers=HTML)
    assert sent.status_code == 403
    assert not list(incoming(site.nodes["stockholm"]).glob("*/a.vcf"))


def test_progress_comes_as_events_and_goes_on_where_one_left(visitor, site, examples):
    one = visitor("geneticist")
    sent = send(one, [("odd.vcf", (examples / "odd.vcf").read_bytes())], dataset="watched")
    address = sent.headers["location"]
    stream = one.client.get(address + "/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert "event: progress" in stream.text
    assert stream.text.rstrip().endswith("data: done")
    last = re.findall(r"id: (\d+)", stream.text)[-1]
    again = one.client.get(address + "/events", headers={"last-event-id": last})
    assert "event: progress" not in again.text
    assert "event: ended" in again.text
    odd = one.client.get(address + "/events", headers={"last-event-id": "x"})
    assert "event: progress" in odd.text


def test_a_job_can_be_stopped_by_who_may(visitor, site):
    node = site.nodes["orebro"]
    one = visitor("geneticist", centre="orebro")
    # No worker will take a kind that it does not know, so the job waits for ever.
    job = node.jobs.submit("nothing", {})
    address = f"/nodes/orebro/jobs/{job.id}"
    assert 'data-events="' in one.get(address).text
    stranger = visitor("geneticist", centre="skane")
    assert stranger.post(address + "/cancel", {}).status_code == 403
    assert one.post(address + "/cancel", {}).status_code == 303
    assert "The work was stopped" in one.get(address).text


def test_a_field_of_any_script_is_read_and_breaks_nothing(visitor):
    """Found by schemathesis: a field whose name Latin-1 cannot write was a fault of ours."""
    one = visitor("bioinformatician", centre="stockholm")
    token = one.token("/nodes/stockholm/load")
    parts = [(name, (None, value)) for name, value in {**token, "\U00103caf": "x"}.items()]
    parts.append(("files", ("提取.vcf", b"no variants")))
    sent = one.client.post(LOADS, files=parts, headers=HTML)
    assert sent.status_code == 400, sent.text  # and goes on to miss the name of the dataset
    assert "into a dataset with a name" in sent.text
