"""What is written into each record: which fields there are, and their texts."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from samvar.focus.rare_disease.analyse.inheritance.genmod import ORDER
from samvar.focus.rare_disease.analyse.outcome import NOBODY, Outcome
from samvar.focus.rare_disease.analyse.rank_model.columns import Scorer
from samvar.focus.rare_disease.analyse.rank_model.compound import penalised
from samvar.focus.rare_disease.analyse.rank_model.score import normalised
from samvar.focus.rare_disease.intake.kin import variant_name
from samvar.focus.rare_disease.model.contig import Contig
from samvar.focus.rare_disease.model.inheritance import COLUMN, MODELS, Model, Reason, Status
from samvar.focus.rare_disease.model.rank_model import RankModel
from samvar.focus.rare_disease.model.said import Said
from samvar.formats.vcf.write import InfoField
from samvar.model.calls import Int8, Int32, Int64
from samvar.model.distinct import distinct_rows

MOST_PARTNERS = 50
"""Partners that a record lists; the best by rank score, or the nearest by place."""
SCORED_AS = {Model.AD_MOSAIC: "AD", Model.MT: "AD", Model.MT_DN: "AD_dn", Model.YL: "XD"}
"""Rank models know genmod's models only; ours score as the one that is meant."""

_MODELS = {
    "GeneticModels": "Models of inheritance that the variant follows, by family",
    "GeneticModelsOpen": "Models that nothing refutes and nobody could assess, and why, by family",
    "ModelScore": "Phred score of the genotypes, by family",
    "Compounds": f"Variants that make a pair with this one, at most {MOST_PARTNERS}, by family",
}
_SCORES = {
    "RankScore": "Rank score, by family",
    "RankScoreNormalized": "Rank score between its bounds, 0-1, by family",
    "RankScoreMinMax": "Lowest and highest rank score, by family",
}


class Fields:
    """The fields of one run. computed: all that may be made here, so none of them is read."""

    def __init__(self, model: RankModel | None, rules: str) -> None:
        self.bounds = None if model is None else model.bounds
        self.as_genmod = rules == "genmod"
        said = dict(_MODELS)
        if self.as_genmod:
            del said["GeneticModelsOpen"]
        if model is not None:
            said |= _SCORES
            if self.bounds is None:
                del said["RankScoreNormalized"], said["RankScoreMinMax"]
            said["RankResult"] = "|".join(category.name for category in model.categories)
        self.declared = {key: InfoField(".", "String", text) for key, text in said.items()}
        self.computed = frozenset((*_MODELS, *_SCORES, "RankResult"))


@dataclass(slots=True)
class Written:
    """What is written into the records of a contig, or of a whole small file.

    codes: (lines) of their contigs. words: texts, each once; which: (lines, fields) those of each
    line, 0 for none.
    """

    codes: Int8
    words: list[str]
    which: Int32

    @property
    def lines(self) -> int:
        """How many."""
        return len(self.codes)

    @classmethod
    def of(
        cls,
        contig: Contig,
        judged: Sequence[Outcome],
        fields: Fields,
        scorer: Scorer | None,
        *,
        alone: bool,
    ) -> Written:
        """Make them. judged: of each family; a rank score is of the first. alone: one sample."""
        maker = _Maker(contig, judged, fields)
        columns = {"GeneticModels": maker.models(Status.MET)}
        if not fields.as_genmod:
            columns["GeneticModelsOpen"] = maker.open()
        columns["ModelScore"] = maker.model_scores()
        score: Int32 | None = None
        results: dict[str, Said] = {}
        if scorer is not None:
            score, results = maker.scores(scorer, columns, alone=alone)
        columns["Compounds"] = maker.compounds(score)
        words, which = [""], []
        for key, said in (columns | results).items():
            which.append(said.which + np.int32(len(words)))
            words += [f"{key}={text}" if text else "" for text in said.words]
        return cls(contig.codes, words, np.stack(which, axis=1))


