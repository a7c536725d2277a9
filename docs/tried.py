"""Tries what the pages show: every command line and every piece of Python, against a demo.

In a `console` block each line after `$ ` is run, at a terminal as far as it can tell, beside a
fresh copy of the demo and its examples; the lines below it are what it must print. In a `pycon`
block the same holds for `>>>`; a `python` block must run. Blocks of another kind are only read.
A line `…` stands for any number of lines, none too. Times, ids and hashes are compared by their
form.

`python docs/tried.py --write` puts what was printed into the pages; look at the difference.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import uvicorn

from samvar.cli.at import open_site
from samvar.cli.main import run
from samvar.demo.network import start
from samvar.node.site import Site
from samvar.web.app import create_app

ROOT = Path(__file__).parents[1]
ADDRESS = "http://127.0.0.1:8700"
"""Where the pages say that the demo is; it is replaced by where it really is."""

KINDS = ("console", "pycon", "python")
_FENCE = re.compile(r"^```(console|pycon|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SHELL = frozenset("|<>;&$`*")
_MASKS = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?Z?"), "TIME"),
    (re.compile(r"\b([a-z]{3})_[0-9a-z]{24}\b"), r"\1_ID"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "HASH"),
    (re.compile(r"\b\d+(\.\d+)? (ms|s|GB)\b"), r"N \2"),
    (re.compile(r"(Python|SQLite|samvar) \d+\.\d+\.\d+"), r"\1 VERSION"),
    (re.compile(r"(\w+_ms|seconds\w*)\"?[=:] ?[\d.]+"), r"\1 N"),
    (re.compile(r"[ \t]+"), " "),
    (re.compile(r"─+|-{4,}"), "-"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try, and the lines that the page says it prints."""

    source: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its kind, its text as it stands in the page, its steps."""

    kind: str
    text: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What a step printed, and its exit code (of Python: 1 if it raised)."""

    step: Step
    printed: tuple[str, ...]
    code: int

    @property
    def should_fail(self) -> bool:
        """Whether the page shows the line of an error."""
        return self.error(self.step.shown) is not None

    @staticmethod
    def error(lines: tuple[str, ...]) -> str | None:
        """The code in the line of an error, `samvar: bad-file: ...`; None where there is none."""
        found = (re.match(r"samvar: ([a-z-]+): ", line) for line in lines)
        return next((match.group(1) for match in found if match), None)

    @property
    def as_shown(self) -> bool:
        """Whether it printed what the page says, times and ids apart."""
        return _matches(self.step.shown, self.printed)


def pages() -> list[Path]:
    """The pages that are tried; examples of the reference have files that nobody has."""
    docs = sorted((ROOT / "docs").rglob("*.md"))
    return [ROOT / "README.md", *(p for p in docs if p.parent.name not in ("reference", "images"))]


def blocks(text: str) -> list[Block]:
    """The blocks of a page that are tried, in order."""
    return [
        Block(kind, inside, tuple(_steps(kind, inside))) for kind, inside in _FENCE.findall(text)
    ]


def _steps(kind: str, text: str) -> Iterator[Step]:
    if kind == "python":
        yield Step(text, ())
    elif kind == "pycon":
        for example in doctest.DocTestParser().get_examples(text.replace("…", "...")):
            shown = tuple(line.replace("...", "…") for line in example.want.splitlines())
            yield Step(example.source, shown)
    else:
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, *shown = re.sub(r"\\\n\s*", " ", part).splitlines()
            yield Step(command, tuple(shown))


class _Held:
    """An open site that commands leave open."""

    def __init__(self, folder: Path) -> None:
        self._site = Site.open(folder)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._site, name)

    def close(self) -> None:
        """Not yet."""

    def let_go(self) -> None:
        """Now."""
        self._site.close()


