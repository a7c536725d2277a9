"""What may come to a store in a random life: people, rules, calls and stretches."""

from __future__ import annotations

from hypothesis import strategies as st
from variant_twin import EVERYWHERE, VARIANTS, WRITTEN

from samvar.model.contribution import CountingRules, Scope
from samvar.model.genome import Sex
from samvar.model.person import Person

PEOPLE = ("per_a", "per_b", "per_c", "per_d", "per_e")
SAMPLES = tuple(f"sam_{n}" for n in range(8))

calls_of_one = st.dictionaries(
    st.sampled_from(VARIANTS),
    st.tuples(st.sampled_from(sorted(WRITTEN)), st.integers(-1, 40), st.integers(-1, 99)),
    max_size=len(VARIANTS),
)
callable_of_one = st.one_of(
    st.just(EVERYWHERE),
    st.lists(
        st.sampled_from(
            [
                *EVERYWHERE,
                (1, 990, 1000),
                (1, 1000, 1003),
                (1, 1005, 1501),
                (23, 19990, 20001),
                (23, 2781470, 50000001),
                (24, 10000, 21000000),
            ]
        ),
        max_size=4,
    ).map(tuple),
)
people_of_life = st.fixed_dictionaries(
    {
        person: st.builds(
            Person,
            id=st.just(person),
            sex=st.sampled_from(Sex),
            ancestry=st.sampled_from([None, "AFR", "EUR"]),
            family=st.sampled_from([None, None, "fam_1", "fam_2"]),
            father=st.sampled_from([None, None, *PEOPLE]),
            mother=st.sampled_from([None, None, *PEOPLE]),
        )
        for person in PEOPLE
    }
)
rules_of_load = st.builds(
    CountingRules,
    pass_only=st.booleans(),
    min_gq=st.sampled_from([0, 20]),
    min_dp=st.sampled_from([0, 10]),
    relatives=st.sampled_from(["all", "unrelated"]),
    close_gap_bp=st.sampled_from([0, 2]),
)
arrival = st.fixed_dictionaries(
    {
        "person": st.sampled_from(PEOPLE),
        "tumour": st.sampled_from([False, False, False, True]),
        "area": st.sampled_from([None, "cancer", "rare_disease"]),
        "affected": st.sampled_from([None, False, True]),
        "assay": st.sampled_from(["exome", "panel"]),
        "scopes": st.sets(st.sampled_from(Scope)).map(frozenset),
        "rules": rules_of_load,
        "calls": calls_of_one,
        "callable": callable_of_one,
    }
)
