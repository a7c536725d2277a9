"""A passport on its way: who may fetch it, who took it back, and what a lying node can do."""

from __future__ import annotations

from dataclasses import fields
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from samvar.focus.pharmacogenomics.passport import (
    hashed,
    verify_passport,
    write,
)
from samvar.focus.pharmacogenomics.service import (
    fetched,
    issue_passport,
    passport_here,
    passports_here,
    passports_of,
    report_of,
    revoke_passport,
    sign_report,
    status_list,
    with_revocation,
)
from samvar.focus.pharmacogenomics.share.passport import PassportRow
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import iso, utc_now
from samvar.model.errors import BadInput, Conflict, NotFound, Refused


def ask(lab, identifier, centre):
    asker = Asker.of(PERSONAS["pharmacist"].at(centre))
    answer = lab.site.network(centre).ask_now("passport", {"id": identifier}, asker)
    return fetched(answer, identifier, lab.site.roster)


def test_it_is_fetched_by_the_centres_that_the_patient_named(lab, sealed):
    name = sealed.passport.id
    found = ask(lab, name, "skane")
    assert found.sealed == sealed
    assert found.verdict.good
    assert found.verdict.revoked is False
    assert found.issuer == "uppsala"
    for centre in ("orebro", "uppsala"):  # not named, the issuer itself neither
        assert ask(lab, name, centre).verdict is None
    assert ask(lab, name[:-1] + ("0" if name[-1] != "0" else "1"), "skane").verdict is None


def test_what_was_taken_back_is_fetched_by_nobody_and_named(lab, sealed):
    revoke_passport(lab.node, sealed.passport.id, lab.pharmacist)
    found = ask(lab, sealed.passport.id, "skane")
    assert (found.verdict, found.issuer, found.revoked) == (None, "uppsala", True)
    answer = lab.site.network("uppsala").ask_now("passport", {}, lab.pharmacist)
    verdict = with_revocation(verify_passport(sealed, lab.site.roster), answer)
    assert (verdict.genuine, verdict.revoked) == (True, True)


def test_a_withdrawn_persons_passport_is_given_to_nobody_and_forgotten(lab, sealed):
    """The report stays in the record; the passport is a copy, and goes."""
    lab.withdraw("ANNA")
    held = passport_here(lab.node, sealed.passport.id)
    assert held.document == ""
    assert held.revoked is not None
    assert ask(lab, sealed.passport.id, "skane").verdict is None
    assert hashed(sealed.passport.id) in status_list(lab.node).revoked
    with pytest.raises(Conflict, match="withdrawn"):
        issue_passport(lab.node, sealed.passport.report, ["skane"], lab.pharmacist)
    first = held.revoked
    lab.withdraw("CARL")  # and the moment of revocation stands
    assert passport_here(lab.node, sealed.passport.id).revoked == first


def test_it_is_issued_of_the_report_that_holds(lab, sealed):
    report = report_of(lab.node, sealed.passport.report)
    sign_report(lab.node, report.order, lab.pharmacist)
    with pytest.raises(Conflict, match="amended"):
        issue_passport(lab.node, report.id, [], lab.pharmacist)


def test_what_cannot_be_issued_is_refused(lab, sealed):
    report = sealed.passport.report
    for days in (0, -1, 91):
        with pytest.raises(BadInput, match="90 days"):
            issue_passport(lab.node, report, [], lab.pharmacist, days=days)
    with pytest.raises(BadInput, match="not a centre"):
        issue_passport(lab.node, report, ["skane", "oslo"], lab.pharmacist)
    with pytest.raises(NotFound):
        issue_passport(lab.node, "rep_none", [], lab.pharmacist)
    with pytest.raises(NotFound):
        revoke_passport(lab.node, "pas_none", lab.pharmacist)
    for persona in ("researcher", "operator", "auditor", "patient"):
        with pytest.raises(Refused):
            issue_passport(lab.node, report, [], lab.asker(persona))
        with pytest.raises(Refused):
            revoke_passport(lab.node, sealed.passport.id, lab.asker(persona))
    assert passport_here(lab.node, sealed.passport.id).revoked is None


def _answer(*rows: PassportRow) -> SimpleNamespace:
    """What the nation said, as far as `fetched` and `with_revocation` look at it."""
    return SimpleNamespace(value={(row.node,): row for row in rows})


LIES = [
    # what another node says of the same id,                              why
    (PassportRow("skane", "no passport", (), "2026-11-26T09:00:00.000000Z"), "no document"),
    (PassportRow("skane", "", (), "soon"), "no time"),
    (PassportRow("skane", "", (), "0001-01-01T00:00:00+14:00"), "a time before time"),
    (PassportRow("skane", "", ("ALL",), "2026-11-26T09:00:00.000000Z"), "it takes back another's"),
]


@pytest.mark.parametrize(("lie", "why"), LIES, ids=[why for _, why in LIES])
def test_a_node_that_lies_hides_no_other_nodes_passport(lab, sealed, lie, why):
    """The issuer alone gives its passport out, and alone takes it back."""
    name = sealed.passport.id
    lie = replace(lie, revoked=tuple(hashed(name) if each == "ALL" else each
                                     for each in lie.revoked))  # fmt: skip
    true = PassportRow("uppsala", write(sealed).decode(), (), iso(utc_now()))
    for rows in ((lie, true), (true, lie)):
        found = fetched(_answer(*rows), name, lab.site.roster)
        assert (found.sealed, found.revoked) == (sealed, False), why
        assert found.verdict is not None, why
        assert found.verdict.good, why


def test_an_issuer_without_a_clock_is_as_one_that_was_not_asked(lab, sealed):
    verdict = verify_passport(sealed, lab.site.roster)
    bad = PassportRow("uppsala", "", (), "soon")
    assert with_revocation(verdict, _answer(bad)).revoked is None
    taken = replace(bad, revoked=(hashed(sealed.passport.id),))
    assert with_revocation(verdict, _answer(taken)).revoked is True


def test_the_list_of_passports_reads_none_of_them(lab, sealed):
    """10,000 documents of 100 kB would be a gigabyte for a table of six columns."""
    (listed,) = passports_here(lab.node)
    assert passports_of(lab.node, listed.person) == (listed,)
    whole = passport_here(lab.node, sealed.passport.id)
    assert whole.document
    for field in fields(listed):
        assert field.name != "document"
        assert getattr(listed, field.name) == getattr(whole, field.name)
