"""Published frequencies as a list of prices: read once, believed within a factor, or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from samvar.model.errors import BadConfig
from samvar.model.genome import Assembly
from samvar.network.release.outside import Outside
from samvar.network.release.price import Released
from samvar.store.variants.key import encode_variant
from tests.network.twin import B38, Variant

WORDS = ("10-94781859-G-A", "X-7-C-CAT", "2-1001-A-" + "ACGT" * 5, "1-5-G-T")
KEYS = np.array([encode_variant(Variant.parse(w, B38)) for w in WORDS], dtype=np.uint64)


def written(path: Path, **changed: object) -> Path:
    table = {
        "contig": ["chr10", "X", "2"],
        "pos": [94781859, 7, 1001],
        "ref": ["G", "C", "A"],
        "alt": ["A", "CAT", "ACGT" * 5],
        "af": [0.2, 0.9, 0.01],
        **changed,
    }
    pq.write_table(pa.table({k: v for k, v in table.items() if v is not None}), path)
    return path


def test_a_frequency_is_taken_for_half_as_far_from_its_end(tmp_path):
    known = Outside.read(written(tmp_path / "f.parquet"))
    assert known.frequency(KEYS)[:3] == pytest.approx([0.1, 0.95, 0.005])
    assert np.isnan(known.frequency(KEYS)[3])
    assert np.isnan(Outside(KEYS[:0], np.empty(0)).frequency(KEYS)).all()


def test_without_a_release_prices_are_those_of_the_list(tmp_path):
    known = Outside.read(written(tmp_path / "f.parquet"))
    lists = {Assembly.GRCh38: known}
    prices = Released(lambda _kind, _assembly: None, lists.get)
    assert prices.frequency(Assembly.GRCh38, KEYS)[0] == pytest.approx(0.1)
    assert np.isnan(prices.frequency(Assembly.GRCh37, KEYS)).all()


@pytest.mark.parametrize(
    "changed",
    [{"af": None}, {"af": [0.2, 1.1, 0.1]}, {"af": [0.2, float("nan"), 0.1]},
     {"contig": ["10", "X", "moon"]}, {"af": ["a", "b", "c"]}],
)  # fmt: skip
def test_what_is_no_list_of_frequencies_is_refused_by_the_files_name(tmp_path, changed):
    with pytest.raises(BadConfig, match=r"f\.parquet"):
        Outside.read(written(tmp_path / "f.parquet", **changed))


def test_a_missing_file_and_one_that_is_no_parquet_are_refused(tmp_path):
    (tmp_path / "text.parquet").write_text("contig\n10\n")
    for name in ("text.parquet", "none.parquet"):
        with pytest.raises(BadConfig, match="cannot be read"):
            Outside.read(tmp_path / name)
