"""Where the files of many genomes lie, in a form that a process elsewhere can open as well."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.fs import LocalFileSystem, S3FileSystem

from samvar.store.objects.place import read_s3

_REGION = "us-east-1"
"""Where nobody names one: what servers of one's own call themselves."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, or a bucket of an S3-speaking server; keys are in the environment, never here.

    root: the folder's path, or `bucket/prefix`. server: how pyarrow reaches a bucket, empty for a
    folder.
    """

    root: str
    server: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, url: str | Path) -> Place:
        """Read a folder's path, or `s3://bucket/prefix?endpoint=...&region=...`.

        Raises:
            BadConfig: another kind of URL, or a secret inside it.
        """
        text = str(url)
        if not text.startswith("s3:"):
            return cls(str(Path(text.removeprefix("file://")).resolve()))
        s3 = read_s3(text)
        named = s3.settings.get("region") or os.environ.get("AWS_REGION")
        server = {"region": named or os.environ.get("AWS_DEFAULT_REGION", _REGION)}
        if endpoint := s3.endpoint:
            scheme, _, host = endpoint.partition("://")
            server |= {"scheme": scheme, "endpoint_override": host.rstrip("/")}
        return cls("/".join(part for part in (s3.bucket, s3.prefix) if part), server)

    @property
    def is_folder(self) -> bool:
        """Whether an engine can open the files by their paths."""
        return not self.server

    def path(self, kind: str, name: str) -> str:
        """Where a file is. kind: the folder of its kind, as in the store."""
        return f"{self.root}/{kind}/{name}"

    def dataset(self, kind: str, names: Sequence[str], columns: Any) -> Any:
        """Parquet files as one pyarrow dataset. columns: their schema; `file` names each one's."""
        import pyarrow.dataset as ds

        return ds.FileSystemDataset.from_paths(
            [self.path(kind, name) for name in names],
            schema=columns.append(pa.field("file", pa.string())),
            format=ds.ParquetFileFormat(),
            filesystem=self.filesystem(),
            partitions=[pc.field("file") == name for name in names],
        )

    def filesystem(self) -> Any:
        """As pyarrow opens it."""
        return S3FileSystem(**self.server) if self.server else LocalFileSystem()
