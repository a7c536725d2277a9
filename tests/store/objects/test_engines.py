"""The object store on each engine: the contract, then what is true of one engine only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from samvar.model.errors import BadConfig, BadFile, CorruptStore, StoreUnavailable
from samvar.store.contract.objects import ObjectsContract
from samvar.store.objects import Objects


class TestFolder(ObjectsContract):
    @pytest.fixture
    def objects(self, tmp_path_factory: pytest.TempPathFactory) -> Objects:
        return Objects.open(tmp_path_factory.mktemp("objects"))


class TestFileUrl(ObjectsContract):
    @pytest.fixture
    def objects(self, tmp_path_factory: pytest.TempPathFactory) -> Objects:
        return Objects.open(f"file://{tmp_path_factory.mktemp('with space')}".replace(" ", "%20"))


class TestS3(ObjectsContract):
    @pytest.fixture
    def objects(self, s3_url: str) -> Objects:
        return Objects.open(s3_url)


def test_the_server_may_be_named_in_the_environment(
    s3_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket, _, options = s3_url.partition("?")
    key = Objects.open(s3_url).put(b"the same bucket")
    monkeypatch.setenv("AWS_ENDPOINT_URL", options.split("&")[0].removeprefix("endpoint="))
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    assert Objects.open(bucket).get(key) == b"the same bucket"


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    objects = Objects.open(tmp_path / "objects")
    key = objects.put(b"as written")
    (tmp_path / "objects" / key[:2] / key[2:4] / key).write_bytes(b"As written")
    with pytest.raises(CorruptStore):
        objects.get(key)
    with pytest.raises(CorruptStore):
        objects.fetch(key, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert not (tmp_path / "copy.part").exists()


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest is taken first and again on the way: the second look must agree."""
    objects = Objects.open(tmp_path / "objects")
    source = tmp_path / "growing.vcf"
    source.write_bytes(b"##fileformat=VCFv4.3\n")
    look = objects.exists

    def grow(key: str) -> bool:
        with source.open("ab") as more:
            more.write(b"one line more\n")
        return look(key)

    monkeypatch.setattr(objects, "exists", grow)
    with pytest.raises(BadFile, match=r"growing\.vcf"):
        objects.put(source)
    assert list(objects.list()) == []


def test_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    Objects.open(tmp_path / "objects")
    assert (tmp_path / "objects").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("gs://bucket", "another kind of store"),
        ("s3://", "no bucket"),
        ("s3://key:secret@bucket/x", "a secret in the URL"),
        ("s3://bucket/x?secret_access_key=hush", "a secret in the query"),
        ("s3://bucket/x?colour=blue", "no such option"),
        ("file://elsewhere/data", "a file on another host"),
    ],
)
def test_a_url_that_is_not_understood_is_refused_without_being_repeated(url: str, why: str) -> None:
    with pytest.raises(BadConfig) as refusal:
        Objects.open(url)
    assert "hush" not in str(refusal.value), why
    assert "secret@" not in str(refusal.value)


@pytest.fixture
def one_try(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient: dict[str, Any] = {"max_retries": 0}
    monkeypatch.setattr("samvar.store.objects.place._PATIENCE", impatient)


@pytest.mark.usefixtures("one_try")
def test_a_server_that_is_away_is_said_to_be_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush")
    away = Objects.open("s3://bucket?endpoint=http://127.0.0.1:1&region=us-east-1")
    with pytest.raises(StoreUnavailable) as fault:
        away.get("0" * 64)
    assert "127.0.0.1" not in str(fault.value)
    with pytest.raises(StoreUnavailable):
        away.put(b"nowhere to go")
