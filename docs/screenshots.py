"""Makes the pictures of the pages: a small Chromium on a fresh demo, 1360 by 900.

`python docs/screenshots.py` writes `docs/images/*.png`. Look at each before you commit it.
"""

from __future__ import annotations

import contextlib
import shutil
import struct
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numba
import numpy as np
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from samvar.demo.network import Demo, start
from samvar.network.ask import Network
from samvar.network.transport import InProcess
from samvar.web.app import create_app

IMAGES = Path(__file__).parent / "images"
WIDTH, HEIGHT = 1360, 900
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HOME, DOWN = "stockholm", "vasterbotten"
PATIENT = "STO-PGX-01"
CASE, DISPUTED = "RD-STO-01", "RD-STO-03"
VARIANT = "/variant/GRCh38/10-94781859-G-A"
APPLICATION = "/permits/permit-dpyd"
BLOCKED = "role=pharmacist&purpose=TREAT&fact=own_centre&fact=blocked"
WHY = f"/policy/why?permission=see:referrals&{BLOCKED}"


@contextlib.contextmanager
def served(demo: Demo) -> Iterator[str]:
    """The demo's pages on a free port."""
    app = create_app(demo.site, demo=True)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join(10)


@contextlib.contextmanager
def silent(demo: Demo) -> Iterator[None]:
    """While this lasts, one node's machine is off, as `HOME` sees it."""
    site = demo.site
    ways = {name: InProcess(door.handle, name) for name, door in site.answerers.items()}
    vouch = site.vouching.at(HOME)
    network = Network(HOME, site.roster, site.nodes[HOME].key, ways, site.registry, vouch=vouch)
    network.greet()
    ways[DOWN].stopped = True
    usual = site.network(HOME)
    site._networks[HOME] = network
    try:
        yield
    finally:
        site._networks[HOME] = usual
        network.close()


class Visitor:
    """Somebody at a screen, signed in as a persona."""

    def __init__(self, browser: Browser, address: str, persona: str) -> None:
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce", locale="en-GB"
        )
        context.add_cookies([{"name": "samvar_language", "value": "en", "url": address}])
        self.page: Page = context.new_page()
        self.address = address
        self.go("/sign-in")
        if persona:
            self.page.click(f"button[name=persona][value={persona}]")

    def go(self, path: str) -> Visitor:
        """Open a page and wait until nothing is under way."""
        self.page.goto(self.address + path, wait_until="networkidle")
        return self

    def picture(self, name: str) -> None:
        """Write what is on the screen."""
        shrunk = shrink(self.page.screenshot())
        (IMAGES / f"{name}.png").write_bytes(shrunk)
        sys.stdout.write(f"{name}.png {len(shrunk) // 1000} kB\n")


def shrink(png: bytes) -> bytes:
    """The picture in at most 256 colours: see `_palette`; each other one as its nearest.

    Pages are flat colours and letters; what is lost is some of the softness of letters' edges.
    Source: PNG, third edition, sections 9 and 11.
    """
    pixels = _pixels(png)
    rough = pixels & 0xFC  # letters' edges differ in the last bits only
    packed = rough.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    colours, place, count = np.unique(packed, return_inverse=True, return_counts=True)
    rgb = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.int32)
    kept = _palette(rgb, count)
    nearest = np.array([((rgb[kept] - one) ** 2).sum(axis=1).argmin() for one in rgb])
    shades = rgb[kept] | (rgb[kept] >> 6)  # white stays white
    indexed = nearest[place].astype(np.uint8).reshape(pixels.shape[:2])
    lines = np.concatenate([np.zeros((len(indexed), 1), np.uint8), indexed], axis=1)
    header = struct.pack(">IIBBBBB", indexed.shape[1], indexed.shape[0], 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", shades.astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _palette(rgb: Any, count: Any) -> Any:
    """Which colours stay: the commonest, and those that are least like them.

    A red mark is a few pixels; among the commonest alone it would come out as an amber one.
    """
    kept = list(np.argsort(count)[-240:])
    far = np.min([((rgb - rgb[one]) ** 2).sum(axis=1) for one in kept], axis=0)
    while len(kept) < min(256, len(rgb)):
        kept.append(int(far.argmax()))
        far = np.minimum(far, ((rgb - rgb[kept[-1]]) ** 2).sum(axis=1))
    return np.sort(np.array(kept))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixels(png: bytes) -> Any:
    """(height, width, 3) uint8 of a PNG with 8 bits of red, green, blue, as Chromium writes it."""
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    channels = {2: 3, 6: 4}[colour]
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, width * channels + 1)
    return _unfiltered(rows, width, channels)[:, :, :3]


