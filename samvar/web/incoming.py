"""Where files wait between the browser and the load: a folder for each job, gone when it ended."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from samvar.model.errors import BadInput, Refused
from samvar.node.node import Node

_KEEP_S = 24 * 3600.0
_SUFFIXES = (".vcf", ".vcf.gz", ".vcf.bgz", ".bcf", ".g.vcf.gz", ".gvcf.gz")
_MOST_LISTED = 500


def incoming(node: Node) -> Path:
    """The node's waiting room."""
    return node.folder / "incoming"


def sweep(node: Node) -> int:
    """Take away the files of loads that ended, and of forms that never became a load."""
    gone = 0
    for folder in incoming(node).glob("*/"):
        with node.records.read() as tx:
            job = tx.jobs.by_key("load", folder.name)
        forgotten = job is None and time.time() - folder.stat().st_mtime > _KEEP_S
        if forgotten or (job is not None and job.state.final):
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def import_roots(node: Node) -> tuple[Path, ...]:
    """Folders of the server from which the web may load."""
    named = [text.strip() for text in node.config.import_folders.split(":")]
    return tuple((node.folder / text).resolve() for text in named if text)


def server_files(node: Node) -> list[str]:
    """Variant files below the import folders, as paths to choose from."""
    found: list[str] = []
    for root in import_roots(node):
        for path in sorted(root.rglob("*")):
            if path.name.endswith(_SUFFIXES) and path.is_file():
                found.append(str(path))
            if len(found) >= _MOST_LISTED:
                return found
    return found


def server_path(node: Node, text: str) -> Path:
    """A path that a person typed, if it lies in an import folder once links are followed.

    Raises:
        Refused: it lies elsewhere. Whether it exists there is not told.
        BadInput: it is no path at all.
    """
    try:
        path = Path(text.strip()).resolve()
    except (ValueError, OSError):
        raise BadInput("this is not a path") from None
    if not any(path.is_relative_to(root) for root in import_roots(node)):
        raise Refused(
            "the path is outside the folders from which this node loads",
            remedy="name the folder in the setting 'import_folders', or upload the file",
        )
    return path
