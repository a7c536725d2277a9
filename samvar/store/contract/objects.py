"""What every object store must do."""

from __future__ import annotations

import hashlib
from pathlib import Path

from samvar.model.errors import BadFile, NotFound, StoreUnavailable
from samvar.store.contract import refused
from samvar.store.objects import Objects

_ABSENT = hashlib.sha256(b"never put").hexdigest()


class ObjectsContract:
    """Needs a fixture `objects`: an opened, empty store."""

    def test_bytes_come_back_under_their_digest(self, objects: Objects) -> None:
        key = objects.put(b"genome")
        assert key == hashlib.sha256(b"genome").hexdigest()
        assert objects.get(key) == b"genome"
        assert objects.size(key) == 6
        assert objects.exists(key)

    def test_nothing_is_an_object_too(self, objects: Objects) -> None:
        key = objects.put(b"")
        assert objects.get(key) == b""
        assert objects.get_range(key, 0, 10) == b""

    def test_the_same_bytes_are_kept_once(self, objects: Objects) -> None:
        assert objects.put(b"twice") == objects.put(b"twice")
        assert [size for _, size in objects.list()] == [5]

    def test_a_large_file_travels_in_parts(self, objects: Objects, tmp_path: Path) -> None:
        source, copy = tmp_path / "source.bin", tmp_path / "copy.bin"
        source.write_bytes(bytes(range(256)) * 50_000)  # 12.8 MB: more than one part
        key = objects.put(source)
        objects.fetch(key, copy)
        assert copy.read_bytes() == source.read_bytes()
        assert not copy.with_name("copy.bin.part").exists()

    def test_a_file_of_ours_is_taken_and_not_copied(self, objects: Objects, tmp_path: Path) -> None:
        spool = tmp_path / "spool"
        content = bytes(range(256)) * 50_000
        spool.write_bytes(content)
        key = hashlib.sha256(content).hexdigest()
        objects.take(spool, key)
        assert not spool.exists()
        assert objects.get(key) == content
        objects.verify(key)
        assert list(objects.list()) == [(key, len(content))]
        with refused(NotFound):
            objects.verify(_ABSENT)

    def test_an_object_of_a_folder_can_be_mapped_and_one_of_a_server_is_fetched(
        self, objects: Objects
    ) -> None:
        key = objects.put(b"mapped")
        if objects.folder is None:
            with refused(StoreUnavailable):
                objects.path_of(key)
            return
        assert objects.path_of(key).read_bytes() == b"mapped"
        for absent in (_ABSENT, "../../etc/passwd"):
            with refused(NotFound):
                objects.path_of(absent)

    def test_ranges_are_half_open_and_stop_at_the_end(self, objects: Objects) -> None:
        key = objects.put(bytes(range(100)))
        for start, end in ((0, 1), (0, 100), (10, 20), (99, 100), (90, 1000), (5, 5)):
            assert objects.get_range(key, start, end) == bytes(range(100))[start:end]
        assert objects.get_range(key, 100, 101) == b""
        assert objects.get_range(key, 2000, 2001) == b""

    def test_a_range_must_go_forwards(self, objects: Objects) -> None:
        key = objects.put(b"range")
        for start, end in ((-1, 2), (3, 2)):
            try:
                objects.get_range(key, start, end)
            except ValueError:
                continue
            raise AssertionError("a range that goes backwards was read")

    def test_what_is_not_there_is_not_found(self, objects: Objects, tmp_path: Path) -> None:
        assert not objects.exists(_ABSENT)
        for ask in (objects.get, objects.size, lambda key: objects.get_range(key, 0, 1)):
            with refused(NotFound):
                ask(_ABSENT)
        with refused(NotFound):
            objects.fetch(_ABSENT, tmp_path / "absent")
        assert list(tmp_path.iterdir()) == []

    def test_a_key_is_a_digest_and_never_a_path(self, objects: Objects) -> None:
        for key in ("../../etc/passwd", "/etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"):
            assert not objects.exists(key)
            with refused(NotFound):
                objects.get(key)
            objects.delete(key)

    def test_a_deleted_object_is_gone_and_deleting_again_is_no_error(
        self, objects: Objects
    ) -> None:
        key, other = objects.put(b"delete me"), objects.put(b"keep me")
        assert objects.get_range(key, 0, 6) == b"delete"
        objects.delete(key)
        objects.delete(key)
        assert not objects.exists(key)
        with refused(NotFound):
            objects.get_range(key, 0, 6)
        assert list(objects.list()) == [(other, 7)]

    def test_many_objects_are_all_listed(self, objects: Objects) -> None:
        keys = {objects.put(str(n).encode()) for n in range(40)}
        assert {key for key, _ in objects.list()} == keys

    def test_a_file_that_cannot_be_read_leaves_nothing(
        self, objects: Objects, tmp_path: Path
    ) -> None:
        with refused(BadFile):
            objects.put(tmp_path / "absent.vcf")
        assert list(objects.list()) == []
