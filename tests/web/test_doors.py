"""Which doors open to whom: every page for every persona, at their own centre and another's.

The table below is written by hand from what the roles are for, not read from the policy.
"""

from __future__ import annotations

import msgspec
import pytest
from litestar.testing import TestClient

from samvar.govern.identity import PERSONAS, Asker
from samvar.network.ask import Network
from samvar.network.signature import Signer
from samvar.network.transport import InProcess
from samvar.web.app import create_app
from tests.network.heads import headers_for

ALIKE = {"second-reader": "geneticist"}
"""Two personas of one role."""
CARE = {"geneticist", "pathologist", "bioinformatician"}
ASKERS = {*CARE, "microbiologist", "pharmacist", "researcher", "industry"}
STAFF = {*PERSONAS} - {"patient"}
CALLERS = {"pharmacist", "geneticist", "bioinformatician"}  # they call, sign and recall
WATCHERS = {*CARE, "pharmacist", "operator", "auditor", "controller"}  # of long work
REFERRERS = {"referring-clinician"}  # of their own unit's patients
READERS = {"pharmacist", "geneticist", "pathologist"}  # a patient may stand before them
VARIANT = "10-94781859-G-A"
QUESTION = "g_variants?assemblyId=GRCh38&referenceName=10&start=94781858&referenceBases=G"

NATION = {
    "/": {*PERSONAS},
    "/datasets": STAFF,
    f"/variant/GRCh38/{VARIANT}": ASKERS,
    "/search?q=10:94761900-94855547": ASKERS,
    "/pgx/cohort": ASKERS,
    "/pgx/quality": {"pharmacist", "geneticist", "bioinformatician", "coordinator"},
    f"/nation/beacon/{QUESTION}&alternateBases=A": ASKERS,
    f"/beacon/{QUESTION}&alternateBases=A": {*PERSONAS, ""},
    "/research": {"researcher", "industry"},
    "/research/apply": {"researcher", "industry"},
    "/sign-in": {*PERSONAS, ""},
    "/help": {*PERSONAS, ""},
    "/policy/why": {*PERSONAS, ""},
}
# A page of a node: who may at their own centre, and who may at any other.
NODE = {
    "": ({*PERSONAS}, {*PERSONAS}),
    "/datasets": (STAFF, STAFF),
    "/rare/own-referrals": (REFERRERS, set()),
    "/rare/new-own-referral": (REFERRERS, set()),
    "/load": ({*CARE, "operator"}, set()),
    "/annotate": (ASKERS, ASKERS),
    "/jobs": (WATCHERS, set()),
    "/jobs/job_none/events": (WATCHERS, set()),
    "/loads/loa_none": (WATCHERS, set()),
    "/permits": ({"controller"}, set()),
    "/permits/permit-dpyd": ({"controller"}, set()),
    "/audit": ({"operator", "auditor", "controller"}, set()),
    "/reviews": ({"auditor"}, set()),
    "/settings": ({"operator"}, set()),
    "/pgx/knowledge": (STAFF, STAFF),
    "/pgx/recalls": ({*CARE, "pharmacist"}, set()),
    "/pgx/passports": (READERS, READERS),
    "/pgx/passports/status-list.json": (READERS, READERS),
    "/pgx/passports/pas_none": ({*CARE, "pharmacist"}, set()),
    "/pgx/passports/pas_none/json": ({*CARE, "pharmacist"}, set()),
    f"/beacon/{QUESTION}&alternateBases=A": ({*CARE, "researcher"}, {"researcher"}),
}
WRITES = {
    "/rare/own-referrals": REFERRERS,
    "/loads": {*CARE, "operator"},
    "/jobs/job_none/cancel": {*CARE, "operator"},
    "/reviews/mark": {"auditor"},
    "/permits/permit-dpyd/decision": {"controller"},
    "/pgx/knowledge/adopt": CALLERS,
    "/pgx/knowledge/assess": CALLERS,
    "/pgx/recalls/999999/handle": CALLERS,
    "/pgx/recalls/999999/undo": CALLERS,
    "/pgx/passports/pas_none/revoke": CALLERS,
    "/pgx/reports/rep_none/passport": CALLERS,
}
ISSUER = {
    # of the demo's issuer, whoever is signed in here: what it answers to a request of no words
    "/.well-known/openid-configuration": 200,
    "/issuer/jwks": 200,
    "/issuer/authorize": 400,
    "/issuer/userinfo": 401,
    "/issuer/end-session": 200,
}
LET_IN = (200, 303, 404)  # 404: the door opened, and there is no such thing behind it


HOSTS = [
    # host                 status  why
    (["a:#"],              400,    "no port"),
    (["a:65536"],          400,    "no such port"),
    (["[::1"],             400,    "half an address"),
    (["a/../b"],           400,    "a path"),
    ([""],                 400,    "nobody"),
    (["a", "b"],           400,    "two"),
    (["[::1]:8000"],       200,    "an address"),
    (["id.example.se"],    200,    "a name"),
]  # fmt: skip