@numba.njit
def _unfiltered(rows: Any, width: int, channels: int) -> Any:
    """The picture behind the filters that PNG puts on each line."""
    out = np.zeros((len(rows), width, channels), np.uint8)
    for y in range(len(rows)):
        kind = rows[y, 0]
        for i in range(width * channels):
            x, c = i // channels, i % channels
            left = np.int64(out[y, x - 1, c]) if x else 0
            up = np.int64(out[y - 1, x, c]) if y else 0
            corner = np.int64(out[y - 1, x - 1, c]) if x and y else 0
            guess = 0
            if kind == 1:
                guess = left
            elif kind == 2:
                guess = up
            elif kind == 3:
                guess = (left + up) >> 1
            elif kind == 4:
                base = left + up - corner
                a, b, d = abs(base - left), abs(base - up), abs(base - corner)
                guess = left if a <= b and a <= d else (up if b <= d else corner)
            out[y, x, c] = (rows[y, 1 + i] + guess) & 255
    return out


def take(browser: Browser, address: str, demo: Demo) -> None:
    """Every picture, in an order in which each has something to show."""
    Visitor(browser, address, "").picture("sign-in")
    geneticist = Visitor(browser, address, "geneticist")
    geneticist.go("/").picture("map")
    with silent(demo):
        geneticist.go("/").picture("map-node-down")
    geneticist.go(VARIANT).picture("variant")
    take_pharmacogenomics(browser, address)
    take_rare(browser, address)
    loader = Visitor(browser, address, "bioinformatician").go(f"/nodes/{HOME}/load")
    page = loader.page
    page.fill("#dataset", "Odd files of the field")
    page.set_input_files("#files", str(demo.folder / "examples" / "odd.vcf"))
    page.check("#assert_normalised")
    page.click("form[data-upload] button[type=submit]")
    page.wait_for_selector("#report-files", timeout=60_000)
    loader.picture("load-report")
    Visitor(browser, address, "industry").go(VARIANT)
    Visitor(browser, address, "patient").go(VARIANT)  # refused, and remembered
    auditor = Visitor(browser, address, "auditor")
    auditor.go(f"/nodes/{HOME}/audit").picture("audit")
    auditor.go(f"/nodes/{HOME}/emergency-reviews").picture("emergency-review")
    Visitor(browser, address, "patient").go("/me").picture("me")
    Visitor(browser, address, "controller").go(f"/nodes/{HOME}{APPLICATION}").picture("permit")
    Visitor(browser, address, "").go(WHY).picture("why")


def take_pharmacogenomics(browser: Browser, address: str) -> None:
    """A pharmacist's pages, before anything is signed there, or loaded and not assessed."""
    pharmacist = Visitor(browser, address, "pharmacist")
    pharmacist.go(f"/nodes/{HOME}/pgx/orders").picture("pgx-orders")
    pharmacist.page.click(f"#orders a:text-is('{PATIENT}')")
    pharmacist.page.wait_for_load_state("networkidle")
    pharmacist.picture("pgx-order")
    pharmacist.go(f"/nodes/{HOME}/pgx/recalls").picture("pgx-recalls")
    pharmacist.go("/pgx/cohort?gene=CYP2C19").picture("pgx-cohort")
    pharmacist.go("/pgx/quality").picture("pgx-quality")


def take_rare(browser: Browser, address: str) -> None:
    """A geneticist's bench: the case that waits, and one on which two readers do not agree."""
    geneticist = Visitor(browser, address, "geneticist")
    page = geneticist.page

    def open_case(name: str) -> str:
        geneticist.go(f"/nodes/{HOME}/rare/cases")
        path = page.get_attribute(f"#cases a:text-is('{name}')", "href")
        assert path is not None
        geneticist.go(path)
        return path

    case = open_case(CASE)
    geneticist.picture("rare-case")
    geneticist.go(f"{case}/snv").picture("rare-list")
    variant = page.get_attribute("#variants tbody th a", "href")
    geneticist.go(f"{variant}").picture("rare-variant")
    geneticist.go(f"{variant}/acmg").picture("rare-criteria")
    geneticist.go(f"{case}/similar").picture("rare-similar")
    open_case(DISPUTED)
    page.goto(f"{page.url}/reading", wait_until="networkidle")
    geneticist.picture("rare-reading")
    geneticist.go(f"/nodes/{HOME}/rare/agreement").picture("rare-agreement")


def main() -> int:
    """Start a demo, take the pictures, stop."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.stderr.write("Chromium is not installed\n")
        return 1
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="samvar-pictures-") as scratch:
        demo = start(Path(scratch) / "demo")
        demo.site.start()
        try:
            with served(demo) as address, sync_playwright() as running:
                browser = running.chromium.launch(executable_path=program, args=FLAGS)
                take(browser, address, demo)
                browser.close()
        finally:
            demo.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
