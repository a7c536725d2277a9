"""What a region said before somebody left it is not shown again once the region said so."""

from __future__ import annotations

from pathlib import Path

from samvar.demo.network import start
from samvar.govern.identity import PERSONAS, Asker
from samvar.network.ask import Network
from samvar.network.transport import InProcess
from samvar.node.withdraw import withdraw
from tests.country import USUAL, Draw

ASKED = {"assembly": "GRCh38", "variants": ("12-21176804-A-G",)}


def test_a_silent_node_is_shown_with_its_last_value_but_not_with_one_from_before_a_withdrawal(
    tmp_path: Path, draw: Draw
) -> None:
    demo = start(draw(USUAL, tmp_path / "demo"), setting=USUAL)
    site = demo.site
    ways = {node: InProcess(door.handle, node) for node, door in site.answerers.items()}
    network = Network(
        "uppsala", site.roster, site.nodes["uppsala"].key, ways, site.registry,
        vouch=site.vouching.at("uppsala"),
    )  # fmt: skip
    researcher = Asker.of(PERSONAS["researcher"], "permit-pgx-regions")
    try:
        whole = network.ask_now("variant_frequency", ASKED, researcher)
        assert any(part.value is not None for part in whole.parts)
        ways["orebro"].stopped = True
        silent = network.ask_now("variant_frequency", ASKED, researcher)
        epoch = site.nodes["orebro"].variants.snapshot().epoch
        assert [(s.node, s.epoch) for s in silent.stale] == [("orebro", epoch)]
        ways["orebro"].stopped = False

        node = site.nodes["orebro"]
        sample = next(iter(node.variants.snapshot().contributions))
        withdraw(node, (sample,), Asker.of(PERSONAS["bioinformatician"].at("orebro")))
        network.greet()  # the node says its new epoch, and nothing about the question
        ways["orebro"].stopped = True
        after = network.ask_now("variant_frequency", ASKED, researcher)
        assert [m.node for m in after.missing] == ["orebro"]
        assert after.stale == ()
    finally:
        network.close()
        demo.close()
