"""A Spark master and a worker as processes of their own: what a hospital's cluster is, in small."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from samvar.store.cohort.engine import DuckDb
from tests.store.cohort.ask_cluster import QUESTION
from tests.store.cohort.conftest import Asked

pytestmark = pytest.mark.nightly


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    """The address of a cluster with one worker, or a skip that says what is missing."""
    pyspark = pytest.importorskip("pyspark", reason="PySpark is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    home = Path(pyspark.__file__).parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"spark://127.0.0.1:{port}"
    around = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable, "SPARK_WORKER_DIR": str(tmp_path / "work"),
        "SPARK_NO_DAEMONIZE": "1",
    }  # fmt: skip
    roles = [
        ("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"),
        ("worker.Worker", "--cores", "2", "--memory", "1g", "--webui-port", "0", url),
    ]
    with ExitStack() as stack:
        for name, *words in roles:
            log = stack.enter_context((tmp_path / f"{name}.log").open("wb"))
            role = stack.enter_context(
                subprocess.Popen(
                    [home / "bin/spark-class", f"org.apache.spark.deploy.{name}", *words],
                    env=around, stdout=log, stderr=log,
                )
            )  # fmt: skip
            stack.callback(role.terminate)
            if name.startswith("master"):
                _listens(port)
        yield url


def _listens(port: int) -> None:
    limit = time.monotonic() + 120
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.2)
        else:
            return


def test_a_cluster_says_what_duckdb_says(asked: Asked, duck: DuckDb, master: str) -> None:
    script = Path(__file__).with_name("ask_cluster.py")
    done = subprocess.run(
        [sys.executable, script, master, asked.snapshot.opened.folder],
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable,
             "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["executors"] >= 1, "the driver itself does no work on a cluster"
    assert said["rows"] == asked.rows(duck, QUESTION)
