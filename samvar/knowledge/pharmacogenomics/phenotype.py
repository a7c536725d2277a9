"""PharmCAT's phenotype files: an allele's function, and what a pair of functions makes.

The source lists every diplotype; all pairs with the same look-up keys have the same result,
which is checked, so that a release holds one row per pair of functions.
"""

from __future__ import annotations

from collections.abc import Iterable

from samvar.formats.json_located import Located
from samvar.knowledge.pharmacogenomics.model import Function, Phenotype


def read_phenotype(file: Located) -> tuple[str, tuple[Function, ...], tuple[Phenotype, ...]]:
    """Gene name, functions and phenotypes of one file.

    Raises:
        BadFile: a row is not of the format, or two rows contradict each other; with the line.
    """
    gene = file.get(["gene"], str, "the gene")
    functions = []
    for row in range(len(file.get(["namedAlleles"], list, "the list of alleles"))):
        path: list[str | int] = ["namedAlleles", row]
        functions.append(
            Function(
                name=file.get([*path, "name"], str, "the allele's name"),
                function=file.get([*path, "functionValue"], (str, type(None)), "the function"),
                activity=file.get([*path, "activityValue"], (str, type(None)), "the activity"),
                key=file.get([*path, "lookupKey"], str, "the look-up key"),
            )
        )
    key = {each.name: each.key for each in functions}
    if len(key) != len(functions):
        raise file.fault("an allele stands twice", ["namedAlleles"])
    found: dict[tuple[str, ...], Phenotype] = {}
    for row in range(len(file.get(["diplotypes"], list, "the list of diplotypes"))):
        path = ["diplotypes", row]
        pair = file.get([*path, "diplotypekey"], dict, "the alleles of the diplotype")
        strangers = [name for name in pair if name not in key]
        if strangers or not pair or sum(pair.values()) > 2:
            raise file.fault("the diplotype has an allele that the file does not list", path)
        keys = key_of(key[name] for name, copies in pair.items() for _ in range(copies))
        result = Phenotype(
            keys=keys,
            phenotype=file.get([*path, "phenotype"], (str, type(None)), "the phenotype"),
            activity_score=file.get([*path, "activityScore"], (str, type(None)), "the score"),
        )
        if found.setdefault(keys, result) != result:
            raise file.fault(
                "the same functions have another phenotype in an earlier row",
                path,
                " + ".join(keys),
            )
    return gene, tuple(functions), tuple(found.values())


def key_of(keys: Iterable[str]) -> tuple[str, ...]:
    """Look-up keys in the order in which pairs are kept.

    >>> key_of(["No function", "Decreased function"])
    ('Decreased function', 'No function')
    """
    return tuple(sorted(keys))
