"""Questions that wait for the same node travel together; a single one does not wait."""

from __future__ import annotations

import asyncio

import msgspec

from samvar.govern.identity import ANONYMOUS, PERSONAS, Asker
from samvar.network.message import MOST_QUESTIONS, Envelope, read_sealed
from tests.network.conftest import VARIANTS
from tests.network.twin import SEVEN

CARE = Asker.of(PERSONAS["geneticist"])


def one(variant: str = VARIANTS[0]) -> dict[str, object]:
    return {"assembly": "GRCh38", "variants": [variant]}


def watched(nation) -> list[int]:
    """How many questions each envelope to Skåne carries."""
    sizes: list[int] = []
    honest = nation.answerers["skane"].handle

    def handle(raw: bytes) -> bytes:
        body = msgspec.msgpack.decode(read_sealed(raw).payload, type=Envelope)
        sizes.append(len(body.questions))
        return honest(raw)

    nation.transports["skane"]._handle = handle
    return sizes


def gather(network, questions):
    async def main():
        return await asyncio.gather(*(network.ask(op, args, who) for op, args, who in questions))

    return asyncio.run(main())


def test_a_hundred_questions_take_a_few_envelopes(nation):
    sizes = watched(nation)
    answers = gather(
        nation.network(),
        [("variant_frequency", one(VARIANTS[n % 4]), CARE) for n in range(100)],
    )
    assert sum(sizes) == 100
    assert len(sizes) < 50
    assert all(answer.coverage.complete for answer in answers)
    for n, answer in enumerate(answers):
        assert answer.value["ac"].tolist() == answers[n % 4].value["ac"].tolist()


def test_an_envelope_never_holds_more_than_it_may(nation):
    sizes = watched(nation)
    gather(nation.network(), [("node_status", {}, CARE)] * (2 * MOST_QUESTIONS + 10))
    assert max(sizes) <= MOST_QUESTIONS


def test_a_refused_question_takes_no_other_down_with_it(nation):
    good, bad = gather(
        nation.network(),
        [
            ("variant_frequency", one(), CARE),
            ("variant_frequency", one(), Asker.of(ANONYMOUS)),
        ],
    )
    assert (good.state, bad.state) == ("answered", "refused")
    assert sorted(e.outcome for e in nation.entries()) == ["answered"] * 7 + ["refused"] * 7


def test_different_operations_ride_together(nation):
    status, datasets, frequency = gather(
        nation.network(),
        [
            ("node_status", {}, CARE),
            ("dataset_list", {}, CARE),
            ("variant_frequency", one(), CARE),
        ],
    )
    assert len(status.value) == len(datasets.value) == len(SEVEN)
    assert frequency.state == "answered"
