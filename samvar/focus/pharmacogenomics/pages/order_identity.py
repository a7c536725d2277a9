"""An order's samples in doubt: what speaks against each, and the form that confirms one."""

from __future__ import annotations

from dataclasses import dataclass

from samvar.focus.pharmacogenomics.model import Order
from samvar.focus.pharmacogenomics.model.identity import Against, HeldSample, Objection
from samvar.focus.pharmacogenomics.service import confirm_sample, held_of
from samvar.present.language import N_, Language
from samvar.present.page import Reader

OBJECTIONS = {
    Against.NAME: N_("It is not the sample that the order expects."),
    Against.GENOTYPES: N_(
        "Another person? Of %(shared)s positions that an earlier sample of the patient has too, "
        "%(telling)s tell people apart, and %(agreed)s of those agree."
    ),
    Against.SEX: N_(
        "Its X chromosome is not that of the sex on record, at %(telling)s of %(shared)s positions."
    ),
}


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A sample as the page shows it. final: no reason can confirm it while another one stands."""

    sample: str
    name: str
    at: str
    why: tuple[str, ...]
    final: bool
    confirmed: str
    reason: str


def held_rows(reader: Reader, order: Order) -> tuple[HeldRow, ...]:
    """The patient's samples that are in doubt, those still held first."""
    rows = [_row(held, name, reader.language) for held, name in held_of(reader.node, order.person)]
    return tuple(sorted(rows, key=lambda row: bool(row.confirmed)))


def confirm(reader: Reader, order: str) -> Order:
    """The form's act.

    Raises: as `service.confirm_sample`.
    """
    sample, reason = reader.form.get("sample", ""), reader.form.get("reason", "")
    return confirm_sample(reader.node, order, sample, reason, reader.asker)


def _row(held: HeldSample, name: str, language: Language) -> HeldRow:
    when = ""
    if held.confirmed is not None:
        when = language.text(
            N_("Confirmed %(when)s UTC by %(by)s"),
            when=language.moment(held.confirmed),
            by=held.confirmed_by or "",
        )
    return HeldRow(
        held.sample,
        name,
        language.moment(held.at),
        tuple(_why(each, language) for each in held.objections),
        any(each.against is Against.GENOTYPES for each in held.objections),
        when,
        held.reason or "",
    )


def _why(objection: Objection, language: Language) -> str:
    return language.text(
        OBJECTIONS[objection.against],
        shared=objection.shared,
        telling=objection.telling,
        agreed=objection.agreed,
    )
