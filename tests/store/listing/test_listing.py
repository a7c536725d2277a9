"""What is put into a list comes out of it, in any order, and damage is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.errors import CorruptStore
from samvar.store.listing import Columns, Ragged, Texts, TextWriter, write_columns
from samvar.store.listing import text as text_module

NUMBERS = st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=30)


@given(NUMBERS, st.sets(st.integers(0, 9)), st.randoms())
def test_a_ragged_column_says_what_lists_say(rows, wanted, random):
    column = Ragged.of(rows)
    assert [column.row(n).tolist() for n in range(len(column))] == rows
    mask = np.array([n in wanted for n in range(10)])
    assert column.any_of(mask).tolist() == [bool(wanted & {*row}) for row in rows]
    order = list(range(len(rows)))
    random.shuffle(order)
    turned = column.take(np.array(order, dtype=np.int64))
    assert [turned.row(n).tolist() for n in range(len(turned))] == [rows[n] for n in order]


def test_columns_come_back_with_their_widths_and_facts(tmp_path):
    path = tmp_path / "list.arrow"
    given = {
        "position": np.array([5, -1, 7], dtype=np.int32),
        "copies": np.array([0, 1, -1], dtype=np.int8),
        "frequency": np.array([0.5, np.nan, 0], dtype=np.float32),
        "genes": Ragged.of([[1], [], [0, 2]]),
    }
    write_columns(path, given, {"genes": ["A", "B", "C"]})
    found = Columns(path)
    assert len(found) == 3
    assert found.facts == {"genes": ["A", "B", "C"]}
    for name in ("position", "copies", "frequency"):
        assert found[name].dtype == given[name].dtype
        np.testing.assert_array_equal(found[name], given[name])
        assert not found[name].flags.writeable, "it lies in the file"
    assert found.ragged("genes").row(2).tolist() == [0, 2]
    assert "genes" in found
    with pytest.raises(KeyError):
        found["nothing"]


def test_an_empty_list_is_a_list(tmp_path):
    write_columns(tmp_path / "a", {"x": np.zeros(0, np.int8), "g": Ragged.of([])}, {})
    assert len(Columns(tmp_path / "a")) == 0
    with TextWriter(tmp_path / "b"):
        pass
    with pytest.raises(IndexError):
        Texts(tmp_path / "b").line(0)


@given(st.lists(st.binary(max_size=40).filter(lambda each: b"\n" not in each), max_size=300))
def test_every_line_comes_back_by_its_number(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("text") / "lines"
    with TextWriter(path) as writer:
        writer.add(lines[:100])
        writer.add(lines[100:])
    assert writer.count == len(lines)
    texts = Texts(path)
    numbers = [*range(len(lines))][::-1]
    assert texts.lines(numbers) == lines[::-1]
    with pytest.raises(IndexError):
        texts.line(len(lines) + text_module.LINES)


def test_one_line_costs_one_block(tmp_path, monkeypatch):
    with TextWriter(tmp_path / "lines") as writer:
        writer.add(b"%d" % n for n in range(100_000))
    texts, read = Texts(tmp_path / "lines"), []
    real = texts._codec.decompress

    class Counting:
        def decompress(self, *args, **more):
            read.append(args)
            return real(*args, **more)

    texts._codec = Counting()
    assert texts.lines([70_000, 70_001, 69_999]) == [b"70000", b"70001", b"69999"]
    assert len(read) <= 2


@pytest.mark.parametrize("cut", [0, 10, 200])
def test_a_damaged_file_is_told(tmp_path, cut):
    path = tmp_path / "list.arrow"
    write_columns(path, {"x": np.arange(100, dtype=np.int32)}, {})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(CorruptStore):
        Columns(path)
    with pytest.raises(CorruptStore):
        Texts(path)
