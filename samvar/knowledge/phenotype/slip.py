"""How many slips of the hand lie between two words."""

from __future__ import annotations


def slips(typed: str, meant: str, most: int) -> int:
    """Letters left out, added, exchanged, or two neighbours that changed places; `most + 1` is
    "more than that", and is found without looking at the rest.

    Source: optimal string alignment, Damerau 1964, doi:10.1145/363958.363994.

    >>> slips("siezure", "seizure", 2), slips("seizure", "seizures", 1), slips("ear", "eye", 1)
    (1, 1, 2)
    """
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(meant, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
