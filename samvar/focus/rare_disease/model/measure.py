"""How this area measures itself and the country: the closed lists that sums are counted by."""

from __future__ import annotations

from samvar.focus.rare_disease.model.reading import Outcome

DAYS = (7, 14, 21, 28, 42, 56, 70, 90, 120, 180)
"""Upper ends of the histogram's bins, days from receipt; the last bin has no end."""

OUTCOMES = tuple(each.value for each in Outcome)
"""What an answer says of the question."""
