"""Every type that msgspec reads into goes through `learned`, and why."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READS = re.compile(r"msgspec\.(json|msgpack)\.(decode|Decoder)|msgspec\.convert")
AT_ONCE = '''
import sys, threading, types
import msgspec
from samvar.model.shape import learned

TEXT = """
from __future__ import annotations
import msgspec
class Leaf(msgspec.Struct, frozen=True):
    a: int
    b: str | None = None
class Tree(msgspec.Struct, frozen=True):
    leaf: Leaf
    more: dict[str, tuple[Leaf, ...]] = {}
"""
sys.setswitchinterval(1e-6)
DATA = msgspec.msgpack.encode({"leaf": {"a": 1}, "more": {"x": [{"a": 2}]}})
for number in range(int(sys.argv[1])):
    module = types.ModuleType(f"shapes{number}")
    sys.modules[module.__name__] = module
    exec(TEXT, module.__dict__)
    gate, read = threading.Barrier(8), []

    def go():
        gate.wait()
        read.append(msgspec.msgpack.decode(DATA, type=learned(module.Tree)).leaf.a)

    threads = [threading.Thread(target=go) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert read == [1] * 8
'''


def asked_of(call: ast.Call) -> ast.expr | None:
    """The type that a call reads into, if it names one."""
    name = ast.unparse(call.func)
    if READS.fullmatch(name) is None:
        return None
    for keyword in call.keywords:
        if keyword.arg == "type":
            return keyword.value
    place = 0 if name.endswith("Decoder") else 1
    return call.args[place] if len(call.args) > place else None


def found() -> list[tuple[str, str]]:
    """Each place that reads into a type, and the words of the type."""
    places = []
    for path in sorted((ROOT / "samvar").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (kind := asked_of(node)) is not None:
                name = path.relative_to(ROOT).as_posix()
                places.append((f"{name}:{node.lineno}", ast.unparse(kind)))
    return [one for one in places if not one[0].startswith("samvar/model/shape.py:")]


def test_each_type_is_learned_before_it_is_read_into() -> None:
    places = found()
    assert len(places) > 50
    assert [place for place, kind in places if not kind.startswith("learned(")] == []


def test_eight_threads_that_read_a_new_class_at_once_live() -> None:
    subprocess.run([sys.executable, "-c", AT_ONCE, "400"], check=True, cwd=ROOT)


def test_without_it_they_would_not() -> None:
    """Once msgspec has mended it, this fails, and `model/shape.py` can go."""
    script = AT_ONCE.replace("type=learned(module.Tree)", "type=module.Tree")
    ended = subprocess.run(
        [sys.executable, "-c", script, "20000"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        timeout=300,
    )
    if ended.returncode == 0:
        pytest.fail("msgspec reads a new class from several threads now")
    assert ended.returncode < 0, ended.stderr[-500:]
