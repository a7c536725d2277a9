"""Applying and deciding: who may, on what, from when, and until exactly when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.permit import KeptPermits, may_follow
from samvar.govern.policy import Facts
from samvar.model.clock import iso, utc_now
from samvar.model.errors import BadInput, Conflict, Refused
from samvar.model.permit import Application, Outcome
from samvar.node.permit import Draft, Verdict, apply, decide

RESEARCHER = Asker.of(PERSONAS["researcher"].at("stockholm"))
CONTROLLER = Asker.of(PERSONAS["controller"])
UNTIL = datetime(2035, 1, 1, tzinfo=UTC)
DRAFT = Draft(
    title="Statins",
    purpose="How many people carry SLCO1B1*5?",
    ethics="2024-01234-01",
    asks=("ask:national", "ask:regional"),
    until=UNTIL,
    uses=("DUO:0000037",),
    diseases=("MONDO:0005148",),
)
YES = Verdict(Outcome.GRANTED, grants=("ask:national",), until=UNTIL)


@pytest.fixture
def application(node) -> Application:
    return apply(node, DRAFT, RESEARCHER)


def grants(node, application, now=None):
    book = node.policy.permits
    return book.grants(application.id, RESEARCHER.user.account, now or utc_now())


def test_an_application_is_kept_as_it_was_made_and_opens_nothing(node, application):
    with node.records.read() as tx:
        assert tx.permits.get(application.id) == application
    assert application.holders == (RESEARCHER.user.account,)
    assert grants(node, application) == frozenset()


def test_a_grant_holds_for_the_next_question_and_a_withdrawal_for_the_one_after(node, application):
    asker = replace(RESEARCHER, permit=application.id)
    facts = Facts(node.id, node.centre.id, "variant_frequency", "registered")

    def may(permission: str) -> bool:
        return node.policy.decide(asker, permission, facts).allowed

    assert not may("ask:national")
    decide(node, application, YES, CONTROLLER)
    assert may("ask:national")
    assert not may("ask:regional")
    decide(node, application, Verdict(Outcome.WITHDRAWN, "new law"), CONTROLLER)
    assert not may("ask:national")


def test_another_process_sees_the_word_as_soon(node, application):
    elsewhere = KeptPermits(node.records)
    assert elsewhere.find(application.id) is None
    decide(node, application, YES, CONTROLLER)
    assert elsewhere.find(application.id).grants == {"ask:national"}
    decide(node, application, Verdict(Outcome.WITHDRAWN, "so"), CONTROLLER)
    assert elsewhere.find(application.id) is None


def test_a_permit_is_over_at_the_second_it_says(node, application):
    end = utc_now().replace(microsecond=0) + timedelta(days=2)
    decide(node, application, replace(YES, until=end), CONTROLLER)
    assert grants(node, application, end - timedelta(microseconds=1)) == {"ask:national"}
    assert grants(node, application, end) == frozenset()


def test_events_that_cannot_be_read_open_nothing(node, application):
    decide(node, application, YES, CONTROLLER)
    assert grants(node, application)
    node.records.engine.dispose()
    broken = KeptPermits(_Broken())
    assert broken.grants(application.id, RESEARCHER.user.account, utc_now()) == frozenset()


class _Broken:
    def read(self):
        from samvar.model.errors import StoreUnavailable

        raise StoreUnavailable("away")


def test_a_decision_on_another_text_opens_nothing(node, application):
    from samvar.govern.permit import permit_of

    made = decide(node, application, YES, CONTROLLER)
    changed = msgspec.structs.replace(application, holders=(*application.holders, "thief@skane"))
    assert permit_of(application, made).grants == {"ask:national"}
    assert permit_of(changed, made) is None
    with pytest.raises(Conflict):
        decide(node, changed, YES, CONTROLLER)


BAD_VERDICTS = [
    ("more than was asked for", Verdict(Outcome.GRANTED, grants=("query:rows",), until=UNTIL)),
    ("nothing", Verdict(Outcome.GRANTED, until=UNTIL)),
    ("for ever", Verdict(Outcome.GRANTED, grants=("ask:national",))),
    ("too long", replace(YES, until=UNTIL + timedelta(seconds=1))),
    ("what is over", replace(YES, until=datetime(2026, 1, 1, tzinfo=UTC))),
    ("no, without a reason", Verdict(Outcome.REFUSED)),
    ("no, and a grant", Verdict(Outcome.REFUSED, "no", ("ask:national",))),
    ("a bell", Verdict(Outcome.REFUSED, "no\x07")),
]


@pytest.mark.parametrize(("what", "verdict"), BAD_VERDICTS, ids=[one for one, _ in BAD_VERDICTS])
def test_a_verdict_that_does_not_fit_is_not_written(node, application, what, verdict):
    with pytest.raises(BadInput):
        decide(node, application, verdict, CONTROLLER)
    with node.records.read() as tx:
        assert tx.permits.newest() == 0


def test_only_a_grant_can_be_withdrawn(node, application):
    with pytest.raises(Conflict):
        decide(node, application, Verdict(Outcome.WITHDRAWN, "so"), CONTROLLER)
    decide(node, application, Verdict(Outcome.REFUSED, "no"), CONTROLLER)
    with pytest.raises(Conflict):
        decide(node, application, Verdict(Outcome.WITHDRAWN, "so"), CONTROLLER)


@pytest.mark.parametrize("persona", [name for name in PERSONAS if name != "controller"])
def test_nobody_but_the_controller_decides(node, application, persona):
    with pytest.raises(Refused):
        decide(node, application, YES, Asker.of(PERSONAS[persona]))


def test_a_controller_of_another_centre_does_not_decide_here(node, application):
    with pytest.raises(Refused):
        decide(node, application, YES, Asker.of(PERSONAS["controller"].at("skane")))


def test_one_applies_at_home(node):
    with pytest.raises(Refused, match="own centre"):
        apply(node, DRAFT, Asker.of(PERSONAS["researcher"]))
    with pytest.raises(Refused):
        apply(node, DRAFT, Asker.of(PERSONAS["operator"]))


BAD_DRAFTS = [
    ("ethics", {"ethics": "2018-01234"}),
    ("ethics", {"ethics": "dnr 2024-01234"}),
    ("title", {"title": " "}),
    ("title", {"title": "x" * 201}),
    ("purpose", {"purpose": "a\x00b"}),
    ("asks", {"asks": ()}),
    ("asks", {"asks": ("destroy:record",)}),
    ("uses", {"uses": ("HMB",)}),
    ("diseases", {"diseases": ("MONDO:5148",)}),
    ("until", {"until": datetime(2020, 1, 1, tzinfo=UTC)}),
    ("holders", {"holders": ("somebody",)}),
    ("datasets", {"datasets": ("",)}),
]


@pytest.mark.parametrize(("field", "wrong"), BAD_DRAFTS)
def test_every_field_of_an_application_is_looked_at(node, field, wrong):
    with pytest.raises(BadInput):
        apply(node, replace(DRAFT, **wrong), RESEARCHER)
    with node.records.read() as tx:
        assert tx.permits.applications() == ()


def test_a_rehearsal_changes_nothing(node, application):
    apply(node, DRAFT, RESEARCHER, dry_run=True)
    decide(node, application, YES, CONTROLLER, dry_run=True)
    with node.records.read() as tx:
        assert len(tx.permits.applications()) == 1
        assert tx.permits.newest() == 0
        verbs = [one.entry.verb for one in tx.audit.page(limit=4)]
    assert "rehearse-permit-granted" in verbs


def test_an_application_is_read_by_whom_it_names_and_by_controllers(application):
    assert may_follow(RESEARCHER, application)
    assert may_follow(CONTROLLER, application)
    assert not may_follow(Asker.of(PERSONAS["researcher"]), application)
    assert not may_follow(None, application)


def test_a_digest_covers_every_field(application):
    seen = {application.digest}
    for name, value in msgspec.structs.asdict(application).items():
        other = f"{value}x" if isinstance(value, str) else (*value, "x")
        seen.add(msgspec.structs.replace(application, **{name: other}).digest)
    assert len(seen) == 1 + len(application.__struct_fields__)
    assert iso(UNTIL) == application.until
