"""Every answer merges: associative, commutative, with a zero; and parts make the whole."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.model.contribution import Scope
from samvar.model.errors import BadInput, Incompatible
from samvar.network.kind import Keys, KeySet, Ranking, Sum, add_exact
from samvar.network.operations import (
    CARRIERS_COUNT,
    CORE,
    DATASET_LIST,
    NODE_STATUS,
    PERMIT_APPLICATIONS,
    PERMIT_DECISIONS,
    VARIANT_FREQUENCY,
    VARIANT_KEYS,
)
from samvar.network.operations.node_status import StatusRow
from samvar.network.operations.permit_decisions import DecisionRow
from samvar.network.view import DatasetRow
from samvar.store.contract.permits import APPLICATION
from tests.network.conftest import VARIANTS
from tests.network.twin import TwinNode, TwinPerson, TwinSnapshot

ARGS = {
    "structural_frequency": {
        "assembly": "GRCh38",
        "events": ("DEL:1:1001-3000", "BND:1:5000-9:700", "INS:X:77"),
    },
    "repeat_lengths": {"assembly": "GRCh38", "locus": "HTT", "bins": "class"},
    "mitochondrial_frequency": {"assembly": "GRCh38", "variant": "MT-3243-A-G"},
    "emergency_access": {"centres": ("skane", "uppsala")},
    "variant_frequency": {
        "assembly": "GRCh38",
        "variants": VARIANTS,
        "strata": "ancestry",
        "ancestries": ("EUR", "AFR", "FIN"),
    },
    "carriers_count": {"assembly": "GRCh38", "variants": VARIANTS},
    "variant_keys": {"assembly": "GRCh38", "region": "10"},
    "dataset_list": {},
    "node_status": {},
}
SUMS = [op for op in CORE if isinstance(op.kind, Sum)]


class Match(msgspec.Struct, frozen=True):
    node: str
    case: str
    score: int


RANKING = Ranking(Match, lambda m: (-m.score,), lambda m: (m.node, m.case), most=4)

matches = st.lists(
    st.builds(Match, st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 3)), max_size=9
).map(lambda rows: RANKING.merge((), tuple(rows)))
keys = st.builds(
    Keys,
    st.sets(st.integers(0, 50)).map(lambda s: np.array(sorted(s), dtype=np.uint64)),
    st.frozensets(st.sampled_from("pqr")),
)
datasets = st.lists(
    st.builds(
        DatasetRow,
        *[st.sampled_from(["n", "m"])] * 2,
        *[st.sampled_from(["u", "v"])] * 4,
        st.just(()),
        st.just(""),
        st.integers(0, 3),
    ),
    max_size=4,
).map(lambda rows: {(r.node, r.id, r.assembly): r for r in rows})
statuses = st.lists(
    st.builds(
        StatusRow,
        st.sampled_from("nm"),
        st.just("1"),
        st.integers(0, 3),
        st.just({}),
        st.just(""),
        st.none(),
        st.sampled_from(["well", "ill"]),
    ),
    max_size=3,
).map(lambda rows: {(r.node,): r for r in rows})

applications = st.lists(
    st.builds(
        lambda node, name, title: msgspec.structs.replace(
            APPLICATION, node=node, id=name, title=title
        ),
        st.sampled_from("ab"),
        st.sampled_from(["prm_1", "prm_2"]),
        st.text(min_size=1, max_size=3),
    ),
    max_size=5,
).map(lambda rows: {PERMIT_APPLICATIONS.kind.key(r): r for r in rows})
decisions = st.lists(
    st.builds(
        DecisionRow, st.sampled_from("ab"), st.sampled_from(["prm_1", "prm_2"]), st.just("0" * 64),
        st.sampled_from(["granted", "refused"]), st.just(("ask:national",)), st.none(),
        st.text(max_size=3), st.just("2026-11-23T12:00:00.000000Z"),
    ),
    max_size=5,
).map(lambda rows: {PERMIT_DECISIONS.kind.key(r): r for r in rows})  # fmt: skip


def sum_values(operation):
    lengths = operation.kind.length(operation.read_args(ARGS[operation.name]))
    return st.fixed_dictionaries(
        {
            c: st.lists(st.integers(0, 2**40), min_size=n, max_size=n).map(
                lambda v: np.array(v, dtype=np.int64)
            )
            for c, n in lengths.items()
        }
    )


def plain(value):
    """For comparison: arrays as lists."""
    if isinstance(value, Keys):
        return value.short.tolist(), value.long
    if isinstance(value, dict) and value and isinstance(next(iter(value.values())), np.ndarray):
        return {c: v.tolist() for c, v in value.items()}
    return value


CASES = [
    *((op.kind, op.read_args(ARGS[op.name]), sum_values(op)) for op in SUMS),
    (VARIANT_KEYS.kind, None, keys),
    (DATASET_LIST.kind, None, datasets),
    (NODE_STATUS.kind, None, statuses),
    (PERMIT_APPLICATIONS.kind, None, applications),
    (PERMIT_DECISIONS.kind, None, decisions),
    (RANKING, None, matches),
]
UNIONS = ("dataset_list", "node_status", "permit_applications", "permit_decisions")
NAMES = [*(op.name for op in SUMS), "variant_keys", *UNIONS, "ranking"]


@pytest.mark.parametrize(("kind", "args", "strategy"), CASES, ids=NAMES)
@settings(max_examples=60)
@given(data=st.data())
def test_merging_is_associative_and_commutative_and_has_a_zero(kind, args, strategy, data):
    a, b, c = (data.draw(strategy) for _ in range(3))
    assert plain(kind.merge(a, kind.merge(b, c))) == plain(kind.merge(kind.merge(a, b), c))
    assert plain(kind.merge(a, b)) == plain(kind.merge(b, a))
    assert plain(kind.merge(a, kind.zero(args))) == plain(a)


@pytest.mark.parametrize(("kind", "args", "strategy"), CASES, ids=NAMES)
@settings(max_examples=40)
@given(data=st.data())
def test_a_value_survives_the_wire(kind, args, strategy, data):
    value = data.draw(strategy)
    nodes = {k[0] for k in value} if isinstance(value, dict) and kind.name == "union" else {"n"}
    if kind.name == "ranking":
        nodes = {row.node for row in value} or {"n"}
    if len(nodes) == 1:
        assert plain(kind.unpack(kind.pack(value), args, nodes.pop())) == plain(value)


@pytest.mark.parametrize("kind", [RANKING, DATASET_LIST.kind], ids=["ranking", "union"])
def test_a_node_speaks_for_itself_only(kind):
    row = Match("b", "x", 1) if kind is RANKING else DatasetRow("b", *"bcdef", (), "", 1)
    value = (row,) if kind is RANKING else {kind.key(row): row}
    assert len(kind.unpack(kind.pack(value), None, "b")) == 1
    with pytest.raises(Incompatible, match="another node"):
        kind.unpack(kind.pack(value), None, "a")


people = st.lists(
    st.tuples(
        st.fixed_dictionaries({v: st.sampled_from([0, 1, 2, None]) for v in VARIANTS}),
        st.sampled_from(["EUR", "AFR", "SAS"]),
        st.sampled_from([frozenset(Scope), frozenset({Scope.CARE})]),
    ),
    max_size=12,
)


@pytest.mark.parametrize("operation", [VARIANT_FREQUENCY, CARRIERS_COUNT, VARIANT_KEYS])
@pytest.mark.parametrize("scope", list(Scope))
@settings(max_examples=25, deadline=None)
@given(rows=people, cuts=st.lists(st.integers(0, 12), min_size=2, max_size=2))
def test_the_parts_of_any_partition_make_the_answer_of_all(operation, scope, rows, cuts):
    everyone = [TwinPerson(str(n), *row) for n, row in enumerate(rows)]
    low, high = sorted(cuts)
    args = operation.read_args(ARGS[operation.name])

    def answer(some):
        return operation.answer(args, TwinNode("n", TwinSnapshot(some)).view(scope))

    merged = operation.kind.zero(args)
    for part in (everyone[:low], everyone[low:high], everyone[high:]):
        merged = operation.kind.merge(merged, answer(part))
    assert plain(merged) == plain(answer(everyone))


@given(st.integers(-(2**63), 2**63 - 1), st.integers(-(2**63), 2**63 - 1))
def test_addition_is_exact_or_refused(a, b):
    one, other = np.array([a], dtype=np.int64), np.array([b], dtype=np.int64)
    if -(2**63) <= a + b < 2**63:
        assert add_exact(one, other).tolist() == [a + b]
    else:
        with pytest.raises(BadInput, match="64 bits"):
            add_exact(one, other)


@pytest.mark.parametrize("number", [-1, 2**62])
def test_a_node_that_counts_what_cannot_be_is_not_believed(number):
    args = VARIANT_FREQUENCY.read_args({"assembly": "GRCh38", "variants": VARIANTS[:1]})
    kind = VARIANT_FREQUENCY.kind
    bad = kind.zero(args) | {"ac": np.array([number])}
    with pytest.raises(Incompatible, match="cannot be"):
        kind.unpack(kind.pack(bad), args, "skane")


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (VARIANT_FREQUENCY.kind, b"\xff\xff"),
        (VARIANT_FREQUENCY.kind, msgspec.msgpack.encode([])),
        (DATASET_LIST.kind, b"\x01"),
        (KeySet(most=1), msgspec.msgpack.encode((bytes(16), []))),
        (KeySet(most=1), msgspec.msgpack.encode((b"", ["a", "b"]))),
        (KeySet(most=1), b""),
        (RANKING, b"\xc1"),
        (RANKING, msgspec.msgpack.encode([Match("a", str(n), 1) for n in range(5)])),
    ],
)
def test_rubbish_from_a_node_is_incompatible(kind, raw):
    args = VARIANT_FREQUENCY.read_args({"assembly": "GRCh38", "variants": VARIANTS[:1]})
    with pytest.raises(Incompatible):
        kind.unpack(raw, args, "skane")


def test_a_node_cannot_speak_for_another():
    kind = NODE_STATUS.kind
    row = StatusRow("uppsala", "1", 1, {}, "", None, "well")
    with pytest.raises(Incompatible, match="speaks for another"):
        kind.unpack(kind.pack({("uppsala",): row}), None, "skane")