@dataclass(slots=True)
class Trial:
    """A fresh copy of a demo, in which the steps of one page are tried in order."""

    demo: Path
    names: dict[str, Any] = field(default_factory=dict)
    address: str = ADDRESS
    held: _Held | None = None

    def run(self, block: Block, step: Step) -> Tried:
        """Try one step."""
        printed = io.StringIO()
        if block.kind == "console":
            code = self._command(step.source.replace(ADDRESS, self.address), printed)
        else:
            mode = "single" if block.kind == "pycon" else "exec"
            code = self._python(step.source, mode, printed)
        text = printed.getvalue().replace(self.address, ADDRESS)
        return Tried(step, tuple(line.rstrip() for line in text.splitlines()), code)

    def _command(self, line: str, printed: io.StringIO) -> int:
        words = shlex.split(line)
        if words[0] == "samvar" and not _SHELL & set(re.sub(r"'[^']*'", "", line)):
            with _printing_to(printed), self._holding():
                return run(words[1:])
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(  # noqa: S603 - the pages are ours
            ["bash", "-o", "pipefail", "-c", line],  # noqa: S607
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PATH": path},
            check=False,
        )
        printed.write(done.stdout)
        return done.returncode

    def _holding(self) -> contextlib.AbstractContextManager[Any]:
        """While it lasts, `--at demo` finds the demo open already, as it is where it is served."""
        if self.held is None:
            return contextlib.nullcontext()

        def opened(at: str | None) -> Any:
            return self.held if at == "demo" else open_site(at)

        return patch("samvar.cli.main.open_site", opened)

    def _python(self, source: str, mode: str, printed: io.StringIO) -> int:
        with _printing_to(printed):
            try:
                exec(compile(source, "<page>", mode), self.names)  # noqa: S102 - our own pages
            except Exception as error:  # whatever a reader would see
                printed.write(f"{type(error).__name__}: {error}\n")
                return 1
        return 0


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@contextlib.contextmanager
def _printing_to(printed: io.StringIO) -> Iterator[None]:
    out, talk = _Terminal(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(talk):
        try:
            yield
        finally:
            printed.write(out.getvalue() + talk.getvalue())


def try_page(text: str, demo: Path, home: Path, *, hold: bool = False) -> list[Tried]:
    """Run every step of a page in a copy of `demo` under the empty folder `home`.

    hold: open the demo once for all commands of the page, which takes half the time.
    """
    found = blocks(text)
    if not found:
        return []
    copy, desk = home / "demo", home / "desk"
    shutil.copytree(demo, copy, copy_function=_copied)
    shutil.copytree(demo / "examples", desk / "examples")
    trial = Trial(copy)
    before = dict(os.environ)
    here = Path.cwd()
    with contextlib.ExitStack() as stack:
        stack.callback(os.chdir, here)
        stack.callback(lambda: (os.environ.clear(), os.environ.update(before)))
        os.environ["SAMVAR_HOME"] = str(home)
        os.chdir(desk)
        if hold:
            trial.held = _Held(copy)
            stack.callback(trial.held.let_go)
        if ADDRESS in text:
            trial.address = stack.enter_context(_served(copy))
        return [trial.run(block, step) for block in found for step in block.steps]


def _copied(source: str, target: str) -> None:
    # What the store wrote is never changed, so that a second name for it is enough.
    if source.endswith((".parquet", ".arrow")):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[str]:
    site = Site.open(folder)
    app = create_app(site, demo=True)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
        site.close()


def _matches(shown: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Whether the printed lines are the shown ones, `…` being any number of lines or words."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + r"\n"
        for line in _masked(shown)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _masked(printed))) is not None


def _masked(lines: tuple[str, ...]) -> list[str]:
    masked = []
    for line in lines:
        for mask, word in _MASKS:
            line = mask.sub(word, line)  # noqa: PLW2901 - one line, mask after mask
        masked.append(line.strip())
    while masked and not masked[-1]:
        masked.pop()
    return masked


def written(text: str, tried: list[Tried]) -> str:
    """The page with what was printed in place of what was shown, where the two differ."""
    waiting = iter(tried)
    for block in blocks(text):
        steps = [next(waiting) for _ in block.steps]
        new = block.text
        for one in steps:
            if block.kind == "python" or one.as_shown:
                continue
            new = _replaced(block.kind, new, one)
        text = text.replace(block.text, new, 1)
    return text


def _replaced(kind: str, text: str, one: Tried) -> str:
    first = one.step.source if kind == "pycon" else one.step.source.split(" ")[0]
    head = ">>> " if kind == "pycon" else r"\$ "
    out: list[str] = []
    parts = re.split(rf"^(?={head})", text, flags=re.MULTILINE)
    for part in parts:
        (step,) = [*_steps(kind, part)] or (None,)
        if step is not None and step.source == one.step.source and first:
            kept = part[: len(part) - len("\n".join(step.shown)) - 1] if step.shown else part
            out.append(kept.rstrip("\n") + "\n" + "".join(f"{x}\n" for x in one.printed))
        else:
            out.append(part)
    return "".join(out)


def main(words: list[str]) -> int:
    """Try all pages (or those named) against the usual demo; 1 if one says what is not so."""
    names = [Path(word).resolve() for word in words if not word.startswith("-")]
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="samvar-docs-") as scratch:
        start(Path(scratch) / "country").close()
        for number, page in enumerate(p for p in pages() if not names or p in names):
            home = Path(scratch) / str(number)
            home.mkdir()
            text = page.read_text("utf-8")
            tried = try_page(text, Path(scratch) / "country", home)
            shutil.rmtree(home)
            different = [t for t in tried if not t.as_shown and t.step.shown != ("",)]
            for one in different:
                sys.stdout.write(f"{page.relative_to(ROOT)}: {one.step.source}\n")
            wrong += len(different)
            if "--write" in words:
                page.write_text(written(text, tried), "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
