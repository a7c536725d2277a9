"""`samvar rare report` and `override`: the answer to a referral."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.model.errors import BadInput, NotFound, UsageError
from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    language_option,
    pass_desk,
)

if TYPE_CHECKING:
    from samvar.focus.rare_disease.service.report_findings import Ask
    from samvar.network.merge import NationalAnswer

_FILE = click.Path(path_type=Path, dir_okay=False)


@examples(
    "samvar rare report 643594 --at demo --as geneticist",
    "samvar rare report 643594 --sign --at demo --as geneticist",
    "samvar rare report 643594 --pdf report.pdf --language sv --at demo --as geneticist",
    "samvar rare report 643594 --verify --at demo --as geneticist",
    "samvar rare report 643594 --withdraw --why 'the sample was exchanged' --as geneticist",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--draft", is_flag=True, help="What would be signed now, though a report stands.")
@click.option("--sign", is_flag=True, help="Sign what would be reported now, and keep it.")
@click.option("--verify", is_flag=True, help="Check the signature, and derive the report again.")
@click.option("--withdraw", is_flag=True, help="Take the report back; it stays, marked.")
@click.option("--why", default="", help="Why it is withdrawn.")
@click.option("--pdf", "paper", type=_FILE, help="A file to write the PDF to.")
@click.option("--fhir", type=_FILE, help="A file to write the FHIR bundle to.")
@language_option
@dry_run_option
@acting
@pass_desk
def report(
    desk: Desk,
    case: str,
    draft: bool,
    sign: bool,
    verify: bool,
    withdraw: bool,
    why: str,
    paper: Path | None,
    fhir: Path | None,
    language: str,
) -> None:
    """The report of a case: the one that stands, or a draft of it; sign it, check it, withdraw it.

    A draft asks the country how often its variants are seen.
    """
    from samvar.focus.rare_disease.report import FORM, as_text, bundle_bytes, pdf
    from samvar.focus.rare_disease.service.about import permit_of
    from samvar.focus.rare_disease.service.case import find_case
    from samvar.focus.rare_disease.service.report import draft_report, opened_report
    from samvar.focus.rare_disease.service.report_basis import basis_of
    from samvar.focus.rare_disease.service.sign import sign_report
    from samvar.present.language import Language

    if sum((draft, sign, verify, withdraw)) > 1:
        raise UsageError("say one of --draft, --sign, --verify and --withdraw")
    found = find_case(desk.node, case)
    files = paper is not None or fhir is not None or desk.json
    permission = "take:report" if files else "see:referrals"
    verb = "take-report" if files else "see-report"
    permit_of(desk.node, desk.asker, permission, verb, found)
    basis = basis_of(desk.node, found)
    if withdraw or verify:
        if basis.standing is None:
            raise NotFound("the case has no report that stands")
        (_withdraw if withdraw else _verify)(desk, basis.standing.id, why)
        return
    if sign and not desk.dry_run:
        made = sign_report(desk.node, found, desk.asker, _asking(desk))
    elif basis.standing is not None and not draft and not sign:
        made = opened_report(desk.node, basis.standing)
    else:
        made = draft_report(desk.node, basis, desk.asker.user, _asking(desk))
    words = Language.of(language)
    written: tuple[tuple[Path | None, Callable[[], bytes]], ...] = (
        (paper, lambda: pdf(made, words)),
        (fhir, lambda: bundle_bytes(made) + b"\n"),
    )
    for path, content in written:
        if path is not None:
            path.write_bytes(content())
            desk.say(f"written: {path.name}")
    if desk.json:
        desk.put(FORM.document(made))
    elif paper is None and fhir is None:
        click.echo(as_text(made, words), nl=False)


def _verify(desk: Desk, identifier: str, _why: str) -> None:
    from samvar.focus.rare_disease.service.report import differing, report_of

    made, _ = report_of(desk.node, identifier)
    differs = differing(desk.node, made)
    desk.put(
        {"report": identifier, "signature": "good", "differs": list(differs)},
        ("report", "signature", "differs"),
        [(identifier, "good", ", ".join(differs) or "nothing")],
    )
    if differs:
        raise BadInput(
            "the signature is good, and the same report does not come out again",
            why=f"what differs: {', '.join(differs)}",
            remedy="the case, its reading or its knowledge has changed; sign an amended report",
        )


def _withdraw(desk: Desk, identifier: str, why: str) -> None:
    from samvar.focus.rare_disease.service.sign import withdraw_report

    if desk.dry_run:
        desk.say("the report would be withdrawn; nothing is written")
        return
    withdraw_report(desk.node, identifier, why, desk.asker)
    desk.say(f"{identifier} is withdrawn; its referral waits for another")


@examples(
    "samvar rare override 643594 'relatedness ADM1059A1–ADM1059A2' --why 'seen on paper' "
    "--at demo --as second-reader",
    "samvar rare override 643594 'sex ADM1059A1' --undo --at demo --as second-reader",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.argument("question", metavar="QUESTION")
@click.option("--why", default="", help="Why it does not keep the report from being signed.")
@click.option("--undo", is_flag=True, help="Take the override back.")
@acting
@pass_desk
def override(desk: Desk, case: str, question: str, why: str, undo: bool) -> None:
    """Say why a question of quality does not keep a case's report; another person signs it then."""
    from samvar.focus.rare_disease.service.quality import override as overridden
    from samvar.focus.rare_disease.service.quality import undo_override

    if undo:
        undo_override(desk.node, case, question, desk.asker)
        desk.say("the override is taken back")
        return
    found = overridden(desk.node, case, question, why, desk.asker)
    desk.put({"question": found.name, "why": found.why}, ("question", "why"),
             [(found.name, found.why)])  # fmt: skip


def _asking(desk: Desk) -> Ask:
    network, node, asker = desk.site.network(desk.node.id), desk.node, desk.asker

    def ask(operation: str, **args: object) -> NationalAnswer:
        answer: NationalAnswer = network.ask_now(operation, args, asker, node.config.deadline_s)
        return answer

    return ask
