"""What has changed of a variant, in words; `present.words.word` translates them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.reanalysis import Cause, Part
from samvar.focus.rare_disease.words import CLASSES
from samvar.present.coverage import centre_name
from samvar.present.language import N_, Language
from samvar.present.words import word

CAUSES: Mapping[str, str] = {
    "clinvar": N_("ClinVar"),
    "acmg": N_("Suggested class"),
    "gene": N_("Fit of the gene"),
    "nation": N_("Seen elsewhere"),
    "classes": N_("Classes elsewhere"),
    "release": N_("ClinVar's release"),
}

VERDICTS: Mapping[str, str] = {
    **CLASSES,
    "nothing": N_("says nothing"),
    "other": N_("another word"),
    "conflicting": N_("Conflicting"),
}
"""What ClinVar says at its gravest."""

BECAUSE: Mapping[str, str] = {
    "clinvar": N_("ClinVar's verdict in the case's file"),
    "acmg": N_("rules and the case's file"),
    "gene": N_("the phenotype release, or the patient's features"),
    "nation": N_("epochs of the centres"),
    "classes": N_("other centres' classes; answered of asked"),
    "release": N_("a release of ClinVar"),
}

CONTACTS: Mapping[str, str] = {
    "yes": N_("may be contacted"),
    "no": N_("has said no to being contacted"),
    "unsaid": N_("has not said: may not be contacted"),
}
"""Whether the patient wants to hear from us when knowledge has changed."""


def said_in_words(cause: Cause, part: Part, language: Language) -> str:
    """A part of a state, for a reader."""
    return _TOLD[cause](part.said, language)


def _clinvar(said: Mapping[str, Any], language: Language) -> str:
    return word(VERDICTS, str(said["verdict"]), language)


def _acmg(said: Mapping[str, Any], language: Language) -> str:
    if said["class"] is None:
        return language.text(N_("no consequence known"))
    points = f"{said['points']:+d}"
    labels = ", ".join(said["labels"])
    told = language.text(
        N_("%(named)s, %(points)s points"),
        named=word(CLASSES, said["class"], language),
        points=points,
    )
    return f"{told} ({labels})" if labels else told


def _gene(said: Mapping[str, Any], language: Language) -> str:
    if not said["ranked"]:
        return language.text(N_("not ranked: no features"))
    if not said["diseases"]:
        return language.text(N_("%(gene)s: no disease known"), gene=said["gene"])
    return language.text(
        N_("%(gene)s: place %(rank)s of %(of)s genes"),
        gene=said["gene"],
        rank="–" if said["rank"] is None else language.number(said["rank"]),
        of=language.number(said["of"]),
    )


def _nation(said: Mapping[str, Any], language: Language) -> str:
    if not said["known"]:
        return language.text(N_("no figure"))
    return language.text(
        N_("%(carriers)s carriers outside the family, %(hom)s of them homozygous, of %(people)s"),
        carriers=language.number(said["carriers"]),
        hom=language.number(said["hom"]),
        people=language.number(said["individuals"]),
    )


def _classes(said: Mapping[str, Any], language: Language) -> str:
    """Each centre's classes with their month; who has not answered is said, and what they said
    last."""
    answered, silent = said["answered"], said["silent"]
    if not answered and not silent:
        return language.text(N_("no centre asked yet"))
    told = []
    for centre, each in said["centres"].items():
        words = [
            language.text(
                N_("%(classed)s, since %(month)s"), classed=word(CLASSES, name, language),
                month=month,
            )
            for name, month in each["classes"]
        ]  # fmt: skip
        if not words:
            continue
        line = f"{centre_name(centre)}: {'; '.join(words)}"
        if centre not in answered:
            heard = language.text(N_("not answered now, said on %(day)s"), day=each["heard"])
            line = f"{line} ({heard})"
        told.append(line)
    parts = told or [language.text(N_("no class at any centre that answered"))]
    here = said["here"]
    if here:
        parts.append(language.text(N_("here: %(classed)s"), classed=word(CLASSES, here, language)))
    parts.append(
        language.text(
            N_("%(n)s of %(m)s centres answered"), n=len(answered), m=len(answered) + len(silent)
        )
    )
    if silent:
        names = ", ".join(map(centre_name, silent))
        parts.append(language.text(N_("no answer from %(names)s"), names=names))
    return " · ".join(parts)


def _release(said: Mapping[str, Any], language: Language) -> str:
    """The verdict in our words, and its review status and conflict in ClinVar's own."""
    if not said["listed"]:
        return language.text(N_("not in the release"))
    own = (said["status"], said["conflict"])
    told = "; ".join(each.replace("_", " ") for each in own if each)
    verdict = word(VERDICTS, str(said["verdict"]), language)
    return f"{verdict} ({told})" if told else verdict


_TOLD = {
    Cause.CLINVAR: _clinvar,
    Cause.ACMG: _acmg,
    Cause.GENE: _gene,
    Cause.NATION: _nation,
    Cause.CLASSES: _classes,
    Cause.RELEASE: _release,
}
