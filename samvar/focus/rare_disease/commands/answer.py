"""`samvar rare answer` and `acknowledge`: the signed answer, as the unit that asked reads it."""

from __future__ import annotations

from pathlib import Path

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.focus.rare_disease.commands.referral import referral_data
from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, acting, examples, language_option, pass_desk

_FILE = click.Path(path_type=Path, dir_okay=False)


@examples(
    "samvar rare answer REM-STO-01 --at demo --as referring-clinician",
    "samvar rare answer REM-STO-01 --pdf answer.pdf --language sv --as referring-clinician",
)
@rare.command(cls=Command)
@click.argument("referral_id", metavar="REFERRAL")
@click.option("--pdf", "paper", type=_FILE, help="A file to write the PDF to.")
@click.option("--fhir", type=_FILE, help="A file to write the FHIR bundle to.")
@language_option
@acting
@pass_desk
def answer(
    desk: Desk, referral_id: str, paper: Path | None, fhir: Path | None, language: str
) -> None:
    """The newest signed answer to a referral of one's own care unit."""
    from samvar.focus.rare_disease.report import FORM, as_text, bundle_bytes, pdf
    from samvar.focus.rare_disease.service.own_referral import see_own_answer
    from samvar.present.language import Language

    verb = "see-own-answer"
    if paper is not None or fhir is not None or desk.json:
        verb = "see-own-answer-pdf" if paper is not None else "see-own-answer-fhir"
    made, stored = see_own_answer(desk.node, referral_id, desk.asker, verb)
    words = Language.of(language)
    withdrawn = "" if stored.withdrawn is None else stored.withdrawn.date().isoformat()
    if paper is not None:
        paper.write_bytes(pdf(made, words, withdrawn=withdrawn))
        desk.say(f"written: {paper.name}")
    if fhir is not None:
        fhir.write_bytes(bundle_bytes(made, withdrawn=bool(withdrawn)) + b"\n")
        desk.say(f"written: {fhir.name}")
    if desk.json:
        desk.put(FORM.document(made))
    elif paper is None and fhir is None:
        click.echo(as_text(made, words, withdrawn=withdrawn), nl=False)


@examples(
    "samvar rare acknowledge REM-STO-01 --at demo --as referring-clinician",
    "samvar rare acknowledge RD-2026-17 --told 'Dr. Berg, Visby, by telephone' --as geneticist",
    "samvar rare acknowledge REM-STO-01 --undo --at demo --as referring-clinician",
)
@rare.command(cls=Command)
@click.argument("referral_id", metavar="REFERRAL")
@click.option("--told", default="", help="Who was told, of a sender without an account here.")
@click.option("--undo", is_flag=True, help="Take the acknowledgement back.")
@acting
@pass_desk
def acknowledge(desk: Desk, referral_id: str, told: str, undo: bool) -> None:
    """Say, as the unit that referred, that the answer has been read.

    With --told the laboratory notes whom it told, of a sender that has no account here.
    """
    from samvar.focus.rare_disease.service.receipt import (
        acknowledge_report,
        note_receipt,
        undo_receipt,
    )

    if told and undo:
        raise UsageError("say one of --told and --undo")
    if undo:
        found = undo_receipt(desk.node, referral_id, desk.asker)
    elif told:
        found = note_receipt(desk.node, referral_id, told, desk.asker)
    else:
        found = acknowledge_report(desk.node, referral_id, desk.asker)
    plain = referral_data(found)
    desk.put(plain, ("referral", "step"), [(found.label, found.step.value)])