@pytest.mark.parametrize(("hosts", "status", "why"), HOSTS)
@pytest.mark.parametrize("path", ["/healthz", "/sign-in", "/no-such-page"])
def test_a_request_that_names_no_host_is_refused_and_breaks_nothing(app, path, hosts, status, why):
    client = TestClient(app, raise_server_exceptions=False)
    given = client.get(path, headers=[("host", host) for host in hosts])
    expected = 404 if status == 200 and path == "/no-such-page" else status
    assert given.status_code == expected, why
    if status == 400:
        assert given.json()["code"] == "usage"
        assert given.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("persona", ["", *PERSONAS])
def test_each_page_of_the_nation_opens_to_those_whom_it_is_for(visitor, persona):
    one = visitor(persona)
    opened = {path for path in NATION if one.client.get(path).status_code in LET_IN}
    assert opened == {path for path, who in NATION.items() if ALIKE.get(persona, persona) in who}


@pytest.mark.parametrize("persona", ["", *PERSONAS])
def test_each_page_of_a_node_opens_to_those_whom_it_is_for(visitor, persona):
    one = visitor(persona, centre="skane") if persona else visitor()
    role = ALIKE.get(persona, persona)
    for node, side in (("skane", 0), ("uppsala", 1)):
        opened = {
            path for path in NODE if one.client.get(f"/nodes/{node}{path}").status_code in LET_IN
        }
        expected = {path for path, who in NODE.items() if role in who[side]}
        assert opened == expected


@pytest.mark.parametrize("persona", ["", "geneticist", "operator", "patient"])
def test_the_demos_issuer_asks_nobody_who_they_are_here_and_is_nowhere_else(visitor, here, persona):
    one = visitor(persona)
    for name, value in one.client.cookies.items():
        here.cookies.set(name, value)
    assert {path: here.get(path).status_code for path in ISSUER} == ISSUER
    assert {one.client.get(path).status_code for path in ISSUER} == {404}


@pytest.mark.parametrize("persona", ["", *PERSONAS])
def test_no_form_of_another_centre_is_taken(visitor, persona):
    one = visitor(persona, centre="skane") if persona else visitor()
    for path, who in WRITES.items():
        other = one.post(f"/nodes/uppsala{path}", {})
        assert other.status_code == (403 if persona else 401)
        own = one.post(f"/nodes/skane{path}", {}).status_code
        assert (own in (400, 404, 422)) is (
            ALIKE.get(persona, persona) in who
        )  # let in, and told what is missing


def test_the_progress_of_another_nodes_job_is_not_found_through_ones_own(visitor, site):
    job = site.nodes["uppsala"].jobs.submit("nothing", {})
    one = visitor("geneticist", centre="skane")
    for path in ("", "/events"):
        assert one.client.get(f"/nodes/skane/jobs/{job.id}{path}").status_code == 404
        assert one.client.get(f"/nodes/uppsala/jobs/{job.id}{path}").status_code == 403


def test_where_personas_are_off_nobody_gets_in_and_no_cookie_helps(site):
    door = TestClient(create_app(site, demo=False))
    door.cookies.set("samvar_session", "A" * 43)
    assert 'name="persona"' not in door.get("/sign-in", headers={"accept": "text/html"}).text
    for path in (*NATION, *(f"/nodes/skane{path}" for path in NODE)):
        opened = door.get(path).status_code == 200
        assert opened is ("" in NATION.get(path, set())), path


def test_a_message_of_the_network_is_answered_once_and_at_its_own_door(visitor, site):
    """Somebody on the way keeps a message, and brings it again, and elsewhere."""
    sent: list[bytes] = []
    home = site.nodes["uppsala"]

    def keep(raw: bytes) -> bytes:
        sent.append(raw)
        return site.answerers["skane"].handle(raw)

    network = Network(
        home.id, site.roster, home.key, {"skane": InProcess(keep, "skane")}, site.registry,
        vouch=site.vouching.at("uppsala"),
    )  # fmt: skip
    asker = Asker.of(PERSONAS["geneticist"].at("uppsala"))
    args = {"assembly": "GRCh38", "variants": (VARIANT,)}
    answer = network.ask_now("variant_frequency", args, asker)
    network.close()
    assert [part.state for part in answer.parts] == ["answered"]
    codes = {}
    for node in ("skane", "orebro"):
        path = f"/nodes/{node}/network/v1/ask"
        client = visitor().client
        signed = headers_for(Signer(home.id, home.key), f"{client.base_url}{path}", sent[-1])
        reply = client.post(path, content=sent[-1], headers=signed)
        *_, replies, (code, _) = msgspec.msgpack.decode(msgspec.msgpack.decode(reply.content)[0])
        assert replies == []
        codes[node] = code
    assert codes == {"skane": "replayed", "orebro": "bad-signature"}
