"""Read `exe_ver`: which version of each program made a case's files."""

from __future__ import annotations

from pathlib import Path

from samvar.formats.yaml.read import Table, Text, read_yaml
from samvar.model.errors import BadFile


def read_versions(path: Path) -> tuple[tuple[str, str], ...]:
    """Program and version, in the file's order; a program without a version is left out.

    Raises:
        BadFile: no table, a program twice, or a version that is none; with line and column.
    """
    root = read_yaml(path)
    if not isinstance(root, Table):
        raise BadFile("versions are a table of programs", where=root.where)
    for key in root.twice():
        raise BadFile("a program stands twice", where=key.where)
    found = []
    for program, version in root.entries:
        if not isinstance(version, Text):
            raise BadFile("a version is one word", where=version.where)
        if program.value is not None and version.value is not None:
            found.append((program.value, version.value.strip()))
    return tuple(found)
