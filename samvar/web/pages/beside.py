"""Structural variants, repeats and mitochondrial alleles: one text, one question to the nation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Response, get
from litestar.params import QueryParameter

from samvar.knowledge.repeats import LIMITS
from samvar.model.errors import SamvarError
from samvar.model.genome import Assembly
from samvar.network.merge import NationalAnswer
from samvar.network.operations.mitochondrial_frequency import bins_of as levels_of
from samvar.network.operations.repeat_lengths import bins_of as lengths_of
from samvar.present.beside import bins_figure, bins_table, carriers_table
from samvar.present.language import N_, Language
from samvar.present.table import Table
from samvar.web.asked import asked_page
from samvar.web.menu import on_menu
from samvar.web.question import ask, budget_line
from samvar.web.visit import Here, Visit

_EVENT = re.compile(r"(DEL|DUP|INV|INS|ME|BND):", re.I)
_MITOCHONDRIAL = re.compile(r"(chr)?MT?[-: ]|NC_012920", re.I)
CLASSES: Mapping[str, str] = {
    "normal": N_("normal"),
    "between": N_("between"),
    "pathogenic": N_("pathogenic"),
}


@get(
    "/structural",
    opt=on_menu(
        "ask:national", "see-structural", N_("Structural variants and repeats"),
        group="nation", order=25,
    ),
    sync_to_thread=True,
)  # fmt: skip
def show(
    visit: Here,
    q: Annotated[str, QueryParameter(max_length=200)] = "",
    assembly: Annotated[str, QueryParameter(max_length=20)] = "GRCh38",
    bins: Annotated[str, QueryParameter(max_length=20)] = "length",
) -> Response[str]:
    """An event, a locus or a mitochondrial variant, told apart by how it is written."""
    chosen, text = Assembly.parse(assembly), q.strip()
    if not text:
        return _page(visit, text, chosen, bins)
    name, given = question_of(text, chosen, bins)
    try:
        answer = ask(visit, name, **given)
    except SamvarError as error:
        if error.status not in (400, 422):
            raise
        return _page(visit, text, chosen, bins, error=error)
    args = visit.site.network(visit.node.id).registry.newest(name).read_args(given)
    table, figure = _shown(name, args, answer, visit.language)
    limits = _limits(text, visit.language) if name == "repeat_lengths" else ""
    return _page(
        visit, text, chosen, bins,
        answer=answer, table=table, figure=figure, limits=limits, kind=name,
    )  # fmt: skip


def _limits(locus: str, language: Language) -> str:
    known = LIMITS.get(locus)
    if known is None:
        return language.text("No source says which lengths of this locus are normal.")
    return language.text(
        "stranger 0.9 sets: normal up to %(normal)s repeat units, %(disease)s from %(pathogenic)s. "
        "It names %(source)s; what lies between is neither.",
        normal=language.number(known.normal_max),
        disease=known.disease,
        pathogenic=language.number(known.pathogenic_min),
        source=known.source,
    )


def question_of(text: str, assembly: Assembly, bins: str) -> tuple[str, dict[str, Any]]:
    """The operation that a text asks for, and its arguments.

    >>> question_of("HTT", Assembly.GRCh38, "class")[0]
    'repeat_lengths'
    >>> question_of("chrM-3243-A-G", Assembly.GRCh38, "")[0]
    'mitochondrial_frequency'
    """
    asked: dict[str, Any] = {"assembly": assembly.value}
    if _EVENT.match(text):
        return "structural_frequency", asked | {"events": (text,)}
    if _MITOCHONDRIAL.match(text):
        return "mitochondrial_frequency", asked | {"variant": text}
    return "repeat_lengths", asked | {"locus": text, "bins": bins}


def _shown(name: str, args: Any, answer: NationalAnswer, language: Language) -> tuple[Table, str]:
    t = language.text
    if name == "structural_frequency":
        return carriers_table(answer, language), ""
    if name == "repeat_lengths":
        bins = tuple(t(CLASSES[n]) if n in CLASSES else n for n in lengths_of(args))
        title, axis = t("Alleles by length"), t("repeat units")
        words = title, t("Repeat units"), t("alleles")
        table = bins_table(answer, bins, ("alleles", "an"), words, language)
        return table, bins_figure(answer, bins, "alleles", axis, title, language)
    bins = levels_of(args)
    title, axis = t("People by heteroplasmy"), t("part of the reads, 0–1")
    words = title, t("Part of the reads"), t("individuals")
    table = bins_table(answer, bins, ("carriers", "individuals"), words, language)
    return table, bins_figure(answer, bins, "carriers", axis, title, language)


def _page(visit: Visit, text: str, assembly: Assembly, bins: str, **shown: Any) -> Response[str]:
    title = visit.language.text("Structural variants and repeats")
    own = {"bins": bins, "budget": budget_line(visit)}
    return asked_page(visit, "beside.html", title, text, assembly, **own | shown)
