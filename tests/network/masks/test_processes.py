"""Seven real processes over HTTP, asked under masks: one is killed, one is late, then too few."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.network.conftest import VARIANTS
from tests.network.test_processes import ASK, CARE, Country, opened, start, stop
from tests.network.twin import SEVEN


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    started = start(tmp_path)
    yield started
    stop(started)


def ask(country: Country, deadline_s: float = 20.0, variants=VARIANTS):
    asked = {**ASK, "variants": variants}
    return country.network.ask_now("variant_frequency", asked, CARE, deadline_s, masked=True)


def assert_sum(country: Country, answer, silent: dict[str, str], variants=VARIANTS) -> None:
    assert {m.node: m.state for m in answer.missing} == silent
    true = dict(zip(VARIANTS, country.truth(set(SEVEN) - set(silent)), strict=True))
    whole = dict(zip(VARIANTS, country.truth(set(SEVEN)), strict=True))
    for n, variant in enumerate(variants):
        assert (answer.value["ac"][n], answer.value["an"][n]) == true[variant]
        ac = whole[variant][0]
        assert answer.bounds.lower["ac"][n] <= ac <= answer.bounds.upper["ac"][n]
    assert all(part.value is None for part in answer.parts)


def test_a_sum_under_masks_survives_a_killed_and_a_late_process_and_then_fails_honestly(country):
    """One story, because starting seven processes takes longer than asking them.

    Each question is another one: for an hour, the same can be answered by the same nodes only.
    """
    assert all(country.network.greet(timeout_s=20).values())
    assert_sum(country, ask(country), {})
    openly = country.network.ask_now("variant_frequency", ASK, CARE, 20)
    assert openly.value["ac"].tolist() == ask(country).value["ac"].tolist()

    country.processes["orebro"].kill()
    country.processes["orebro"].wait()
    asked = VARIANTS[:3]
    assert_sum(country, ask(country, 20, asked), {"orebro": "down"}, asked)

    country.processes["uppsala"].send_signal(signal.SIGUSR2)  # a second late, each time
    time.sleep(0.1)
    asked = VARIANTS[:2]
    silent = {"orebro": "down", "uppsala": "late"}
    assert_sum(country, ask(country, 2.5, asked), silent, asked)

    country.processes["skane"].kill()
    country.processes["skane"].wait()
    answer = ask(country, 2.5, VARIANTS[:1])
    assert (answer.state, answer.value) == ("too-few", None)
    assert {m.node: m.state for m in answer.missing} == {
        **dict.fromkeys(SEVEN, "too-few"), **silent, "skane": "down",
    }  # fmt: skip

    stop(country)
    for node in SEVEN:
        with opened(country, node) as records, records.read() as tx:
            assert tx.audit.verify() >= 4
