"""Where curated elements lie."""

from __future__ import annotations

from samvar.model.dosage import Dosage, DosageElement, DosageMap
from samvar.model.genome import Assembly, Interval


def test_an_element_is_found_by_one_shared_base() -> None:
    place = Interval("1", 100, 200)
    element = DosageElement("A", "1", True, place, Dosage.SUFFICIENT, None)
    held = DosageMap(Assembly.GRCh38, (element,))
    for start, end, found in ((0, 100, 0), (0, 101, 1), (199, 300, 1), (200, 300, 0)):
        assert len(list(held.overlapping(Interval("1", start, end)))) == found
    assert list(held.overlapping(Interval("2", 100, 200))) == []
    assert held.joined(held).elements == (element, element)
