"""`samvar pgx passport`: issue, take back, fetch and check a passport."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.pharmacogenomics.commands.group import pgx
from samvar.model.errors import BadSignature, NotFound, PeerUnavailable, Refused
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.pharmacogenomics.passport import Sealed, StatusList, Verdict

_FILE = click.Path(path_type=Path, dir_okay=False)
_out = click.option("--out", type=_FILE, help="Where to write the signed file.")
_COLUMNS = ("gene", "diplotype", "phenotype", "score", "status", "not_tested")


@pgx.group(no_args_is_help=True)
def passport() -> None:
    """Issue, take back, fetch and check the passport that a patient carries."""


@examples(
    "samvar pgx passport issue rep_0123456789abcdefghjkmnpq --centre skane --out passport.json "
    "--at demo --as pharmacist"
)
@passport.command(cls=Command)
@click.argument("report")
@click.option(
    "--centre",
    "centres",
    multiple=True,
    help="A centre that the patient lets fetch it; repeatable.",
)
@click.option("--days", type=int, default=30, show_default=True, help="How long it is valid.")
@_out
@dry_run_option
@acting
@pass_desk
def issue(desk: Desk, report: str, centres: tuple[str, ...], days: int, out: Path | None) -> None:
    """Sign a passport of a signed REPORT, once the patient has agreed to it.

    It holds what was reported and never the genotype.
    """
    from samvar.focus.pharmacogenomics.service import issue_passport, report_of
    from samvar.govern.act import permit

    if desk.dry_run:
        permit(desk.node, desk.asker, "issue:passport", "rehearse-issue-passport")
        found = report_of(desk.node, report)
        desk.put({"report": found.id, "dry_run": True}, ("report",), [(found.id,)])
        return
    sealed = issue_passport(desk.node, report, centres, desk.asker, days=days)
    _write(out, sealed)
    made = sealed.passport
    told = {"id": made.id, "issued": made.issued, "expires": made.expires, "centres": centres}
    desk.put(told, ("passport", "expires"), [(made.id, made.expires)])


@examples("samvar pgx passport revoke pas_0123456789abcdefghjkmnpq --at demo --as pharmacist")
@passport.command(cls=Command)
@click.argument("id_", metavar="ID")
@dry_run_option
@acting
@pass_desk
def revoke(desk: Desk, id_: str) -> None:
    """Take a passport back: no centre can fetch it, and the status list says so."""
    from samvar.focus.pharmacogenomics.service import passport_here, revoke_passport
    from samvar.govern.act import permit

    if desk.dry_run:
        permit(desk.node, desk.asker, "issue:passport", "rehearse-revoke-passport")
        passport_here(desk.node, id_)
    else:
        revoke_passport(desk.node, id_, desk.asker)
    told = {"id": id_, "revoked": not desk.dry_run, "dry_run": desk.dry_run}
    desk.put(told, ("passport",), [(id_,)])


@examples("samvar pgx passport fetch pas_0123456789abcdefghjkmnpq --at demo --as pharmacist@skane")
@passport.command(cls=Command)
@click.argument("id_", metavar="ID")
@_out
@acting
@pass_desk
def fetch(desk: Desk, id_: str, out: Path | None) -> int:
    """Ask the country for the passport of which the patient shows the ID.

    Exit code 0: good. 1: expired or taken back. 3: no centre gave it out.
    """
    from samvar.focus.pharmacogenomics.service import fetched
    from samvar.present.coverage import coverage_line
    from samvar.present.language import Language

    network = desk.site.network(desk.node.id)
    answer = network.ask_now("passport", {"id": id_}, desk.asker, desk.node.config.deadline_s)
    if answer.value is None:
        if answer.state == "refused":
            raise Refused("every node refused", why=answer.missing[0].reason)
        raise PeerUnavailable("no node answered", remedy="ask again")
    desk.say(coverage_line(answer.coverage, answer.missing, Language.of("en")))
    found = fetched(answer, id_, network.roster)
    if found.verdict is None or found.sealed is None:
        if found.revoked:
            told = {"id": id_, "issuer": found.issuer, "revoked": True, "checked_at": found.at}
            desk.put(told, ("passport", "issuer"), [(id_, found.issuer)])
            desk.say(f"{found.issuer} has taken it back")
            return 1
        raise NotFound(
            "no node gave this passport out",
            why="the id is wrong, it has expired, or the patient has not named your centre",
        )
    _write(out, found.sealed)
    return _tell(desk, found.verdict)


@examples(
    "samvar pgx passport verify passport.json --roster roster.json --status-list status.json",
    "samvar pgx passport verify passport.json --at demo --as pharmacist",
)
@passport.command(cls=Command)
@click.argument("file", type=_FILE)
@click.option("--roster", type=_FILE, help="Check by this roster alone: no node, no network.")
@click.option("--status-list", type=_FILE, help="What the issuer has taken back, as it signed it.")
@acting
@pass_desk
def verify(desk: Desk, file: Path, roster: Path | None, status_list: Path | None) -> int:
    """Check a passport's signature, time and revocation.

    With --roster nothing else is needed; without it the site's roster counts, and its issuer is
    asked whether it was taken back. Exit code 0: good. 1: expired or taken back. 4: not genuine.
    """
    from samvar.focus.pharmacogenomics.passport import read, read_status_list, verify_passport
    from samvar.focus.pharmacogenomics.service import with_revocation
    from samvar.govern.act import permit
    from samvar.network.roster import Roster

    known = Roster.read(_read(roster)) if roster is not None else None
    if known is None:
        permit(desk.node, desk.asker, "read:passport", "check-passport")
        known = desk.site.roster
    status = read_status_list(_read(status_list)) if status_list is not None else None
    verdict = verify_passport(read(_read(file)), known, status=status)
    if not verdict.genuine:
        raise BadSignature(
            "the passport is not genuine",
            why="no node of the roster has signed this content",
            remedy="use nothing of it; ask the patient for the id and fetch it",
        )
    if roster is None and verdict.revoked is None:
        network = desk.site.network(desk.node.id)
        answer = network.ask_now("passport", {}, desk.asker, desk.node.config.deadline_s)
        verdict = with_revocation(verdict, answer)
    return _tell(desk, verdict)


@examples("samvar pgx passport status-list --out status.json --at demo --as pharmacist")
@passport.command("status-list", cls=Command)
@_out
@acting
@pass_desk
def status_list_(desk: Desk, out: Path | None) -> None:
    """Sign the list of what this node has taken back, as hashes; it names nobody."""
    from samvar.focus.pharmacogenomics.service import see_status_list

    found = see_status_list(desk.node, desk.asker)
    if out is None:
        _write(Path("-"), found)
        return
    _write(out, found)
    told = {"issuer": found.issuer, "at": found.at, "revoked": len(found.revoked)}
    desk.put(told, tuple(told), [(found.issuer, found.at, len(found.revoked))])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path.name} cannot be read", why=type(error).__name__) from None


def _write(out: Path | None, document: Sealed | StatusList) -> None:
    from samvar.focus.pharmacogenomics.passport import write

    if out is None:
        return
    if str(out) == "-":
        click.echo(write(document).decode(), nl=False)
    else:
        out.write_bytes(write(document))


def _tell(desk: Desk, verdict: Verdict) -> int:
    document = verdict.passport
    told: dict[str, Any] = {
        "id": document.id,
        "good": verdict.good,
        "genuine": verdict.genuine,
        "expired": verdict.expired,
        "revoked": verdict.revoked,
        "revocation_checked_at": verdict.checked_at,
        "issuer": document.issuer,
        "patient": document.patient,
        "issued": document.issued,
        "expires": document.expires,
        "release": document.release,
        "genes": document.genes if not verdict.revoked else None,
    }
    rows = [
        (
            gene.gene,
            "; ".join(gene.diplotypes) or None,
            gene.phenotype,
            gene.activity_score,
            gene.status,
            ", ".join(gene.untested) or None,
        )
        for gene in document.genes
        if not verdict.revoked
    ]
    desk.put(told, _COLUMNS, rows)
    time = "outside its time" if verdict.expired else f"valid to {document.expires}"
    revoked = {None: "revocation not checked", True: "taken back", False: "not taken back"}
    desk.say(f"genuine, signed by {document.issuer}; {time}; {revoked[verdict.revoked]}")
    return 0 if verdict.good else 1
