"""Uploads: a form with files, streamed to disk as it comes, within a limit, under our own names.

Nothing is believed: not the length that was stated, not a file's name, not the order of the
parts. The form has to prove itself before the first byte of a file is kept.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import anyio.to_thread
from litestar import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from samvar.model.errors import BadInput, UsageError

_FIELDS_BYTES = 64_000
_MOST_PARTS = 200
_PLAIN = re.compile(r"[^A-Za-z0-9._+-]+")


class Received:
    """What a form brought: text fields, and paths of kept files by field name."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.files: dict[str, list[Path]] = {}


def plain_name(name: str) -> str:
    """A file name that can stand in a folder and a report: no path, no odd character.

    >>> plain_name("../../etc/Prov 1.vcf.gz"), plain_name("C:\\\\data\\\\å.vcf"), plain_name("..")
    ('Prov_1.vcf.gz', '_.vcf', 'upload')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    return _PLAIN.sub("_", last).lstrip(".")[-120:] or "upload"


async def receive(
    request: Request[Any, Any, Any],
    folder: Path,
    limit_bytes: int,
    prove: Callable[[dict[str, str]], None],
) -> Received:
    """Read a multipart form; the files lie in `folder`, which must not exist yet.

    prove: called with the fields before the first file; raises to refuse.

    Raises:
        UsageError: not a multipart form, or one that ends early.
        BadInput: larger than `limit_bytes`. Whatever is raised, `folder` is gone.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise UsageError("the form does not carry files")
    folder.mkdir(parents=True, mode=0o700)
    reader = _Reader(folder, prove)
    size = 0
    try:
        parser = reader.parser(options[b"boundary"])
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit_bytes:
                raise _too_large(limit_bytes)
            await anyio.to_thread.run_sync(parser.write, chunk)
        parser.finalize()
        reader.finish()
    except FormParserError:
        reader.close()
        shutil.rmtree(folder, ignore_errors=True)
        raise UsageError("the form is damaged or ended early", remedy="send it again") from None
    except BaseException:
        reader.close()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return reader.received


def _too_large(limit_bytes: int) -> BadInput:
    return BadInput(
        f"the files are larger than {limit_bytes // 1_000_000:,} MB together",
        remedy="raise the setting 'upload_limit_mb', or load from a folder of the server",
    )


class _Reader:
    """Callbacks of the push parser; each part goes to memory (a field) or to disk (a file)."""

    def __init__(self, folder: Path, prove: Callable[[dict[str, str]], None]) -> None:
        self.received = Received()
        self._folder = folder
        self._prove = prove
        self._proved = False
        self._parts = 0
        self._ended = False
        self._open: BinaryIO | None = None
        self._field = ""
        self._text = bytearray()
        self._text_bytes = 0
        self._header = (bytearray(), bytearray())
        self._headers: dict[str, str] = {}

    def parser(self, boundary: bytes) -> MultipartParser:
        """A parser that calls back here."""
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._finish,
            },
        )

    def finish(self) -> None:
        """Check that the last boundary came, and that the form proved itself.

        Raises:
            UsageError: it ended early.
        """
        if not self._ended:
            raise UsageError("the form ended early", remedy="send it again")
        self._require_proof()

    def close(self) -> None:
        """Let go of a file that was being written."""
        if self._open is not None:
            self._open.close()

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise UsageError("the form has too many parts")
        self._headers = {}
        self._text = bytearray()

    def _header_end(self) -> None:
        # Latin-1 keeps every byte as it came; names in it are UTF-8 and are read as that below.
        name, value = (bytes(part).decode("latin-1") for part in self._header)
        self._headers[name.lower()] = value
        self._header = (bytearray(), bytearray())

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", ""))
        self._field = options.get(b"name", b"").decode("utf-8", "replace")[:100]
        name = options.get(b"filename")
        if name is None:
            return
        self._require_proof()
        if not name:
            return  # the browser's way to say that no file was chosen
        path = self._free(plain_name(name.decode("utf-8", "replace")))
        self._open = path.open("xb")
        self.received.files.setdefault(self._field, []).append(path)

    def _free(self, name: str) -> Path:
        """A path in the folder that no earlier file of the form has."""
        path = self._folder / name
        number = 1
        while path.exists():
            number += 1
            path = self._folder / f"{number}-{name}"
        return path

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._open is not None:
            self._open.write(data[start:end])
            return
        self._text_bytes += end - start
        if self._text_bytes > _FIELDS_BYTES:
            raise UsageError("the fields of the form are too long")
        self._text.extend(data[start:end])

    def _end(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
        elif "filename" not in self._headers.get("content-disposition", ""):
            self.received.fields[self._field] = self._text.decode("utf-8", "replace")

    def _finish(self) -> None:
        self._ended = True

    def _require_proof(self) -> None:
        if not self._proved:
            self._prove(self.received.fields)
            self._proved = True
