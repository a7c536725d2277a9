"""Passports: fetched by the id that a patient shows, checked as a file, issued and taken back."""

from __future__ import annotations

from samvar.focus.pharmacogenomics.pages.passport_shown import (
    gene_table,
    issued_table,
    state_of,
    verdict_words,
)
from samvar.focus.pharmacogenomics.passport import Sealed, Verdict, read, verify_passport, write
from samvar.focus.pharmacogenomics.service import (
    about_path,
    fetched,
    issue_passport,
    labels_of,
    open_to,
    passport_here,
    passports_here,
    revoke_passport,
    status_list,
    with_revocation,
)
from samvar.model.clock import parse_iso, utc_now
from samvar.model.errors import BadFile, BadInput, NotFound
from samvar.network.merge import NationalAnswer
from samvar.present.coverage import centre_name, coverage_line, is_whole
from samvar.present.language import N_
from samvar.present.page import Answer, Download, Onward, Page, Reader, Shown, shows, takes

_PATH = "/nodes/{node:str}/pgx/passports"
_JSON = "application/json"


def show(reader: Reader) -> Answer:
    """The desk for passports; with `?id=` what the country says of that one."""
    wanted = reader.query.get("id", "").strip()
    if not wanted:
        return _desk(reader)
    if not wanted.startswith("pas_"):
        words = reader.language.text("That is not the id of a passport: it begins with pas_.")
        return _desk(reader, wanted=wanted, fault=words)
    answer = reader.ask("passport", id=wanted)
    found = fetched(answer, wanted, reader.network.roster)
    if found.verdict is not None:
        return _desk(reader, wanted=wanted, answer=answer, verdict=found.verdict)
    words = _not_found(reader, answer, found.issuer)
    return _desk(reader, wanted=wanted, answer=answer, fault=words)


def check(reader: Reader) -> Answer:
    """Check a passport brought as a file or as its text; whether it was taken back is asked now."""
    text = reader.form.get("file") or reader.form.get("passport", "")
    try:
        sealed = read(text.encode("utf-8", "replace"))
        verdict = verify_passport(sealed, reader.network.roster)
    except BadFile as error:
        words = reader.language.text("This is no passport: nothing in it can be read or trusted.")
        return _desk(reader, fault=words, why=error.why or "", status=422)
    if not verdict.genuine:
        return _desk(reader, verdict=verdict)
    answer = reader.ask("passport")
    return _desk(reader, answer=answer, verdict=with_revocation(verdict, answer))


def _desk(
    reader: Reader,
    *,
    wanted: str = "",
    answer: NationalAnswer | None = None,
    verdict: Verdict | None = None,
    fault: str = "",
    why: str = "",
    status: int = 200,
) -> Answer:
    language = reader.language
    told = verdict is not None and verdict.genuine and not verdict.revoked
    document = verdict.passport if verdict is not None and told else None
    every = passports_here(reader.node) if reader.may("see:referrals") else ()
    here = open_to(reader.node, reader.asker, (each.person for each in every))
    issued = tuple(each for each in every if each.person in here)
    labels = labels_of(reader.node, {each.person for each in issued})
    return Shown(
        "passports.html",
        language.text("Passports"),
        {
            "wanted": wanted,
            "fault": fault,
            "why": why,
            "verdict": verdict,
            "said": verdict_words(verdict, language) if verdict else (),
            "document": document,
            "issued_at": parse_iso(document.issued) if document else None,
            "expires_at": parse_iso(document.expires) if document else None,
            "genes": gene_table(document, language) if document else None,
            "coverage": coverage_line(answer.coverage, answer.missing, language) if answer else "",
            "whole": is_whole(answer.coverage) if answer else True,
            "may_see_issued": reader.may("see:referrals"),
            "issued": issued_table(reader.node.id, issued, labels, language),
        },
        status,
    )