class _Maker:
    def __init__(self, contig: Contig, judged: Sequence[Outcome], fields: Fields) -> None:
        self._contig = contig
        self._judged = judged
        self._fields = fields
        self._raw: Int32 | None = None
        self._names: dict[int, str] = {}
        order = ORDER if fields.as_genmod else MODELS
        self._order = [(COLUMN[model], model) for model in order]

    def models(self, *wanted: Status, scored: bool = False) -> Said:
        """GeneticModels of each line; `scored`: in the names that rank models know."""
        found = []
        for own in self._judged:
            bits = np.bitwise_or.reduce([own.follows(status) for status in wanted])
            named = [
                (column, SCORED_AS.get(model, model.value) if scored else model.value)
                for column, model in self._order
            ]
            found.append(Said.of(bits, partial(_models_of, own.family.id, named)))
        return Said.joined(found)

    def open(self) -> Said:
        """`family:model>reason|...` of each line."""
        found = []
        for own in self._judged:
            reasons = np.where(own.status == Status.NOT_ASSESSED, own.reason, np.int8(-1))
            kinds, which = distinct_rows(reasons)
            words = []
            for row in reasons[kinds].tolist():
                names = [
                    f"{model.value}>{Reason(row[column]).name}"
                    for column, model in self._order
                    if row[column] >= 0
                ]
                words.append(f"{own.family.id}:{'|'.join(names)}" if names else "")
            found.append(Said(words, which.astype(np.int32)))
        return Said.joined(found)

    def model_scores(self) -> Said:
        """ModelScore of each line that follows a model."""
        found = []
        for own in self._judged:
            some = (own.status == Status.MET).any(axis=1) & (own.called > 0)
            found.append(Said.of(np.where(some, own.called, 0), partial(_value_of, own.family.id)))
        return Said.joined(found)

    def scores(
        self, scorer: Scorer, columns: Mapping[str, Said], *, alone: bool
    ) -> tuple[Int32, dict[str, Said]]:
        """Rank scores after the compounds, and their fields. columns: what is written already."""
        contig, first = self._contig, self._judged[0]
        open_ = () if self._fields.as_genmod else (Status.NOT_ASSESSED,)
        texts = {**columns, "GeneticModels": self.models(Status.MET, *open_, scored=True)}
        plain = contig.scores.copy()
        nothing = Said([""], np.zeros(contig.lines, dtype=np.int32))
        for key in self._fields.computed:
            scorer.score_text(key, texts.get(key, nothing), plain)
        total, parts = scorer.totals(plain)
        self._raw = total
        bounds = self._fields.bounds
        follows = {
            model: first.status[:, column] > (0 if open_ else Status.NOT_ASSESSED)
            for column, model in enumerate(MODELS)
        }
        score = penalised(
            total,
            first.best(total),
            follows,
            alone=alone,
            lowest=None if bounds is None else bounds[0],
        )
        name = first.family.id
        found = {"RankScore": Said.of(score, lambda value: f"{name}:{value}.0")}
        if bounds is not None:
            found["RankScoreNormalized"] = Said.of(
                score, lambda value: f"{name}:{normalised(bounds, value)}"
            )
            found["RankScoreMinMax"] = Said([f"{name}:{bounds[0]}:{bounds[1]}"], nothing.which)
        kinds, which = distinct_rows(parts)
        said = ["|".join(map(str, row)) for row in parts[kinds].tolist()]
        found["RankResult"] = Said(said, which.astype(np.int32))
        return score, found

    def compounds(self, score: Int32 | None) -> Said:
        """Compounds of each line; with what both score together where there are scores."""
        found = []
        zero = np.zeros(self._contig.lines, dtype=np.int32)
        for own in self._judged:
            lines = np.flatnonzero(own.best(zero) > NOBODY)
            named = self._near(own, lines) if score is None else self._scored(own, lines, score)
            texts = [f"{own.family.id}:{'|'.join(names)}" if names else "" for names in named]
            found.append(Said.alone(lines, texts, self._contig.lines))
        return Said.joined(found)

    def _near(self, own: Outcome, lines: Int64) -> Iterator[list[str]]:
        """The nearest partners of each line."""
        for line in lines.tolist():
            others = sorted(own.partners(line), key=lambda other: abs(other - line))
            yield [self._name(other) for other in sorted(others[:MOST_PARTNERS])]

    def _scored(self, own: Outcome, lines: Int64, score: Int32) -> Iterator[list[str]]:
        """The partners of each line that score best, with what both score together."""
        raw = score if self._raw is None else self._raw
        known: dict[Hashable, list[tuple[int, str, int]]] = {}
        for line, mine in zip(lines.tolist(), score[lines].tolist(), strict=True):
            group = own.group(line)
            best = known.get(group)
            if best is None:
                others = np.array(own.together(line), dtype=np.int64)
                order = np.lexsort((others, -raw[others]))[: MOST_PARTNERS + 1]
                best = [(other, self._name(other), int(raw[other]))
                        for other in others[order].tolist()]  # fmt: skip
                known[group] = best
            rest = [each for each in best if each[0] != line][:MOST_PARTNERS]
            yield sorted([f"{name}>{mine + own_score}.0" for _, name, own_score in rest])

    def _name(self, line: int) -> str:
        known = self._names.get(line)
        if known is None:
            known = variant_name(self._contig.heads[line], self._contig.ends.get(line, ""))
            self._names[line] = known
        return known


def _models_of(family: str, named: Sequence[tuple[int, str]], bits: int) -> str:
    names = dict.fromkeys(name for column, name in named if bits >> column & 1)
    return f"{family}:{'|'.join(names)}" if names else ""


def _value_of(family: str, value: int) -> str:
    return f"{family}:{value}" if value else ""
