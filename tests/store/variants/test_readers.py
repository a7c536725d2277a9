"""Many processes read while one writes; damaged files are found and never believed."""

from __future__ import annotations

import json
import subprocess
import threading
from hashlib import sha256

import msgspec
import pyarrow as pa
import pytest
from endless_writer import begin
from kill_writer import prepare
from test_crash import assert_is_epoch, environment, python

from samvar.model.errors import CorruptStore, SamvarError
from samvar.store.variants import VariantStore, rebuild
from samvar.store.variants.manifest import FORMAT, File
from samvar.store.variants.segment import read_rows, read_tracks, write_rows, write_tracks


@pytest.mark.parametrize(
    "how",
    [
        pytest.param((), id="commits", marks=pytest.mark.nightly),
        pytest.param(("merge",), id="commits and merges"),
    ],
)
def test_four_processes_read_ten_thousand_times_and_never_a_torn_epoch(tmp_path, how):
    """Half of it while runs are joined beside commits, half at night while commits join them."""
    folder = tmp_path / "variants"
    begin(folder)
    writer = subprocess.Popen(
        python("endless_writer.py", folder, *how),
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdout.readline()
        readers = [
            subprocess.Popen(
                python("endless_reader.py", folder, 1400),
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(4)
        ]
        total = 0
        for reader in readers:
            found, error = reader.communicate(timeout=300)
            assert reader.returncode == 0, error
            reads, seen = map(int, found.split())
            assert seen >= 2
            total += reads
        assert total >= 5000
    finally:
        writer.kill()
        writer.communicate()


def test_an_old_snapshot_stays_true_while_the_writer_goes_on(tmp_path):
    store = begin(tmp_path / "variants")
    old = store.snapshot()
    impatient = VariantStore.open(tmp_path / "variants", grace_s=0)
    with impatient.writer() as writer:
        writer.withdraw(["sam_1"])
        writer.commit(compact=True)
    assert_is_epoch(old)
    with pytest.raises(SamvarError, match="new snapshot"):
        old.genotypes("sam_1")


def test_threads_share_a_store(tmp_path):
    store = begin(tmp_path / "variants")
    other = VariantStore.open(store.folder)
    wrong: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(200):
                assert len(other.snapshot().contributions) >= 3
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    with store.writer() as writer:
        for sample in ("sam_1",):
            writer.withdraw([sample])
            writer.commit()
    for thread in threads:
        thread.join()
    assert wrong == []


def every_file(folder) -> list[str]:
    return [n for n in VariantStore.open(folder).snapshot().files() if n != "manifest.json"]


def read_all(folder, damaged: str) -> None:
    snapshot = VariantStore.open(folder).snapshot()
    assert snapshot.verify() == [damaged]
    for sample in snapshot.contributions:
        snapshot.genotypes(sample)
    snapshot.digest()


@pytest.mark.parametrize("damage", ["a bit", "cut short", "missing", "another file's bytes"])
def test_a_damaged_file_is_corrupt_and_no_answer_is_given(tmp_path, damage):
    folder = prepare(tmp_path / "variants").folder
    names = every_file(folder)
    assert {name.split("/")[0] for name in names} == {
        "counts",
        "alleles",
        "people",
        "carriers",
        "genome",
        "callable",
    }
    for name in names:
        path = folder / name
        good = path.read_bytes()
        if damage == "a bit":
            bad = bytearray(good)
            bad[len(bad) // 2] ^= 1
            path.write_bytes(bad)
        elif damage == "cut short":
            path.write_bytes(good[:-1])
        elif damage == "missing":
            path.unlink()
        else:
            other = next(n for n in names if n != name)
            path.write_bytes((folder / other).read_bytes())
        with pytest.raises(SamvarError) as caught:
            read_all(folder, name)
        assert caught.type is CorruptStore
        assert "sam_" not in str(caught.value)
        path.write_bytes(good)
    assert VariantStore.open(folder).snapshot().verify() == []


def test_a_damaged_manifest_is_corrupt(tmp_path):
    folder = prepare(tmp_path / "variants").folder
    path = folder / "manifest.json"
    good = path.read_bytes()
    changed = json.loads(good)
    changed["manifest"]["epoch"] = 99
    for bad in (good[:-20], b"", b"{}", b"\xff", json.dumps(changed).encode()):
        path.write_bytes(bad)
        with pytest.raises(CorruptStore):
            VariantStore.open(folder)
        with pytest.raises(CorruptStore), VariantStore(folder).writer():
            pass
    path.write_bytes(good)
    assert VariantStore.open(folder).snapshot().verify() == []


def test_a_store_of_a_later_form_is_refused_by_name(tmp_path):
    folder = prepare(tmp_path / "variants").folder
    seal(folder, '{"format":99,"epoch":1}')
    with pytest.raises(CorruptStore, match="format 99; this version reads 1 to 5") as caught:
        VariantStore.open(folder)
    assert caught.value.remedy == "use the version of samvar that wrote it"


def test_a_store_of_format_2_is_read_as_it_is_and_moved_on_by_its_next_commit(tmp_path):
    """Format 2 had counts of 32 bits, and none of the newer fields of the manifest."""
    folder = prepare(tmp_path / "variants").folder
    before = VariantStore.open(folder).snapshot()
    manifest = json.loads((folder / "manifest.json").read_bytes())["manifest"]
    manifest["format"] = 2
    del manifest["delayed_s"]
    for run in manifest["runs"]:
        del run["changes"]
        for name in ("counts", "strata"):
            if run[name] is not None:
                run[name] = widened(folder, run[name])
    for shard in manifest["shards"]:
        del shard["left"], shard["subtracts"]
    seal(folder, json.dumps(manifest))
    old = VariantStore.open(folder, grace_s=0)
    assert old.snapshot().opened.manifest.format == 2
    assert old.snapshot().digest() == before.digest()
    with old.writer() as writer:
        writer.mark()
        writer.commit()
    assert old.snapshot().opened.manifest.format == FORMAT
    assert old.snapshot().digest() == before.digest()
    with old.writer() as writer:
        writer.withdraw(["sam_0"])
        writer.commit(compact=True)
    assert rebuild(old.snapshot(), tmp_path / "anew").snapshot().digest() == old.snapshot().digest()


def widened(folder, file: dict) -> dict:
    """A file of counts as format 2 wrote it."""
    path, wide = folder / file["name"], file["name"] + ".wide"
    reader = pa.ipc.open_file(path)
    counts = [pa.field(name, pa.int32()) for name in ("ac", "hom", "hemi", "miss")]
    schema = pa.schema([pa.field("key", pa.uint64()), *counts])
    assert reader.schema != schema
    batches = [reader.get_batch_with_custom_metadata(i) for i in range(reader.num_record_batches)]
    with pa.OSFile(str(folder / wide), "wb") as out, pa.ipc.new_file(out, schema) as writer:
        for batch, metadata in batches:
            writer.write_batch(batch.cast(schema), custom_metadata=metadata)
    data = (folder / wide).read_bytes()
    return {"name": wide, "bytes": len(data), "sha256": sha256(data).hexdigest()}


def test_a_store_of_the_first_form_is_read_and_written_on_in_the_newest(tmp_path):
    store = prepare(tmp_path / "variants")
    before = store.snapshot().digest()
    folder = store.folder
    manifest = json.loads((folder / "manifest.json").read_bytes())["manifest"]
    for n, run in enumerate(manifest["runs"]):
        # The strata of that time were ancestries, each with its rows and track written out.
        assert (run.pop("same"), run.pop("same_track")) == ({"EUR": ""}, {"EUR": ""})
        rows = read_rows(folder, File(**run["counts"]))
        steps = read_tracks(folder, File(**run["track"]))["", 0]
        beside = write_rows(
            folder, f"counts/{n}-rows", [(("EUR", c), r) for (_, c), r in rows.items()]
        )
        track = write_tracks(folder, f"counts/{n}-track", [("", steps), ("EUR", steps)])
        run |= {"strata": msgspec.to_builtins(beside), "track": msgspec.to_builtins(track)}
    seal(store.folder, json.dumps(manifest | {"format": 1}))
    store = VariantStore.open(store.folder)
    assert store.snapshot().digest() == before
    with store.writer() as writer:
        writer.mark()
        writer.commit()
    assert store.snapshot().opened.manifest.format == FORMAT
    assert store.snapshot().digest() == before


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "counts/../../secret"])
def test_a_manifest_cannot_point_out_of_the_store(tmp_path, name):
    """A store may come out of somebody's archive."""
    folder = prepare(tmp_path / "variants").folder
    manifest = json.loads((folder / "manifest.json").read_bytes())["manifest"]
    manifest["runs"][0]["track"] = {"name": name, "bytes": 1, "sha256": "0" * 64}
    seal(folder, json.dumps(manifest))
    with pytest.raises(CorruptStore, match="out of the store"):
        VariantStore.open(folder)


def seal(folder, inner: str) -> None:
    digest = sha256(inner.encode()).hexdigest()
    (folder / "manifest.json").write_text(f'{{"manifest":{inner},"sha256":"{digest}"}}')
