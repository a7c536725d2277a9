"""The cells that rows of all lists have: the name, genes, consequence, frequency, family, marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.row import Annotated, Carried
from samvar.focus.rare_disease.pages.list_words import ROLES
from samvar.focus.rare_disease.service.listing import Listing
from samvar.focus.rare_disease.words import CLASS_LETTERS, CLASSES
from samvar.present.language import Language
from samvar.present.table import Cell, Chip
from samvar.present.words import word

TONES = {0: "none", 1: "one", 2: "two", None: "open"}
LETTERS = {0: "R", 1: "H", 2: "A", None: "?"}
"""By copies of the alternative: reference, heterozygous, alternative alone; not called."""
CLASS_TONES = {
    "pathogenic": "bad", "likely_pathogenic": "bad", "uncertain": "warn", "likely_benign": "good",
    "benign": "good",
}  # fmt: skip


class Cells:
    """Cells in one reader's language for one list. address: of a row, by its sealed name."""

    def __init__(self, listing: Listing, language: Language, address: Callable[[str], str]) -> None:
        self._listing = listing
        self._language = language
        self._address = address
        self._pinned, self._dismissed = listing.pinned, listing.dismissed
        self._roles = roles_of(listing.case, language)
        t = language.text
        self._genotype, self._reads = (
            t("%(who)s: %(genotype)s"),
            t("%(note)s, reads with and without %(reads)s"),
        )
        self._holds = t("%(model)s holds")

    @property
    def family(self) -> str:
        """Who stands in the columns of a family, in their order."""
        return " · ".join(self._roles.values())

    def is_dismissed(self, name: str) -> bool:
        """Whether somebody has dismissed it."""
        return name in self._dismissed

    def name(self, words: str, sealed: str) -> Cell:
        """What the row is, with its link and the box that chooses it."""
        return Cell(words, href=self._address(sealed), data=True, mono=True, pick=f"row.{sealed}")

    def genes(self, told: Annotated) -> Cell:
        """Symbols, or what else the file names genes by."""
        return Cell(", ".join(told.symbols or told.genes), data=True)

    def consequence(self, told: Annotated) -> Cell:
        """The gravest, with what it does to the protein."""
        if told.severe is None:
            return Cell(self._language.text("not annotated"), state="late")
        change = told.severe.hgvs_p or told.severe.hgvs_c or ""
        note = change.rpartition(":")[2]
        return Cell(told.severe.most_severe.replace("_", " "), note=note, data=True)

    def frequency(self, told: Annotated) -> Cell:
        """The highest that the file states, and whose it is; none stated is not zero."""
        if not told.frequencies:
            return Cell(self._language.text("not stated"))
        source, value = max(told.frequencies.items(), key=lambda each: each[1])
        return Cell(f"{value:.2g}", note=source, data=True)

    def carried(self, carried: Sequence[Carried]) -> Cell:
        """A letter for each member, in the family's order."""
        by_name = {each.member: each for each in carried}
        return Cell("", chips=tuple(self._copies(name, by_name) for name in self._roles))

    def _copies(self, name: str, by_name: dict[str, Carried]) -> Chip:
        role, one = self._roles[name], by_name.get(name)
        if one is None:
            t = self._language.text
            return Chip("–", "open", t("%(who)s: not in the file", who=role))
        reads = "" if one.reads is None or one.against is None else f"{one.reads}/{one.against}"
        note = self._genotype % {"who": role, "genotype": one.genotype}
        if reads:
            note = self._reads % {"note": note, "reads": reads}
        copies = None if one.copies is None else min(one.copies, 2)
        alone = copies == 1 and one.genotype in ("1", "1/.", "1|.")
        return Chip(LETTERS[2 if alone else copies], TONES[2 if alone else copies], note)

    def models(self, met: Iterable[Model], open_: Iterable[Model]) -> Cell:
        """Those that hold, and dashed the first of those that could not be judged, with the rest
        in its note."""
        t = self._language.text
        chips = [Chip(each.value, "calm", self._holds % {"model": each.value}) for each in met]
        names = [each.value for each in open_]
        if names:
            words = f"{names[0]}?" if len(names) == 1 else f"{names[0]}? +{len(names) - 1}"
            note = t("%(model)s could not be judged", model=", ".join(names))
            chips.append(Chip(words, "open", note))
        return Cell("", chips=tuple(chips))

    def standing(self, name: str) -> Cell:
        """The class that it has, and the marks on it."""
        t, chips = self._language.text, []
        given = self._listing.classes.get(name)
        if given is not None:
            value = given.classed.value
            note = word(CLASSES, value, self._language)
            if given.mine:
                note = t("%(classed)s, your own", classed=note)
            chips.append(Chip(CLASS_LETTERS[value], CLASS_TONES[value], note))
        if name in self._pinned:
            chips.append(Chip(t("pinned"), "one", data=False, key="pinned"))
        if name in self._dismissed:
            chips.append(Chip(t("dismissed"), "none", data=False, key="dismissed"))
        return Cell("", chips=tuple(chips))


def roles_of(case: KeptCase, language: Language) -> dict[str, str]:
    """What each member is to the patient, in words, the patient first."""
    family = case.family
    names = [each.name for each in case.members]
    said = {
        name: word(ROLES, family.role(at), language)
        if name != case.proband
        else language.text("patient")
        for at, name in enumerate(names)
    }
    return dict(sorted(said.items(), key=lambda each: each[0] != case.proband))
