"""A node that cannot be reached: the answer says so, and `--whole` refuses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from samvar.network.roster import Roster
from samvar.node.config import ROSTER_FILE
from samvar.node.site import Site
from tests.cli.conftest import Shell

ASKED = ("--assembly", "GRCh38", "--variant", "10-94781859-G-A", "--as", "geneticist")


def test_a_silent_node_is_named_and_a_whole_answer_is_not_pretended(
    make_shell: Callable[[str], Shell], panel: Path, tmp_path: Path
) -> None:
    uppsala, _ = make_shell("uppsala"), make_shell("skane")
    words = ("import", str(panel), "--dataset", "pgx", "--assert-normalised")
    uppsala(*words, "--as", "bioinformatician")
    both = Site.open(tmp_path)
    dead = "http://127.0.0.1:9"
    nodes = tuple(
        msgspec.structs.replace(node, url=dead if node.id == "skane" else "")
        for node in both.roster.nodes
    )
    roster = Roster(2, nodes).signed({node.id: node.key for node in both.nodes.values()})
    both.close()
    (uppsala.node / ROSTER_FILE).write_bytes(roster.write())

    answer = uppsala("ask", "variant_frequency", *ASKED)
    assert (answer["coverage"]["nodes_answered"], answer["coverage"]["nodes_eligible"]) == (1, 2)
    assert [(m["node"], m["state"]) for m in answer["missing"]] == [("skane", "down")]
    assert answer["value"]["ac"] == [3]
    assert answer["bounds"]["upper"] is None
    assert answer["bounds"]["af_upper"] == [1.0]

    whole = uppsala("ask", "variant_frequency", *ASKED, "--whole", expect=5)
    assert whole["value"]["ac"] == [3]
