"""Where the files of a case lie: written paths to files, and none outside of what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from samvar.model.errors import UsageError

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_TEMPLATE = re.compile(r"\{([A-Za-z0-9_-]*)\}")
LOCUS = "{REPID}"
_MOST_PICTURES = 10_000


class NotFoundHere(Exception):
    """A named file that is not there, or is none. why: in words for whoever wrote the path."""

    def __init__(self, why: str, remedy: str | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.remedy = remedy


class Outside(NotFoundHere):
    """A path that leads out of the folders that may be read."""


@dataclass(frozen=True, slots=True)
class Root:
    """Where written paths begin.

    dropped: leading parts of every relative path that name the folder `base` itself, as in a
    config whose paths begin where it was written. allowed: resolved folders that may be read.
    """

    base: Path
    dropped: int
    allowed: tuple[Path, ...]

    def find(self, written: str) -> Path:
        """The file of a written path, resolved.

        Raises:
            Outside: it leads out of what is allowed, also by a link.
            NotFoundHere: it is an address, a template, a folder, or not there.
        """
        path = self._resolved(written)
        try:
            if not path.exists():
                raise NotFoundHere("there is no such file")
            if not path.is_file():
                raise NotFoundHere("it is not a file")
        except OSError:
            raise NotFoundHere("the path cannot be followed") from None
        return path

    def begun(self, written: str) -> list[Path]:
        """The files whose names begin with what is written; for the pictures of all chromosomes.

        Raises: as `find`.
        """
        path = self._resolved(written)
        found = [each for each in _files(path.parent) if each.name.startswith(path.name)]
        if not found:
            raise NotFoundHere("there is no file whose name begins so")
        return found

    def of_loci(self, written: str) -> dict[str, Path]:
        """The file of each locus, by its name, where a path holds `{REPID}` in the last part.

        Raises: as `find`.
        """
        if written.count(LOCUS) != 1 or LOCUS not in PurePosixPath(written).name:
            raise NotFoundHere(f"{LOCUS} stands once, in the name of the file")
        first, _, last = PurePosixPath(written).name.partition(LOCUS)
        folder = self._resolved(str(PurePosixPath(written).parent))
        found = {
            each.name[len(first) : len(each.name) - len(last)]: each
            for each in _files(folder)
            if each.name.startswith(first)
            and each.name.endswith(last)
            and len(each.name) > len(first) + len(last)
        }
        if not found:
            raise NotFoundHere("there is no file of such a name for any locus")
        return found

    def _resolved(self, written: str) -> Path:
        if _ADDRESS.match(written):
            raise NotFoundHere(
                "it is an address, and nothing is fetched", "put the file beside the config"
            )
        if not written.isprintable():
            raise NotFoundHere("the path holds a character that no path has")
        if (template := _TEMPLATE.search(written)) is not None:
            raise NotFoundHere(
                f"nothing says what {template.group(0)[:40]} stands for", "write the path out"
            )
        try:
            path = Path(written).expanduser()
        except RuntimeError:
            raise Outside("it begins in a home folder that is not known") from None
        if not path.is_absolute():
            path = self.base.joinpath(*path.parts[self.dropped :])
        try:
            path = path.resolve()
        except (OSError, RuntimeError):
            raise NotFoundHere("the path cannot be followed") from None
        if not any(path.is_relative_to(folder) for folder in self.allowed):
            raise Outside(
                "it lies outside of the folder of the config",
                "allow its folder with --allow, or put the file beside the config",
            )
        return path


def choose_root(
    config: Path, written: Sequence[str], root: Path | None = None, allow: Iterable[Path] = ()
) -> Root:
    """Where the relative paths of a config begin: the same place for all of them.

    In `root` where it is given; else in the config's own folder. Where nothing is found there and
    all relative paths begin with the same folders, these may be how the config's folder was called
    where the config was written: as many of them are dropped as lead to the most files.

    Raises:
        UsageError: `root` or a folder of `allow` is none.
    """
    base = (root or config.parent).resolve()
    allowed = tuple(dict.fromkeys((base, config.parent.resolve(), *(f.resolve() for f in allow))))
    for folder in allowed:
        if not folder.is_dir():
            raise UsageError(f"'{folder.name[:60]}' is not a folder")
    if root is not None:
        return Root(base, 0, allowed)
    relative = [
        PurePosixPath(text).parts
        for text in written
        if not _ADDRESS.match(text) and not text.startswith(("/", "~"))
    ]
    choices = [Root(base, dropped, allowed) for dropped in range(_shared(relative) + 1)]
    return max(choices, key=lambda each: (_found(each, relative), -each.dropped))


def _shared(paths: Sequence[tuple[str, ...]]) -> int:
    """How many leading folders all paths have in common.

    >>> _shared([("scout", "demo", "a.vcf"), ("scout", "demo", "drop", "b.tsv")])
    2
    """
    folders = [parts[:-1] for parts in paths]
    if not folders or any(part in ("..", ".") for parts in folders for part in parts):
        return 0
    count = 0
    while all(len(f) > count and f[count] == folders[0][count] for f in folders):
        count += 1
    return count


def _found(root: Root, paths: Iterable[tuple[str, ...]]) -> int:
    count = 0
    for parts in paths:
        try:
            count += root.base.joinpath(*parts[root.dropped :]).is_file()
        except (OSError, ValueError):
            continue
    return count


def _files(folder: Path) -> list[Path]:
    """The plain files of a folder by name; a link is none, for it may lead anywhere."""
    if not folder.is_dir():
        return []
    found = [each for each in folder.iterdir() if each.is_file() and not each.is_symlink()]
    return sorted(found)[:_MOST_PICTURES]
