"""Carry out what was decided on source files: take people out of them, let files go.

A destroyed record must be gone from files of many people too. Such a file is read as a stream,
written anew without the person (`formats.vcf.without`) under a new key, and put in the place of
the old one, whose key is shredded: so the person is gone from every copy of it. In plain it is in
memory only, a few megabytes at a time. Safe to repeat after a stop at any moment.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samvar.formats.bgzf import bgzf
from samvar.formats.crypt4gh.read import decrypt, decrypted
from samvar.formats.stream import as_file, chunks_of
from samvar.formats.vcf.odd import bcf_text_at
from samvar.formats.vcf.without import without
from samvar.model.clock import utc_now
from samvar.model.errors import BadFile, BadSignature, CorruptStore, NotFound
from samvar.node.node import Node
from samvar.node.source import ciphertext, manifest_of, place, promise, seal, spooling, sweep
from samvar.store.records.keys import SOURCE
from samvar.store.records.sources import Source, SourceState
from samvar.store.variants.disk import exclusive

_PACKED = ".vcf.gz"
_ENDINGS = (".vcf.gz", ".vcf.bgz", ".vcf", ".bcf", ".gz")


def tend(node: Node, timeout_s: float) -> int:
    """Finish every parting and every going of a source file; how many there were.

    The areas' own objects that must go, go too.

    Raises:
        Conflict: another process does it, for longer than `timeout_s`.
        StoreUnavailable, BadConfig: the object store or the root key is away; try again later.
        NotFound: a key is not here that was never shredded: recover it first.
    """
    with exclusive(node.folder / ".sources-lock", timeout_s):
        sweep(node)
        with node.records.read() as tx:
            waiting = tx.sources.of(SourceState.PARTING, SourceState.LEAVING)
        for source in waiting:
            if source.state is SourceState.PARTING:
                _part(node, source)
        with node.records.read() as tx:
            leaving = tx.sources.of(SourceState.LEAVING)
        for source in leaving:
            node.objects.delete(source.object)
            with node.records.begin() as tx:
                tx.sources.forget(source.id, utc_now())
        for area in node.areas:
            area.tidying(node)
        return len(waiting)


def _part(node: Node, source: Source) -> None:
    with node.records.read() as tx:
        people = tx.sources.people(source.id)
    gone = [position for position, person in enumerate(people) if person is None]
    stay = [person for person in people if person is not None]
    with spooling(node, f"part-{source.id}") as folder:
        try:
            with _text(node, source, folder) as text:
                plain = as_file(bgzf(without(text, gone)))
                fresh = seal(node, plain, folder / "new", source.load, _name(source.name), stay)
        except (CorruptStore, BadFile, BadSignature):
            _drop(node, source)  # what nobody can read, nobody can part
            return
        except NotFound:
            if not _lost(node, source):
                raise
            _drop(node, source)
            return
        with node.records.begin() as tx:
            promise(node, tx, [fresh], SourceState.LEAVING)
        place(node, [fresh])
        with node.records.begin() as tx:
            tx.sources.replace(source.id, fresh.source.id, stay, len(gone), utc_now())


def _lost(node: Node, source: Source) -> bool:
    """Whether a source is gone for good: shredded, or without its object."""
    if not node.objects.exists(source.object):
        return True
    with node.records.read() as tx:
        key = tx.keys.find(SOURCE, source.id)
    return key is not None and key.wrapped is None


def _drop(node: Node, source: Source) -> None:
    with node.records.begin() as tx:
        tx.sources.drop(source.id, utc_now())


@contextmanager
def _text(node: Node, source: Source, folder: Path) -> Iterator[Iterator[bytes]]:
    """The text of a source's VCF; a BCF goes through a pipe to the reader of such."""
    manifest = manifest_of(node, source)
    with ciphertext(node, source, folder) as (file, key):
        start = next(chunks_of(as_file(decrypted(file, key)), source.name), b"")
        file.seek(0)
        if not start.startswith(b"BCF"):
            yield chunks_of(as_file(decrypted(file, key, manifest)), source.name)
            return
        inside, outside = os.pipe()

        def feed() -> None:
            with os.fdopen(outside, "wb") as out:
                try:
                    decrypt(file, out, key, manifest)
                except BrokenPipeError:
                    return

        feeder = threading.Thread(target=feed, name="feed", daemon=True)
        feeder.start()
        try:
            yield bcf_text_at(f"/dev/fd/{inside}", source.name)
        finally:
            os.close(inside)
            feeder.join()


def _name(name: str) -> str:
    """What a file is called once it is packed VCF text.

    >>> _name("a.g.vcf.gz"), _name("a.bcf"), _name("a.vcf")
    ('a.g.vcf.gz', 'a.vcf.gz', 'a.vcf.gz')
    """
    for ending in _ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending) + _PACKED
    return name + _PACKED
