"""Real servers for the stores: a PostgreSQL and an S3, both on this machine, both short-lived."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from samvar.store.records import Records


def _programs() -> Path:
    """The folder of PostgreSQL's newest programs, or a skip that says what is missing."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    return Path(on_path).resolve().parent


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL on a socket in a folder of its own; the value is that folder."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="samvar-pg-"))
    who: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL}
    if os.geteuid() == 0:  # the server refuses to run as root
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        who |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    data, log = folder / "data", folder / "log"
    setup = [programs / "initdb", "-D", data, "-U", "samvar", "-A", "trust", "-E", "UTF8", "-N"]
    subprocess.run([*setup, "--locale=C"], check=True, stderr=subprocess.DEVNULL, **who)
    # No durability: the machine that tests it is thrown away. No network: a socket only.
    options = ["-c", "fsync=off", "-c", "listen_addresses=", "-k", folder]
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [programs / "postgres", "-D", data, *options], stderr=errors, **who
        ) as server,
    ):
        try:
            _wait_for(folder, server)
            yield str(folder)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
    shutil.rmtree(folder, ignore_errors=True)


def _wait_for(folder: Path, server: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(folder), user="samvar", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > limit:
                raise RuntimeError((folder / "log").read_text("utf-8", "replace")) from None
            time.sleep(0.05)
        else:
            return


@contextmanager
def _database(server: str, like: str) -> Iterator[str]:
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(
        host=server, user="samvar", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        yield f"postgresql://samvar@/{name}?host={server}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: str) -> Iterator[str]:
    """The name of a database that the migrations have run in, and nothing else."""
    with _database(postgres_server, "template1") as url:
        Records.open(url).close()
        yield url.partition("@/")[2].partition("?")[0]


@pytest.fixture
def postgres_url(postgres_server: str, postgres_migrated: str) -> Iterator[str]:
    """The URL of a database of its own, with the newest tables and no row."""
    with _database(postgres_server, postgres_migrated) as url:
        yield url


@pytest.fixture
def bare_postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of a database of its own, without a table."""
    with _database(postgres_server, "template1") as url:
        yield url


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """An S3-speaking server (moto) on loopback; the value is its endpoint."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_url(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty bucket of its own; the keys are in the environment, as in use."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    bucket = f"b{uuid.uuid4().hex}"
    make = urllib.request.Request(f"{s3_server}/{bucket}", method="PUT")
    with urllib.request.urlopen(make) as reply:
        assert reply.status == 200
    return f"s3://{bucket}/node?endpoint={s3_server}&region=us-east-1"
