"""Whose visas an application may show, as a controller's node works it out, and what it pins."""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec
import pytest

from samvar.govern.issuer import Claims, Issuer, OwnIssuer
from samvar.govern.keys import NodeKey
from samvar.govern.visa import KINDS, VisaIssuer, VisaState
from samvar.model.clock import utc_now
from samvar.model.errors import BadConfig, BadInput, PeerUnavailable
from samvar.model.permit import MOST_VISAS, Application
from samvar.network.roster import Roster, RosterNode
from samvar.node.issuer_keys import IssuerKeys
from samvar.node.permit import apply
from samvar.node.visa import evidence, pinned_issuers
from tests.node.test_permit import DRAFT, RESEARCHER

VISAS = OwnIssuer("visas", NodeKey.new())
LOGIN = Issuer("https://login.example/", "c", ("stockholm",))
PINNED = VisaIssuer(VISAS.id, keys=VISAS.public.keys, people_of=(LOGIN.id,))


def visa(sub: str = RESEARCHER.user.id, kind: str = "ResearcherStatus", **more: object) -> str:
    now = int(utc_now().timestamp())
    body = {"type": kind, "asserted": now - 9, "value": "v", "source": "https://s.example/"}
    claims = {"iss": VISAS.id, "sub": sub, "iat": now, "exp": now + 600, "ga4gh_visa_v1": body}
    return VISAS.sign({**claims, **more})


def pin(node, *issuers: VisaIssuer, text: str = ""):
    """The node, set to believe these; `text` stands for a file of one's own."""
    path = node.config.folder / "visas.toml"
    path.write_text(text or "".join(_toml(one) for one in issuers), "utf-8")
    node.config = replace(node.config, visa_issuers=path)
    return node


def _toml(one: VisaIssuer) -> str:
    keys = ", ".join(
        "{" + ", ".join(f'{name} = "{value}"' for name, value in key.items()) + "}"
        for key in one.keys
    )
    return (
        f"[[issuer]]\nid = {json.dumps(one.id)}\nkeys = [{keys}]\n"
        f"people_of = {json.dumps(one.people_of)}\nkinds = {json.dumps(one.kinds)}\n"
    )


def roster(node, *issuers: Issuer) -> Roster:
    key = node.key.public.raw.hex()
    return Roster(1, (RosterNode(node.id, node.centre.id, "", (key,), {}, issuers),))


def states(node, application, known: Roster) -> list[VisaState]:
    return [one.state for one in evidence(node, known, application, IssuerKeys(), utc_now())]


@pytest.fixture
def application(node) -> Application:
    asker = replace(RESEARCHER, user=replace(RESEARCHER.user, centre=node.centre.id))
    return apply(node, replace(DRAFT, visas=(visa(),)), asker)


def test_a_visa_counts_for_the_name_that_the_centres_own_issuer_has(node, application):
    pin(node, PINNED)
    assert states(node, application, roster(node, login_at(node))) == [VisaState.COUNTS]


def login_at(node) -> Issuer:
    return msgspec.structs.replace(LOGIN, centres=(node.centre.id,))


def test_it_counts_for_nobody_else(node, application):
    pin(node, PINNED)
    known = roster(node, login_at(node))
    for other in (
        msgspec.structs.replace(application, applicant=f"somebody@{node.centre.id}"),
        msgspec.structs.replace(application, applicant=f"{RESEARCHER.user.id}@elsewhere"),
        msgspec.structs.replace(application, applicant=f"{RESEARCHER.user.id}@"),
        msgspec.structs.replace(application, node="skane" if node.id != "skane" else "uppsala"),
    ):
        assert states(node, other, known) == [VisaState.NOT]
    mapped = msgspec.structs.replace(login_at(node), claims=Claims(subject="employeeHsaId"))
    assert states(node, application, roster(node, mapped)) == [VisaState.NOT]
    unpinned = msgspec.structs.replace(login_at(node), id="https://another.example/")
    assert states(node, application, roster(node, unpinned)) == [VisaState.NOT]


def test_without_the_setting_no_issuer_is_believed(node, application):
    assert pinned_issuers(node.config) == ()
    assert states(node, application, roster(node, login_at(node))) == [VisaState.NOT]


def test_the_file_of_issuers_is_read_whole_or_refused(node):
    assert pinned_issuers(pin(node, PINNED).config) == (PINNED,)
    good = '[[issuer]]\nid = "a"\njwks_url = "https://a.example/jwks"\n'
    (one,) = pinned_issuers(pin(node, text=good).config)
    assert one.kinds == KINDS
    for bad in (
        "[[issuer]]\nid = 7\n", '[[issuer]]\nid = "a"\n', good + 'keys = [{kid = "x"}]\n',
        good + good, good + 'kinds = ["King"]\n', good + 'jku = "follow"\n', "[[", "[other]\n",
    ):  # fmt: skip
        with pytest.raises(BadConfig):
            pinned_issuers(pin(node, text=bad).config)
    with pytest.raises(PeerUnavailable, match="TLS"):
        pinned_issuers(pin(node, text=good.replace("https", "http")).config)


def test_an_application_without_visas_has_the_digest_that_it_always_had(application):
    """A decision names the digest: none made before there were visas may lose its text."""
    plain = msgspec.structs.replace(
        application, id="permit-1", node="skane", at="2026-01-01T00:00:00.000000Z",
        applicant="a@skane", holders=("a@skane",), visas=(),
    )  # fmt: skip
    assert plain.digest == "21643fb20cda8efeea1a7b91bd398dd90047574386c63235e8a626f69f6bb023"
    assert msgspec.structs.replace(plain, visas=("e30.e30.c2ln",)).digest != plain.digest


def test_visas_are_few_short_and_each_once(application):
    for visas in (
        ("no token",), ("e30.e30.c2ln", "e30.e30.c2ln"), ("e30.e30." + "x" * 9000,),
        tuple(f"e30.e30.{n}" for n in range(MOST_VISAS + 1)),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            msgspec.structs.replace(application, visas=visas).checked()