def _not_found(reader: Reader, answer: NationalAnswer, issuer: str | None) -> str:
    t = reader.language.text
    if issuer is not None:
        return t("%(centre)s has taken this passport back.", centre=centre_name(issuer))
    if answer.value is None:
        return t("No centre gave an answer to this question.")
    words = t(
        "No centre gave this passport out: the id is wrong, it has expired, or the patient has not "
        "named your centre."
    )
    if not is_whole(answer.coverage):
        words += " " + t("A centre that did not answer may have it.")
    return words


def show_issued(reader: Reader) -> Answer:
    """One passport that this node has issued.

    Raises:
        NotFound: this node has issued no such passport.
    """
    held = passport_here(reader.node, reader.path["passport"])
    language = reader.language
    document = read(held.document.encode()).passport if held.document else None
    mark, words = state_of(held, utc_now(), language)
    return Shown(
        "passport.html",
        language.text("Passport"),
        {
            "held": held,
            "document": document,
            "state_mark": mark,
            "state": words,
            "centres": [centre_name(each) for each in held.centres],
            "genes": gene_table(document, language) if document else None,
            "may_issue": reader.may("issue:passport") and held.revoked is None,
        },
    )


def issue(reader: Reader) -> Answer:
    """Issue a passport of a report; go on to its page.

    Raises:
        BadInput: the validity is no number of days, or a centre is unknown.
    """
    text = reader.form.get("days", "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise BadInput("a passport's validity is a number of days")
    centres = [each.strip() for each in reader.form.get("centres", "").split(",")]
    sealed = issue_passport(
        reader.node,
        reader.path["report"],
        [each for each in centres if each],
        reader.asker,
        days=int(text),
    )
    return Onward(f"/nodes/{reader.node.id}/pgx/passports/{sealed.passport.id}")


def revoke(reader: Reader) -> Answer:
    """Take a passport back."""
    revoke_passport(reader.node, reader.path["passport"], reader.asker)
    return Onward(f"/nodes/{reader.node.id}/pgx/passports/{reader.path['passport']}")


def download(reader: Reader) -> Answer:
    """The signed passport as the patient carries it.

    Raises:
        NotFound: this node has not issued it, or has taken it back.
    """
    held = passport_here(reader.node, reader.path["passport"])
    if held.revoked is not None or not held.document:
        raise NotFound("the passport has been taken back")
    sealed: Sealed = read(held.document.encode())
    return Download(f"{held.id}.json", _JSON, write(sealed))


def download_status(reader: Reader) -> Answer:
    """The signed list of what this node has taken back, as of now."""
    return Download("status-list.json", _JSON, write(status_list(reader.node)))


PAGES: tuple[Page, ...] = (
    shows(
        _PATH,
        show,
        "read:passport",
        "see-passports",
        N_("Passports"),
        menu=("pharmacogenomics", 80),
    ).reads("id"),
    takes(f"{_PATH}/check", check, "read:passport", "check-passport", N_("Check a passport")).reads(
        "file", "passport"
    ),
    shows(
        f"{_PATH}/status-list.json",
        download_status,
        "read:passport",
        "see-passport-status",
        N_("Status list of passports"),
    ).gives(_JSON),
    shows(
        f"{_PATH}/{{passport:str}}",
        show_issued,
        "see:referrals",
        "see-passport",
        N_("Passport"),
        about=about_path,
    ),
    shows(
        f"{_PATH}/{{passport:str}}/json",
        download,
        "take:report",
        "download-passport",
        N_("Passport"),
        about=about_path,
    ).gives(_JSON),
    takes(
        f"{_PATH}/{{passport:str}}/revoke",
        revoke,
        "issue:passport",
        "revoke-passport",
        N_("Take the passport back"),
        about=about_path,
    ),
    takes(
        "/nodes/{node:str}/pgx/reports/{report:str}/passport",
        issue,
        "issue:passport",
        "issue-passport",
        N_("Issue a passport"),
        about=about_path,
    ).reads("days", "centres"),
)
