"""D4 read by counting codes and weighing runs, beside depths of single bases."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samvar.formats.d4.read import D4File, Depths
from samvar.model.errors import BadFile, SamvarError, UsageError
from tests.formats.d4.writing import write_d4


def as_counter(found: Depths) -> Counter[float]:
    return Counter(dict(zip(found.depth.tolist(), found.bases.tolist(), strict=True)))


def drawn(seed: int, length: int, most: int = 9) -> list[int]:
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 9, size=length)
    return np.repeat(rng.integers(0, most, size=length), lengths)[:length].tolist()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.integers(0, 2**30), st.integers(1, 400), st.integers(0, 4), st.booleans(),
    st.integers(1, 300), st.data(),
)  # fmt: skip
def test_every_depth_of_every_base_is_counted(
    tmp_path: Path, seed: int, length: int, width: int, deflate: bool, part: int, data
) -> None:
    """The twin makes a list of all bases. Dictionaries, partitions and stretches are any."""
    contigs = {"1": drawn(seed, length), "X": drawn(seed + 1, length // 2 + 1)}
    values = data.draw(st.permutations(range(16)))[: 1 << width]
    path = tmp_path / "a.d4"
    write_d4(path, contigs, list(values), deflate=deflate, part=part)
    file = D4File(path)
    for name, depths in contigs.items():
        assert as_counter(file.depths(name)) == Counter(depths)
        edges = sorted(data.draw(st.lists(st.integers(0, len(depths)), max_size=8)))
        stretches = list(zip(edges[::2], edges[1::2], strict=False))
        wanted = [depth for a, b in stretches for depth in depths[a:b]]
        assert as_counter(file.depths(name, stretches)) == Counter(wanted)
        assert file.sums(name, stretches, (1, 5)).tolist() == [
            [sum(own := depths[a:b]), sum(d >= 1 for d in own), sum(d >= 5 for d in own)]
            for a, b in stretches
        ]


def test_figures_of_depths(tmp_path: Path) -> None:
    path = tmp_path / "a.d4"
    write_d4(path, {"1": [0] * 50 + [10] * 30 + [25] * 20}, [0, 1, 2, 3], simple=True)
    found = D4File(path).depths("1")
    assert (found.total, found.mean) == (100, 8.0)
    assert [found.share(least) for least in (0, 1, 10, 20, 30)] == [1, 0.5, 0.5, 0.2, 0]
    nothing = D4File(path).depths("1", [])
    assert (nothing.total, nothing.mean, nothing.share(10)) == (0, None, None)
    both = Depths.joined([found, found])
    assert (both.total, both.mean) == (200, 8.0)


def test_a_denominator_divides(tmp_path: Path) -> None:
    path = tmp_path / "a.d4"
    write_d4(path, {"1": [0, 5, 5, 9]}, [0, 5], denominator=10)
    assert as_counter(D4File(path).depths("1")) == Counter({0.0: 1, 0.5: 2, 0.9: 1})


@pytest.mark.parametrize("sample", ["ADM1059A1", "ADM1059A2", "ADM1059A3"])
def test_the_demo_files_tell_every_base_of_every_contig(shared_data: Path, sample: str) -> None:
    """Codes and runs of 86 contigs add up to their lengths, or the tables would contradict."""
    file = D4File(shared_data / f"rare_disease/scout/{sample}.d4")
    assert len(file.contigs) == 86
    assert file.contigs["1"] == 249250621
    for name, length in file.contigs.items():
        assert file.depths(name).total == length


def test_depths_of_a_demo_file(shared_data: Path) -> None:
    found = D4File(shared_data / "rare_disease/scout/ADM1059A2.d4").depths("22")
    first = dict(zip(found.depth.tolist(), found.bases.tolist(), strict=True))
    assert (first[0], first[1], first[2], first[3]) == (51261337, 21504, 9706, 5131)
    assert found.mean == pytest.approx(0.001822079539665144)


def test_a_contig_or_stretch_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.d4"
    write_d4(path, {"1": [1, 2, 3]}, [0])
    file = D4File(path)
    with pytest.raises(UsageError, match="no contig"):
        file.depths("2")
    for stretches in ([(0, 4)], [(-1, 2)], [(1, 2), (0, 1)], [(0, 2), (1, 3)]):
        with pytest.raises(UsageError, match="sorted, disjoint"):
            file.depths("1", stretches)


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"", "not a D4"), (b"PK\3\4", "not a D4"), (b"d4\xdd\xdd\0\0\0\0", "damaged")],
)
def test_what_is_no_d4(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "a.d4"
    path.write_bytes(data)
    with pytest.raises(BadFile, match=what):
        D4File(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.integers(0, 3000), st.integers(0, 255), st.booleans())
def test_a_spoilt_file_is_told_of_or_read(
    tmp_path: Path, place: int, value: int, deflate: bool
) -> None:
    path = tmp_path / "a.d4"
    write_d4(path, {"1": drawn(3, 300), "2": drawn(4, 100)}, [0, 1, 2, 3], deflate=deflate)
    data = bytearray(path.read_bytes())
    data[place % len(data)] = value
    path.write_bytes(bytes(data))
    try:
        file = D4File(path)
        for name in file.contigs:
            file.depths(name)
    except SamvarError:
        pass


def test_a_file_cut_anywhere_is_never_a_fault_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.d4"
    write_d4(path, {"1": drawn(3, 300)}, [0, 1, 2, 3])
    whole = path.read_bytes()
    for end in range(8, len(whole), 37):
        path.write_bytes(whole[:end])
        try:
            D4File(path).depths("1")
        except SamvarError:
            continue
