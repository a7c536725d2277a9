"""YAML as text with places, and what would fill memory refused."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from samvar.formats.yaml.read import (
    DEEPEST,
    MOST_NODES,
    Listing,
    Node,
    Table,
    Text,
    parse,
    read_yaml,
)
from samvar.model.errors import BadFile


def plain(node: Node):
    """The tree without its places."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.entries}


def test_values_stay_as_they_are_written():
    text = "a: 012\nb: 2016-10-12 14:00:46\nc: yes\nd: ~\ne: '~'\nf:\ng: 1.20\nh: ''\n"
    assert plain(parse(text, "x.yaml")) == {
        "a": "012", "b": "2016-10-12 14:00:46", "c": "yes", "d": None, "e": "~", "f": None,
        "g": "1.20", "h": "",
    }  # fmt: skip


def test_every_part_knows_its_place():
    root = parse("---\na:\n  - b: 1\n    c: [x,  y]\n", "x.yaml")
    assert isinstance(root, Table)
    ((_, listing),) = root.entries
    assert isinstance(listing, Listing)
    (_, _), (key, inner) = listing.items[0].entries
    assert (str(key.where), str(inner.where)) == (
        "x.yaml, line 4, column 5",
        "x.yaml, line 4, column 8",
    )
    assert str(inner.items[1].where) == "x.yaml, line 4, column 13"


def test_an_alias_stands_for_what_was_named():
    text = "panels: &p [one, two]\ndefault: *p\n"
    assert plain(parse(text, "x")) == {"panels": ["one", "two"], "default": ["one", "two"]}


def test_keys_that_stand_twice_are_kept_for_the_reader():
    root = parse("a: 1\nb: 2\na: 3\n", "x")
    assert isinstance(root, Table)
    assert [str(key.where) for key in root.twice()] == ["x, line 3, column 1"]


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        (LAUGHS, f"more than {MOST_NODES:,} parts", "x.yaml, line 6"),
        ("a: &a [*a]\n", "names nothing that stands whole", "x.yaml, line 1, column 8"),
        ("a: *b\n", "names nothing", "x.yaml, line 1, column 4"),
        ("[" * (DEEPEST + 1), "levels", f"x.yaml, line 1, column {DEEPEST + 1}"),
        ("a: !!python/object/apply:os.system [true]\n", "a tag", "x.yaml, line 1, column 4"),
        ("a: !secret x\n", "a tag", "x.yaml, line 1, column 4"),
        ("a: 1\n  b: 2\n", "not YAML", "x.yaml, line 2, column 4"),
        ("a: [1, 2\n", "not YAML", "x.yaml, line 2, column 1"),
        ("\n# nothing\n", "empty", "x.yaml"),
        ("? [a]\n: 1\n", "a key is not a word", "x.yaml, line 1, column 3"),
        ("a: \x07\n", "a character that YAML forbids", "x.yaml"),
    ],
)
def test_what_is_refused_and_where(text, what, place):
    with pytest.raises(BadFile, match=what) as caught:
        parse(text, "x.yaml")
    assert str(caught.value.where).startswith(place)


def test_chained_aliases_go_no_deeper_than_what_is_written():
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60))
    with pytest.raises(BadFile, match="levels"):
        parse(text, "x")


def test_a_file_beyond_the_limit_is_not_parsed(tmp_path):
    path = tmp_path / "big.yaml"
    path.write_bytes(b"a: b\n" * 300_000)
    began = time.process_time()
    with pytest.raises(BadFile, match="more than 1 MiB"):
        read_yaml(path)
    assert time.process_time() - began < 1


WORDS = st.text("abcxyz 0123456789:'\"#-", max_size=8)
TREES = st.recursive(
    WORDS | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@given(TREES)
def test_a_tree_that_another_program_wrote_is_read_back(tree):
    assert plain(parse(yaml.safe_dump(tree), "x")) == tree
