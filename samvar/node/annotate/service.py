"""`annotate`: a file, somebody who asks for a purpose, and a node that decides what it may tell."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from samvar.formats.fasta import Reference
from samvar.formats.vcf.passing import PassingFile
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.govern.policy import Facts
from samvar.knowledge.transcript.release import find_transcripts
from samvar.model.contribution import Scope
from samvar.model.errors import NotFound, UnknownAssembly, UsageError, Where
from samvar.model.genome import Assembly
from samvar.model.progress import Progress, silent
from samvar.network.release.lookup import lookup
from samvar.network.release.read import Release
from samvar.network.release.rules import NODES, PUBLIC
from samvar.network.release.shelf import Shelf
from samvar.node.annotate.columns import Columns
from samvar.node.annotate.consequence import Consequences
from samvar.node.annotate.fields import chosen
from samvar.node.annotate.kin import NONE, SAME, kin_of
from samvar.node.annotate.pipeline import Annotated, annotate_file
from samvar.node.annotate.source import Local, National, Source, Stored
from samvar.node.node import Node
from samvar.store.variants.share import share_of


@dataclass(frozen=True, slots=True)
class AnnotateRequest:
    """What is asked for.

    file: VCF, gVCF or BCF. assembly, assert_normalised: as of a load. fields: names with commas
    between, "" for the usual ones. family: `same`, `none`, or the path of a PED file.
    reference: FASTA; None for the node's own. transcripts: the name of a release of transcripts,
    its folder, or a GFF3 file, to say what each allele does to them; "" for not.
    """

    file: Path
    assembly: str = ""
    assert_normalised: bool = False
    fields: str = ""
    family: str = SAME
    reference: Path | None = None
    transcripts: str = ""


def annotate(
    node: Node,
    shelf: Shelf,
    request: AnnotateRequest,
    asker: Asker,
    out: Path | BinaryIO,
    form: str,
    progress: Progress = silent,
) -> Annotated:
    """Write a file with national and local frequencies; what is told depends on the purpose.

    Care: the newest release of the nodes, which is complete, and, where policy lets the asker ask
    this node alone, its own people as they count now; both without the family of the file's
    samples. Any other purpose: the newest public release, and nobody is taken out of it.

    form: of `output.FORMS`. Returns what was done; the entry in the log is there before.

    Raises:
        Refused: policy says no. NotFound: no release of the file's assembly, or no such file.
        UsageError: a family, or a field, that cannot be. Others as `annotate_file`.
    """
    names = chosen(request.fields)
    care = asker.purpose.is_care
    if not care and request.family not in (SAME, NONE):
        raise UsageError("a family is taken out under care only", remedy="ask with --purpose TREAT")
    file = _open(request, node.reference)
    kind = NODES.kind if care else PUBLIC.kind
    told = _consequences(request, file, node.knowledge_shelf)
    question = _question(file, kind, names)
    if care:
        permit(node, asker, "ask:national", "annotate", question=question)
    else:
        permit(node, asker, "beacon:nation", "annotate-public", question=question)
    release = _newest(shelf, kind, file)
    national = National(release.manifest, lookup(release))
    sources: list[Source] = [national]
    if not care:
        return annotate_file(file, sources, names, out, form, progress, told)
    snapshot = node.variants.snapshot()
    local = Local(node.id, snapshot, file.assembly, Scope.CARE)
    if node.policy.decide(asker, "beacon:node", Facts(node.id, node.centre.id)).allowed:
        permit(node, asker, "beacon:node", "annotate-local")
        sources.append(local)
    kin = kin_of(
        node, snapshot, asker, request.family, file.header.samples, file.assembly, release.manifest
    )
    for source, samples in ((national, kin.released), (local, kin.now)):
        source.people = len(samples)
        source.snapshot = snapshot
        if samples:
            source.family = Stored(share_of(snapshot, samples, file.assembly, Scope.CARE))
    done = annotate_file(file, sources, names, out, form, progress, told)
    done.family, done.left_in = national.people, kin.left_in
    return done


def annotate_alone(
    release: Release,
    request: AnnotateRequest,
    out: Path | BinaryIO,
    form: str,
    progress: Progress = silent,
    *,
    checked: bool,
) -> Annotated:
    """The same by one release, without a node: whoever has the release may read all of it.

    family: the path of a PED file takes the people of the file's own columns out; the caller says
    that they are in the release. checked: whether the release's signature was.

    Raises: as `annotate`, but for Refused.
    """
    names = chosen(request.fields)
    file = _open(request, lambda _: None)
    if file.assembly is not release.assembly:
        raise UnknownAssembly(
            f"the file is of {file.assembly.value}, the release of {release.assembly.value}",
            where=Where(file.name),
            remedy="annotate with a release of the file's assembly",
        )
    source = National(release.manifest, lookup(release), checked=checked)
    if request.family not in (SAME, NONE):
        family = Columns.of_pedigree(file, Path(request.family))
        source.family, source.people = family, family.people
    told = _consequences(request, file, None)
    done = annotate_file(file, [source], names, out, form, progress, told)
    done.family = source.people
    return done


def annotate_transcripts(
    request: AnnotateRequest, out: Path | BinaryIO, form: str, progress: Progress = silent
) -> Annotated:
    """Write a file with what its alleles do to transcripts alone: no node and no release is asked.

    Raises:
        UsageError: the request names no transcripts, or fields or a family.
        BadInput, BadFile, UnknownAssembly: as `Consequences`. Others as `annotate_file`.
    """
    if not request.transcripts:
        raise UsageError(
            "without frequencies and transcripts there is nothing to annotate",
            remedy="name a release of transcripts, or a GFF3 file",
        )
    if request.fields or request.family not in (SAME, NONE):
        raise UsageError("fields and families are of frequencies, and none are asked for")
    file = _open(request, lambda _: None)
    return annotate_file(file, [], (), out, form, progress, _consequences(request, file, None))


def _consequences(
    request: AnnotateRequest, file: PassingFile, shelf: Path | None
) -> Consequences | None:
    if not request.transcripts:
        return None
    release = find_transcripts(request.transcripts, shelf, file.assembly)
    return Consequences(file, release)


def _open(request: AnnotateRequest, mounted: Callable[[Assembly], Reference | None]) -> PassingFile:
    """The file, with the reference that is at hand: the request's, or what is mounted."""
    path = request.reference
    return PassingFile(
        request.file,
        assembly=Assembly.parse(request.assembly) if request.assembly else None,
        reference=mounted if path is None else lambda assembly: Reference.open(path, assembly),
        assert_normalised=request.assert_normalised,
    )


def _newest(shelf: Shelf, kind: str, file: PassingFile) -> Release:
    release = shelf.newest(kind, file.assembly)
    if release is None:
        raise NotFound(
            f"there is no {kind} release of {file.assembly.value}",
            where=Where(file.name),
            why="the file's figures would be of another assembly, or of nothing",
            remedy="make one with 'samvar release make'",
        )
    return release


def _question(file: PassingFile, kind: str, names: tuple[str, ...]) -> str:
    """A digest of what was asked: of the file's header, the kind of release and the fields."""
    digest = hashlib.sha256(b"\n".join(file.head))
    digest.update(f"\0{kind}\0{','.join(names)}".encode())
    return digest.hexdigest()
