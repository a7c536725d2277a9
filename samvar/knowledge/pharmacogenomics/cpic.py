"""CPIC's drugs with their recommendations, `drugs.json` as PharmCAT carries it (content CC0)."""

from __future__ import annotations

from samvar.formats.json_located import Located, Step
from samvar.knowledge.pharmacogenomics.model import Recommendation
from samvar.knowledge.pharmacogenomics.population import cpic_key


def read_recommendations(file: Located) -> tuple[Recommendation, ...]:
    """Every recommendation, with the gene results that it is looked up by.

    Raises:
        BadFile: a row is not of the format, or is for a population that is not known; with
            its line.
    """
    if not isinstance(file.value, list):
        raise file.fault("the file is not a list of drugs", [])
    found: list[Recommendation] = []
    for row in range(len(file.value)):
        if isinstance(file.value[row], dict) and "recommendations" not in file.value[row]:
            continue  # a guideline that gives none
        rows = file.get([row, "recommendations"], list, "the list of recommendations")
        found += [_one(file, row, number) for number in range(len(rows))]
    return tuple(found)


def _one(file: Located, drug: int, number: int) -> Recommendation:
    at: list[Step] = [drug, "recommendations", number]
    texts = (str, type(None))
    genes = file.get([*at, "lookupkey"], dict, "the look-up key")
    for gene in genes:
        file.get([*at, "lookupkey", gene], str, f"the look-up key of {gene}")
    if not genes:
        raise file.fault("the recommendation is for no gene", at)
    implications = file.value[drug]["recommendations"][number].get("implications") or {}
    comments = file.value[drug]["recommendations"][number].get("comments")
    advice = file.value[drug]["recommendations"][number].get("drugrecommendation")
    if not isinstance(advice, str) or not advice.strip():
        raise file.fault("the recommendation has no text", at)
    population = _tidy(file, [*at, "population"], "the population")
    key = cpic_key(population)
    if key is None:
        raise file.fault(
            f"the population '{population[:60]}' is not known",
            [*at, "population"],
            "whom the advice is for would be guessed",
        )
    return Recommendation(
        drug=_tidy(file, [drug, "drugname"], "the drug's name"),
        drug_id=file.get([drug, "drugid"], str, "the drug's id"),
        population=population,
        genes=dict(genes),
        advice=" ".join(advice.split()),
        strength=_tidy(file, [*at, "classification"], "the strength"),
        implications={gene: str(text) for gene, text in implications.items() if text},
        comments=None if comments in (None, "n/a") else str(comments),
        guideline=_tidy(file, [drug, "guidelinename"], "the guideline"),
        version=file.get([drug, "cpicVersion"], str, "the version"),
        url=file.get([drug, "url"], texts, "the address"),
        key=key,
    )


def _tidy(file: Located, path: list[Step], what: str) -> str:
    """Words for people, which the source sometimes ends in a space; never a look-up key."""
    text = file.get(path, str, what, tidy=True)
    return " ".join(text.split())
