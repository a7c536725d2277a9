"""How this area measures itself and the country: the closed lists that sums are counted by."""

from __future__ import annotations

UNSURE = ("ambiguous", "incomplete", "not_called")
"""States of a result that names no certain diplotype; `model.call.Status` by value."""

DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28)
"""Upper ends of the histogram's bins, days from order to report; the last bin has no end."""

FIRST_DOSE = ("before", "after", "no_report", "unknown")
"""Whether the report came before the first dose: by the day given, for orders that name one."""
