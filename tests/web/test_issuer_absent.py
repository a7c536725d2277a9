"""Where the issuer of personas is not: any real node, and a demo that others can reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

from samvar.cli.listen import Door
from samvar.cli.main import run
from samvar.demo.issuer import clients_at, issuer_at
from samvar.model.errors import BadConfig, UsageError
from samvar.node.build import init_node
from samvar.node.provider.provider import Provider
from samvar.node.site import Site
from samvar.web.app import create_app
from samvar.web.pages import issuer, issuer_told
from tests.web.issuing import AT, caller, key, provider_at

SOURCE = Path(__file__).parents[2] / "samvar"
ROUTES = (*issuer.ROUTES, *issuer_told.ROUTES)
DOORS = [
    (method, path)
    for handler in ROUTES
    for path in handler.paths
    for method in sorted({*handler.http_methods} - {"HEAD", "OPTIONS"})
]
CLIENTS = '[[client]]\nid = "second"\nredirects = ["http://localhost:8701/sign-in/back"]\n'


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A node as `samvar node init` makes one."""
    folder = tmp_path_factory.mktemp("real") / "node"
    init_node(folder, "uppsala")
    opened = Site.open(folder)
    yield opened
    opened.close()


def statuses(app: Litestar, **how: Any) -> set[int]:
    client = caller(app, **how)
    return {client.request(method, path).status_code for method, path in DOORS}


def test_there_are_doors_to_look_for() -> None:
    assert len(DOORS) == len(ROUTES) == 10


@pytest.mark.parametrize("personas", [False, True])
def test_a_node_has_none_of_its_addresses(node: Site, personas: bool) -> None:
    assert statuses(create_app(node, demo=personas)) == {404}


def test_a_node_without_personas_cannot_be_given_one(node: Site) -> None:
    with pytest.raises(UsageError):
        create_app(node, demo=False, provider=provider_at())


@pytest.mark.parametrize("client", ["192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "testclient", ""])
def test_nobody_of_another_machine_reaches_it(node: Site, client: str) -> None:
    app = create_app(node, demo=True, provider=provider_at())
    assert statuses(app, client=client) == {404}
    assert 404 not in statuses(app)


@pytest.mark.parametrize("base", ["http://demo.example:8700", "http://localhost:8700",
                                  "http://127.0.0.1:8701", "http://127.0.0.1"])  # fmt: skip
def test_nobody_reaches_it_by_another_name(node: Site, base: str) -> None:
    """A name that somebody points at this machine (DNS rebinding) is not the issuer's."""
    assert statuses(create_app(node, demo=True, provider=provider_at()), base=base) == {404}


HOSTS = [
    # host           served
    ("127.0.0.1",    True),
    ("127.8.8.8",    True),
    ("::1",          True),
    ("localhost",    True),
    ("0.0.0.0",      False),
    ("::",           False),
    ("192.168.1.4",  False),
    ("10.0.0.1",     False),
    ("demo.example", False),
    ("127.0.0.1.example", False),
    ("",             False),
]  # fmt: skip


@pytest.mark.parametrize(("host", "is_served"), HOSTS)
def test_a_demo_that_others_reach_has_no_issuer(tmp_path: Path, host: str, is_served: bool) -> None:
    file = tmp_path / "clients.toml"
    file.write_text(CLIENTS)
    address = f"http://[{host}]:8700/" if ":" in host else f"http://{host}:8700/"
    if is_served:
        assert set(clients_at(host, file) or ()) == {"second"}
        assert Provider(address, key(), {}).id == address.rstrip("/")
        return
    assert clients_at(host) is None
    assert issuer_at(tmp_path, address, None) is None
    with pytest.raises(UsageError):
        clients_at(host, file)
    with pytest.raises(BadConfig):
        Provider(address, key(), {})
    assert not (tmp_path / "issuer.pem").exists()


def test_only_the_demo_makes_one() -> None:
    makes = re.compile(r"\b(?:Provider|issuer_at)\(")
    makers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if any(makes.search(line) for line in path.read_text("utf-8").splitlines()
               if not line.startswith(("class ", "def ")))
    }  # fmt: skip
    assert makers == {"demo/issuer.py", "cli/demo.py"}


@pytest.mark.parametrize(("host", "is_served"), [("127.0.0.1", True), ("0.0.0.0", False)])
def test_the_command_serves_it_on_a_loopback_address_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, is_served: bool
) -> None:
    given: list[Provider | None] = []

    def serve(door: Door, _: Site, *, personas: bool, provider: Provider | None = None) -> None:
        assert personas
        door.socket.close()
        given.append(provider)

    class Running:
        folder, seconds_to_ready, site = tmp_path, 0.1, type("S", (), {"nodes": {"uppsala": 1}})

        def close(self) -> None:
            """Nothing runs."""

    monkeypatch.setattr(Door, "serve", serve)
    monkeypatch.setattr("samvar.demo.network.start", lambda *_, **__: Running())
    words = ["demo", "--host", host, "--port", "0", "--folder", str(tmp_path)]
    assert run(words) == 0
    assert (given[0] is not None) is is_served
    file = tmp_path / "clients.toml"
    file.write_text(CLIENTS)
    assert run([*words, "--clients", str(file)]) == (0 if is_served else 2)
    assert run([*words, "--clients", str(tmp_path / "none.toml")]) == (3 if is_served else 2)


def test_no_other_command_serves_it(
    node: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[dict[str, Any]] = []

    def serve(door: Door, _: Site, **how: Any) -> None:
        door.socket.close()
        given.append(how)

    monkeypatch.setattr(Door, "serve", serve)
    init_node(tmp_path / "n", "orebro")
    assert run(["serve", str(tmp_path / "n"), "--port", "0", "--personas"]) == 0
    assert given == [{"personas": True}]


def test_its_address_is_that_of_the_demo(node: Site) -> None:
    found = caller(create_app(node, demo=True, provider=provider_at()))
    assert found.get("/.well-known/openid-configuration").json()["issuer"] == AT
