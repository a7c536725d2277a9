"""A node's word about who asks counts for nothing: only the person's own token does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from samvar.govern.identity import PERSONAS, RELEASE_MANDATE, Asker
from samvar.govern.issuer import OwnIssuer, holder_nonce
from samvar.govern.keys import NodeKey
from samvar.govern.proof import Proof
from samvar.govern.purpose import Purpose
from samvar.model.clock import utc_now
from samvar.model.errors import BadSignature, Expired, Refused
from samvar.network.operations import registry
from samvar.network.proof import Proofs
from samvar.network.roster import Mandate, Roster
from samvar.network.warrant import Warrant
from tests.network.twin import SEVEN, issuers_of, roster_of

NOW = utc_now()
HOME = "stockholm"
ISSUERS = issuers_of(SEVEN)
CARE = Asker.of(PERSONAS["geneticist"])


def roster(*mandates: Mandate) -> Roster:
    keys = dict.fromkeys(SEVEN, NodeKey.of(b"k" * 32))
    return msgspec.structs.replace(roster_of(keys, registry(), issuers=ISSUERS), mandates=mandates)


def warrant(asker: Asker = CARE, proof: Proof | None = None, issuer: str = HOME) -> Warrant:
    return Warrant.issue(
        asker, issuer=issuer, audience="skane", question="q", now_ms=0, proof=proof
    )


def check(one: Warrant, *, sender: str = HOME, operation: str = "variant_frequency", at=NOW,
          of: Roster | None = None) -> None:  # fmt: skip
    whole = of or roster()
    Proofs(lambda: whole).check(one, sender=sender, operation=operation, now=at)


def mine(user=CARE.user, holder: str = HOME) -> Proof:
    return ISSUERS[HOME].vouch(user, holder, NOW)


def test_who_signed_in_at_a_node_may_ask_from_it_for_an_hour():
    one = warrant(proof=mine())
    check(one)
    with pytest.raises(Expired):
        check(one, at=NOW + timedelta(hours=1))


def test_a_token_that_was_read_before_still_ends():
    whole = roster()
    proofs, one = Proofs(lambda: whole), warrant(proof=mine())
    proofs.check(one, sender=HOME, operation="variant_frequency", now=NOW)
    with pytest.raises(Expired):
        proofs.check(one, sender=HOME, operation="variant_frequency", now=NOW + timedelta(hours=2))


@pytest.mark.parametrize("unit", ["pharmacy", "", None])
def test_the_care_unit_is_the_issuers_word_and_not_the_asking_nodes(unit):
    """A block is of a unit: whoever could name their own unit could step around it."""
    posing = Asker(replace(CARE.user, unit=unit), CARE.purpose)
    with pytest.raises(BadSignature, match="somebody else"):
        check(warrant(posing, mine()))


@pytest.mark.parametrize("persona", sorted(set(PERSONAS) - {"geneticist"}))
def test_a_stolen_node_key_speaks_for_nobody_who_is_not_signed_in_there(persona):
    """Skåne's key is stolen: the thief seals what they like, and has Skåne's own issuer too."""
    foreign = Asker.of(PERSONAS[persona].at("uppsala"))
    thief = ISSUERS["skane"]
    for proof in (
        None,
        thief.vouch(foreign.user, "skane", NOW),  # Skåne may not vouch for Uppsala's people
        ISSUERS["uppsala"].vouch(foreign.user, "uppsala", NOW),  # overheard, bound to Uppsala
        OwnIssuer("uppsala", NodeKey.new()).vouch(foreign.user, "skane", NOW),
        thief.vouch(PERSONAS["geneticist"].at("skane"), "skane", NOW),  # somebody of its own
    ):
        with pytest.raises(BadSignature):
            check(warrant(foreign, proof, "skane"), sender="skane")


def test_a_person_of_no_centre_needs_an_issuer_that_may_vouch_for_them():
    coordinator = Asker.of(PERSONAS["coordinator"])
    check(warrant(coordinator, ISSUERS["stockholm"].vouch(coordinator.user, HOME, NOW)))
    with pytest.raises(BadSignature):
        check(warrant(coordinator, ISSUERS["skane"].vouch(coordinator.user, HOME, NOW)))


def test_the_purpose_is_within_the_assignment():
    limited = msgspec.structs.replace(
        ISSUERS[HOME].public,
        claims=msgspec.structs.replace(
            ISSUERS[HOME].public.claims,
            purpose="commissionPurpose",
            purposes={"Vård och behandling": "TREAT"},
        ),
    )
    whole = roster()
    nodes = tuple(
        msgspec.structs.replace(node, issuers=(limited,)) if node.id == HOME else node
        for node in whole.nodes
    )
    whole = msgspec.structs.replace(whole, nodes=nodes)
    proof = mine()
    with pytest.raises(Refused):
        check(warrant(proof=proof), of=whole)  # the token names no assignment at all
    nonce = holder_nonce(HOME, "s")
    claims = {
        "iss": limited.id, "aud": "samvar", "sub": "geneticist", "role": CARE.user.role.value,
        "centre": HOME, "care_unit": CARE.user.unit, "nonce": nonce, "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 600, "commissionPurpose": "Vård och behandling",
    }  # fmt: skip
    own = Proof(ISSUERS[HOME].sign(claims), "s")
    check(warrant(proof=own), of=whole)
    with pytest.raises(Refused):
        check(warrant(replace(CARE, purpose=Purpose.HRESCH), own), of=whole)


ORDER = Mandate(
    RELEASE_MANDATE.id, (HOME,), ("variant_keys",), ("HOPERAT",), "2099-01-01T00:00:00.000000Z"
)
RELEASE = Asker(RELEASE_MANDATE, Purpose.HOPERAT)


def test_work_without_a_person_needs_a_mandate_and_stays_within_it():
    check(warrant(RELEASE), operation="variant_keys", of=roster(ORDER))
    for one, operation, sender, whole, error in (
        (RELEASE, "variant_keys", HOME, roster(), BadSignature),
        (RELEASE, "variant_frequency", HOME, roster(ORDER), Refused),
        (RELEASE, "variant_keys", "skane", roster(ORDER), Refused),
        (replace(RELEASE, purpose=Purpose.HRESCH), "variant_keys", HOME, roster(ORDER), Refused),
        (replace(RELEASE, permit="permit-x"), "variant_keys", HOME, roster(ORDER), Refused),
        (
            RELEASE, "variant_keys", HOME,
            roster(msgspec.structs.replace(ORDER, expires="2020-01-01T00:00:00.000000Z")),
            Expired,
        ),
    ):  # fmt: skip
        with pytest.raises(error):
            check(warrant(one), operation=operation, sender=sender, of=whole)


def test_a_proof_is_never_shown():
    proof = mine()
    shown = repr(proof) + repr(replace(CARE, proof=proof)) + repr(warrant(proof=proof))
    assert proof.token not in shown
    assert proof.salt not in shown
