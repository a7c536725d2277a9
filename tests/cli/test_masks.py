"""`samvar ask OPERATION --masked`: the same sum, or a sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from samvar import open as open_network
from samvar.cli.main import run
from samvar.model.errors import UsageError
from tests.cli.conftest import Shell

ASKED = ("--assembly", "GRCh38", "--variant", "10-94781859-G-A", "--as", "geneticist")


@pytest.fixture
def three(make_shell: Callable[[str], Shell], panel: Path, tmp_path: Path) -> Shell:
    """Three nodes in one folder; the people are at Stockholm."""
    shells = [make_shell(centre) for centre in ("stockholm", "skane", "uppsala")]
    words = ("import", str(panel), "--dataset", "pgx", "--assert-normalised")
    shells[0](*words, "--as", "bioinformatician")
    return Shell(tmp_path, shells[0].capture)


def test_the_flag_asks_under_masks(three: Shell) -> None:
    openly = three("ask", "variant_frequency", *ASKED)
    masked = three("ask", "variant_frequency", *ASKED, "--masked")
    assert masked["value"] == openly["value"]
    assert masked["value"]["ac"] == [3]
    assert (openly["coverage"]["masked"], masked["coverage"]["masked"]) == (False, True)
    assert all(part["value"] is None for part in masked["parts"])

    run(["ask", "variant_frequency", *ASKED, "--masked", "--at", str(three.node)])
    assert "asked under masks" in three.capture.readouterr().err

    refused = three("ask", "dataset_list", "--masked", "--as", "researcher", expect=2)
    assert "only sums can be masked" in str(refused)

    with open_network(three.node, persona="geneticist") as nation:
        question = {"assembly": "GRCh38", "variants": ["10-94781859-G-A"]}
        answer = nation.ask("carriers_count", masked=True, **question)
        assert answer.value["any_carriers"].tolist() == [2]
        with pytest.raises(UsageError, match="only sums"):
            nation.ask("node_status", masked=True)


def test_one_node_alone_has_nothing_to_mask(uppsala: Shell) -> None:
    said = uppsala("ask", "variant_frequency", *ASKED, "--masked", expect=2)
    assert "masks hide nothing" in str(said)
