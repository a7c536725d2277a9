"""A folder of source files as one release: PharmCAT's, CPIC's and layers, found by their names."""

from __future__ import annotations

from pathlib import Path

import msgspec

from samvar.formats.json_located import Located
from samvar.knowledge.pharmacogenomics.cpic import read_recommendations
from samvar.knowledge.pharmacogenomics.definition import exempt, read_definition
from samvar.knowledge.pharmacogenomics.layer import Layer, identity, read_layer
from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Recommendation, Release
from samvar.knowledge.pharmacogenomics.phenotype import read_phenotype
from samvar.knowledge.pharmacogenomics.release import make
from samvar.model.errors import BadFile, BadInput, NotFound, Where

LICENCE = "PharmCAT files MPL-2.0; ClinPGx and PharmVar content CC BY-SA 4.0; CPIC content CC0 1.0"
SOURCE = "PharmCAT definitions and phenotypes, CPIC recommendations"


def read_folder(
    folder: Path,
    *,
    name: str | None = None,
    date: str | None = None,
    licence: str = LICENCE,
    source: str = SOURCE,
) -> Release:
    """Read `*_translation.json`, `exemptions.json`, `phenotype/*.json`, `drugs.json` and layers.

    The JSON plain or gzip; layers are `*_layer.toml`, of any body (see `layer`). All of them lie
    anywhere below the folder, and each is optional except that there is at least one. date: by
    default the latest of definitions and layers. A layer's licence and source are added to the
    release's, so that what came with one is never told under another's.

    Raises:
        NotFound: none of these files. BadFile: a row of one is wrong, with its line.
    """
    definitions = _named(folder, "*_translation.json*")
    phenotypes = _named(folder, "phenotype/*.json*") if folder.name != "phenotype" else []
    drugs = _named(folder, "drugs.json*")
    written = sorted(path for path in folder.rglob("*_layer.toml") if path.is_file())
    if not definitions and not phenotypes and not drugs and not written:
        raise NotFound(
            "the folder has no knowledge that samvar can read",
            remedy="give a release, or a folder with PharmCAT's definition and phenotype JSON, "
            "CPIC's drugs.json, or layers named *_layer.toml",
        )
    genes: dict[str, Gene] = {}
    dates = []
    for path in definitions:
        file = Located(path)
        gene = read_definition(file)
        if gene.name in genes:
            raise file.fault(f"gene {gene.name} is defined by an earlier file, too", ["gene"])
        genes[gene.name] = gene
        dates.append(str(file.value["version"])[:10])
    for path in _named(folder, "exemptions.json*"):
        file = Located(path)
        genes = {key: exempt(gene, file) for key, gene in genes.items()}
    for path in phenotypes:
        file = Located(path)
        title, functions, results = read_phenotype(file)
        gene = genes.get(title) or Gene(name=title, outside_only=True)
        if gene.functions:
            raise file.fault(f"gene {title} has an earlier phenotype file, too", ["gene"])
        genes[title] = msgspec.structs.replace(gene, functions=functions, phenotypes=results)
    recommendations = [line for path in drugs for line in read_recommendations(Located(path))]
    layers = _layers(written, recommendations)
    recommendations += [line for layer in layers for line in layer.lines]
    knowledge = Knowledge(tuple(genes[key] for key in sorted(genes)), tuple(recommendations))
    day = date or max([*dates, *(layer.date for layer in layers)], default=None)
    if day is None:
        raise BadInput("no file of the folder says its date", remedy="give the date of the source")
    only = not definitions and not phenotypes and not drugs
    licences = [] if only and licence == LICENCE else [licence]
    sources = [] if only and source == SOURCE else [source]
    for layer in layers:
        licences.append(f"{layer.name} {layer.licence}")
        sources.append(f"{layer.name} {layer.version}: {layer.source}")
    stem = "layer" if only else "pharmcat"
    return make(name or f"{stem}-{day}", day, "; ".join(licences), "; ".join(sources), knowledge)


def _layers(paths: list[Path], earlier: list[Recommendation]) -> list[Layer]:
    """Every layer; two sources that speak of the same for one body are refused."""
    seen: dict[object, str] = {identity(line): "drugs.json" for line in earlier}
    layers = []
    for path in paths:
        layer = read_layer(path)
        for line in layer.lines:
            if identity(line) in seen:
                raise BadFile(
                    f"{layer.body} on {line.drug} stands in {seen[identity(line)]}, too",
                    where=Where(path.name),
                    why="one release would say the same twice, or two things",
                    remedy="leave out one of the two files",
                )
        seen.update((identity(line), path.name) for line in layer.lines)
        layers.append(layer)
    return layers


def _named(folder: Path, pattern: str) -> list[Path]:
    found = folder.rglob(pattern)
    return sorted(p for p in found if p.name.endswith((".json", ".json.gz")) and p.is_file())
