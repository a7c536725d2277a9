"""igv.js shows a variant on the node's own reference, and asks nobody else for anything."""

from __future__ import annotations

import pytest

from samvar.web.render import has_asset
from tests.browser.conftest import until
from tests.web.mounted import mounted


def test_the_genome_browser_draws_the_nodes_own_reference(open_page, demo_site, tmp_path):
    if not has_asset("vendor/igv.min.js"):
        pytest.skip("igv.js has not been fetched by npm")
    with mounted(demo_site.nodes["stockholm"], tmp_path) as bases:
        alt = "ACGT"[("ACGT".index(bases[149]) + 1) % 4]
        page = open_page(f"/variant/GRCh38/MT-150-{bases[149]}-{alt}", "geneticist")
        until(page, "document.querySelector('#igv')?.shadowRoot?.querySelector('canvas') != null")
        page.wait_for_timeout(500)
        shown = page.evaluate("document.querySelector('#igv').shadowRoot.textContent")
    assert "MT" in shown
