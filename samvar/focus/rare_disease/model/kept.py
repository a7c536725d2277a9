"""A case as a node keeps it: whose it is, what was told with it, its lists, what was done in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import msgspec

from samvar.focus.rare_disease.model.family import Family, Member
from samvar.focus.rare_disease.model.mark import Many
from samvar.model.genome import Assembly, Sex


class ToldTerm(msgspec.Struct, frozen=True):
    """A feature of the proband, a term of the HPO: seen, or looked for in vain."""

    term: str
    present: bool


class ToldGate(msgspec.Struct, frozen=True):
    """One question of quality, of whom, what came of it (see `model.quality`), and why."""

    gate: str
    members: tuple[str, ...]
    standing: str
    reasons: tuple[str, ...] = ()


class ToldDepth(msgspec.Struct, frozen=True):
    """How deep a member was sequenced. of: `target`, `autosomes` or `sites` that a tool looks at.

    mean: reads. shares: of the bases with at least so many reads, 0-1, by that number.
    source: what measured it.
    """

    member: str
    of: str
    mean: float
    shares: dict[str, float] = {}
    source: str = ""


class CaseTold(msgspec.Struct, frozen=True, kw_only=True):
    """What came with a case beside its family and its files."""

    terms: tuple[ToldTerm, ...] = ()
    panels: tuple[str, ...] = ()
    default_panels: tuple[str, ...] = ()
    indication: tuple[str, ...] = ()
    owner: str | None = None
    track: str = "rare"
    rank_model: str | None = None
    quality: tuple[ToldGate, ...] = ()
    analysed: str | None = None
    depths: tuple[ToldDepth, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptMember:
    """One person of the family; name: of the sample in every file. affected: None: not known."""

    sample: str
    name: str
    sex: Sex
    affected: bool | None
    father: str | None
    mother: str | None
    karyotype: str = ""


class ListState(Enum):
    """COMING: promised with a load that is not live yet. LEAVING: its objects must go."""

    COMING = "coming"
    KEPT = "kept"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list of one category. columns, texts: keys of the objects. file: what it was made of."""

    id: str
    case: str
    load: str
    category: str
    file: str
    columns: str
    texts: str
    rows: int
    state: ListState = ListState.COMING


class Verb(Enum):
    """What is done in a case. COMMENT stands for the case, or for one of its variants.

    PANEL: it is read by one version of a gene panel from now on.
    UNPIN and RESTORE free one variant of those that PIN_MANY and DISMISS_MANY marked, whose text is
    a `model.mark.Many`. GONE_THROUGH: somebody has gone through a filter, a `model.mark.Gone`.
    OVERRIDE: a question of quality does not keep its answer from being signed.
    The text of an act is its comment, the new synopsis, the id of a term (PRESENT, ABSENT, REMOVE),
    or the account of a person (ASSIGN, UNASSIGN).
    """

    PIN = "pin"
    DISMISS = "dismiss"
    COMMENT = "comment"
    LOAD = "load"
    RELOAD = "reload"
    PANEL = "panel"
    OVERRIDE = "override"
    CONTACT_ASK = "contact-ask"
    CONTACT_CLOSE = "contact-close"
    CONTACT_OPEN = "contact-open"
    CONTACT_ACCEPT = "contact-accept"
    CONTACT_DECLINE = "contact-decline"
    CONTACT_BACK = "contact-back"
    PIN_MANY = "pin-many"
    DISMISS_MANY = "dismiss-many"
    UNPIN = "unpin"
    RESTORE = "restore"
    GONE_THROUGH = "gone-through"
    SYNOPSIS = "synopsis"
    PRESENT = "term-present"
    ABSENT = "term-absent"
    REMOVE = "term-remove"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    ARCHIVE = "archive"
    REOPEN = "reopen"


MARKS: Mapping[Verb, tuple[Verb, Verb]] = {
    Verb.PIN: (Verb.PIN_MANY, Verb.UNPIN),
    Verb.DISMISS: (Verb.DISMISS_MANY, Verb.RESTORE),
}
"""Of each mark the act that gives it to many, and the one that frees one of them."""
ON_VARIANTS = frozenset((*MARKS, *(verb for both in MARKS.values() for verb in both)))
"""Acts that say what somebody thinks of variants."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One act. variant: by its name, `1-1000-A-G`, None where it is about the case itself."""

    number: int
    at: datetime
    by: str
    verb: Verb
    variant: str | None
    text: str | None
    undone: bool = False

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants that it is about: one, those of an act on many, or none."""
        if self.verb in (Verb.PIN_MANY, Verb.DISMISS_MANY):
            return Many.read(self.text).variants
        return () if self.variant is None else (self.variant,)


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case. label: the laboratory's own id. person: the proband. digest: of its sources."""

    id: str
    label: str
    name: str
    assembly: Assembly
    person: str
    referral: str
    referring_region: str
    told: CaseTold
    digest: str
    load: str
    at: datetime
    by: str
    members: tuple[KeptMember, ...] = ()
    lists: tuple[KeptList, ...] = ()
    events: tuple[CaseEvent, ...] = ()
    proband: str | None = None
    """The name of the proband's sample; None where it has been withdrawn."""
    indication: str | None = None
    """What the order asks for, by its code; None where the case came without an order."""
    gene_depths: KeptList | None = None
    """How deep its genes were sequenced; None where nobody measured it."""

    @property
    def family(self) -> Family:
        """The members as the analysis of inheritance takes them."""
        known = {member.name for member in self.members}
        return Family(
            self.label,
            tuple(
                Member(
                    each.name,
                    each.sex,
                    each.affected,
                    each.father if each.father in known else None,
                    each.mother if each.mother in known else None,
                    each.karyotype,
                )
                for each in self.members
            ),
        )

    def standing(self, verb: Verb) -> frozenset[str]:
        """The variants on which an act of this kind stands."""
        many, freeing = MARKS.get(verb, (None, None))
        found: set[str] = set()
        for event in self.events:
            if event.undone:
                continue
            if event.verb is many:
                found.update(event.variants)
            elif event.variant is not None and event.verb is verb:
                found.add(event.variant)
            elif event.variant is not None and event.verb is freeing:
                found.discard(event.variant)
        return frozenset(found)
