"""A GA4GH passport from a real provider, shown with an application and seen by a controller."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from samvar.model.clock import utc_now
from samvar.node.build import init_node
from samvar.node.sign_in import PASSPORT
from samvar.node.site import Site
from tests.web.test_oidc import Browser, provider
from tests.web.visitor import Reader

KEY = ECKey.generate_key("P-256", {"kid": "visas-1"})
CLAIMS = """
role = "title"
centre = "unit"
[centres]
SE2321000016 = "stockholm"
"""
FIELDS = {
    "title": "Statins", "purpose": "How many carry it?", "ethics": "2024-01234-01",
    "until": "2035-01-01", "ask-ask:national": "yes",
}  # fmt: skip


class Keys(BaseHTTPRequestHandler):
    """The address that is pinned; it counts who comes."""

    came: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.came.append(self.path)
        body = json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def keys_at() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def visa(keys_at: str, sub: str, kind: str, value: str, **header: str) -> str:
    now = int(utc_now().timestamp())
    claims = {
        "iss": "https://visas.example/", "sub": sub, "iat": now, "exp": now + 3600, "jti": value,
        "ga4gh_visa_v1": {
            "type": kind, "asserted": now - 9, "value": value, "source": "https://dac.example/",
        },
    }  # fmt: skip
    head = {"alg": "ES256", "kid": "visas-1", "jku": f"{keys_at}/jwks", **header}
    return jws.serialize_compact(head, json.dumps(claims).encode(), KEY, algorithms=["ES256"])


@contextmanager
def passports(folder: Path, keys_at: str, told: str) -> Iterator[Site]:
    """A node whose people sign in at a provider with passports, and that pins one visa issuer."""
    visas = folder / "visas.json"
    visas.write_text(
        json.dumps(
            {
                "rut": [
                    visa(keys_at, "rut", "ResearcherStatus", "https://doi.org/10.1038/bona-fide"),
                    visa(keys_at, "rut", "ControlledAccessGrants", "https://data.example/study"),
                    visa(keys_at, "bo", "AffiliationAndRole", "faculty@somebody-else.example"),
                    visa(keys_at, "rut", "ResearcherStatus", "https://x", jku=f"{keys_at}/evil"),
                ]
            }
        )
    )
    with provider(str(visas), told) as issuer:
        node = folder / "node"
        init_node(node, "stockholm")
        (node / "claims.toml").write_text(CLAIMS, "utf-8")
        (node / "visas.toml").write_text(
            f'[[issuer]]\nid = "https://visas.example/"\njwks_url = "{keys_at}/jwks"\n'
            f'people_of = ["{issuer}"]\n',
            "utf-8",
        )
        with (node / "node.toml").open("a") as out:
            out.write(
                f'oidc_issuer = "{issuer}"\noidc_client = "samvar"\noidc_claims = "claims.toml"\n'
                f'oidc_scopes = "openid {PASSPORT}"\nvisa_issuers = "visas.toml"\n'
            )
        site = Site.open(node)
        try:
            yield site
        finally:
            site.close()


@pytest.mark.parametrize("told", ["id_token", "userinfo"])
def test_what_others_vouch_for_comes_before_the_controller_and_opens_nothing(
    tmp_path: Path, keys_at: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMVAR_LEDGER_BUDGET", "1")  # too little for one variant's figures
    with passports(tmp_path, keys_at, told) as site:
        rut, kim = Browser(site), Browser(site)
        rut.sign_in("rut")
        assert "visas that came with your sign-in" in rut.visitor.get("/research/apply").text
        silent = rut.visitor.post("/research/applications", FIELDS)
        shown = rut.visitor.post("/research/applications", {**FIELDS, "visas": "yes"})
        permits = [sent.headers["location"].rpartition("/")[2] for sent in (silent, shown)]

        kim.sign_in("kim")
        pages = [kim.visitor.get(f"/nodes/stockholm/permits/{each}").text for each in permits]
        assert "The applicant shows no visas" in pages[0]
        text = Reader(pages[1]).text
        assert "https://doi.org/10.1038/bona-fide" in text
        assert "https://data.example/study" in text
        assert "somebody-else" not in text
        assert "the visa is about somebody else" in text
        assert "brings its own way of being checked" in text
        assert not any("evil" in path for path in Keys.came)
        assert f"{keys_at}/jwks".endswith(Keys.came[-1])

        asker = rut.asker(site)
        answer = site.network("stockholm").ask_now(
            "variant_frequency", {"assembly": "GRCh38", "variants": ("10-94781859-G-A",)}, asker
        )
        assert [part.state for part in answer.parts] == ["refused"]
        for one in (rut, kim):
            one.outside.close()
