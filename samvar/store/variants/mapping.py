"""Reading stored files: mapped or whole, and never believed before their digest is checked."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from samvar.store.variants.manifest import File, corrupt


class Missing(Exception):
    """A named file is not there: swept after a newer commit, or lost. The caller knows which."""


def mapped(folder: Path, file: File, *, verify: bool = True) -> pa.Buffer:
    """The bytes of a file, memory-mapped: its pages are shared by all processes.

    verify: read it once to compare its SHA-256; the length is always compared.

    Raises:
        CorruptStore: the bytes are not those that were written.
        Missing: there is no such file.
    """
    if ".." in Path(file.name).parts or Path(file.name).is_absolute():
        raise corrupt(file.name.rpartition("/")[2], "its name points out of the store")
    try:
        if (folder / file.name).stat().st_size != file.bytes:
            raise corrupt(file.name, "its length differs")
        with pa.memory_map(str(folder / file.name)) as source:
            buffer = source.read_buffer()
    except FileNotFoundError:
        raise Missing(file.name) from None
    if verify and sha256(memoryview(buffer)).hexdigest() != file.sha256:
        raise corrupt(file.name, "its checksum differs")
    return buffer


def arrow_batches(file: File, buffer: pa.Buffer) -> list[tuple[dict[str, str], Any]]:
    """Each record batch of an Arrow IPC file with its own metadata, without a copy."""
    try:
        reader = pa.ipc.open_file(buffer)
        found = []
        for index in range(reader.num_record_batches):
            batch, metadata = reader.get_batch_with_custom_metadata(index)
            pairs = {} if metadata is None else metadata.items()
            found.append(({k.decode(): v.decode() for k, v in dict(pairs).items()}, batch))
    except (pa.ArrowInvalid, OSError) as error:
        raise corrupt(file.name, "it is not an Arrow file") from error
    return found
