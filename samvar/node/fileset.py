"""PLINK 2 filesets among the files of a load: read, and kept, as the VCF that says the same."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from samvar.formats.bgzf import bgzf
from samvar.formats.pgen.header import MAGIC
from samvar.formats.pgen.tables import beside
from samvar.formats.pgen.text import vcf_text
from samvar.formats.stream import open_binary
from samvar.model.errors import StoreUnavailable, UsageError, Where
from samvar.model.load import LoadRequest
from samvar.node.node import Node
from samvar.node.source import spooling

_TEXTS = (".pvar", ".psam", ".pvar.zst")


@contextmanager
def unpacked(node: Node, request: LoadRequest) -> Iterator[LoadRequest]:
    """The request with a VCF in the place of each .pgen, which is gone at the end.

    A .pvar and .psam may be named too: they go with their .pgen. Where no sheet is given the
    .psam is one, so that sex and family are known.

    Raises:
        UsageError: filesets of several .psam and no sheet.
        NotFound, BadFile: see `formats.pgen.text.vcf_text`.
    """
    filesets = [path for path in request.paths if _is_pgen(path)]
    if not filesets:
        yield request
        return
    texts = {path.with_suffix(suffix) for path in filesets for suffix in _TEXTS}
    sheets = {path.read_bytes(): path for path in (beside(each, ".psam") for each in filesets)}
    if not request.sheet and len(sheets) > 1:
        raise UsageError(
            "the filesets are of different people", remedy="load them one by one, or give a sheet"
        )
    with spooling(node, f"fileset-{secrets.token_hex(8)}") as folder:
        files = []
        for number, path in enumerate(request.paths):
            if path in texts:
                continue
            if path in filesets:
                files.append(str(_unpack(path, folder / str(number))))
            else:
                files.append(str(path))
        sheet = request.sheet or str(next(iter(sheets.values())))
        yield msgspec.structs.replace(request, files=tuple(files), sheet=sheet)


def _is_pgen(path: Path) -> bool:
    if path.suffix != ".pgen" and not path.is_file():
        return False
    with open_binary(path) as file:
        return file.read(2) == MAGIC or path.suffix == ".pgen"


def _unpack(pgen: Path, folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    target = folder / f"{pgen.stem}.vcf.gz"
    try:
        with target.open("xb") as out:
            for block in bgzf(vcf_text(pgen)):
                out.write(block)
    except OSError as fault:
        raise StoreUnavailable(
            "a fileset cannot be unpacked",
            where=Where(pgen.name),
            why=fault.strerror,
            remedy="free space in the node's folder",
        ) from None
    return target
