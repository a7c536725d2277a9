"""What is written into each record: which fields there are, and their text for one contig."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from samvar.formats.vcf.write import InfoField
from samvar.model.calls import Int32

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
    """The text of one contig's records. code: of the contig; lines: how many."""

    code: int
    lines: int
    texts: list[str]

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
        columns = [("GeneticModels", maker.models(Status.MET))]
        if not fields.as_genmod:
            columns.append(("GeneticModelsOpen", maker.open()))
        columns.append(("ModelScore", maker.model_scores()))
        score, results = None, None
        if scorer is not None:
            score, results = maker.scores(scorer, columns, alone=alone)
        columns.append(("Compounds", maker.compounds(score)))
        if results is not None:
            columns += results
        parts = [[f"{key}={text}" if text else "" for text in own] for key, own in columns]
        texts = [";".join(filter(None, each)) for each in zip(*parts, strict=True)]
        return cls(contig.code, contig.lines, texts)


class _Maker:
    def __init__(self, contig: Contig, judged: Sequence[Outcome], fields: Fields) -> None:
        self._contig = contig
        self._judged = judged
        self._fields = fields
        self._raw: Int32 | None = None
        self._names: dict[int, str] = {}
        order = ORDER if fields.as_genmod else MODELS
        self._order = [(COLUMN[model], model) for model in order]

    def models(self, *wanted: Status, scored: bool = False) -> list[str]:
        """GeneticModels of each line; `scored`: in the names that rank models know."""
        found: list[list[str]] = []
        for own in self._judged:
            bits = sum(own.follows(status) for status in wanted)
            known: dict[int, str] = {0: ""}
            texts = []
            for each in np.asarray(bits).tolist():
                if each not in known:
                    names = [
                        SCORED_AS.get(model, model.value) if scored else model.value
                        for column, model in self._order
                        if each >> column & 1
                    ]
                    known[each] = f"{own.family.id}:{'|'.join(dict.fromkeys(names))}"
                texts.append(known[each])
            found.append(texts)
        return _joined(found)

    def open(self) -> list[str]:
        """`family:model>reason|...` of each line."""
        found: list[list[str]] = []
        for own in self._judged:
            known: dict[bytes, str] = {}
            reasons = np.where(own.status == Status.NOT_ASSESSED, own.reason, np.int8(-1))
            texts = []
            for row in reasons:
                key = row.tobytes()
                if key not in known:
                    names = [
                        f"{model.value}>{Reason(int(row[column])).name}"
                        for column, model in self._order
                        if row[column] >= 0
                    ]
                    known[key] = f"{own.family.id}:{'|'.join(names)}" if names else ""
                texts.append(known[key])
            found.append(texts)
        return _joined(found)

    def model_scores(self) -> list[str]:
        """ModelScore of each line that follows a model."""
        found: list[list[str]] = []
        for own in self._judged:
            some = (own.status == Status.MET).any(axis=1) & (own.called > 0)
            values = np.where(some, own.called, 0).tolist()
            found.append([f"{own.family.id}:{value}" if value else "" for value in values])
        return _joined(found)

    def scores(
        self, scorer: Scorer, columns: Sequence[tuple[str, list[str]]], *, alone: bool
    ) -> tuple[Int32, list[tuple[str, list[str]]]]:
        """Rank scores after the compounds, and their fields. columns: what is written already."""
        contig, first = self._contig, self._judged[0]
        open_ = () if self._fields.as_genmod else (Status.NOT_ASSESSED,)
        texts = dict(columns)
        texts["GeneticModels"] = self.models(Status.MET, *open_, scored=True)
        plain = contig.scores.copy()
        for key in self._fields.computed:
            scorer.score_text(key, [text or None for text in texts.get(key, [])], plain)
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
        found = [("RankScore", [f"{name}:{value}.0" for value in score.tolist()])]
        if bounds is not None:
            known = {each: normalised(bounds, each) for each in np.unique(score).tolist()}
            texts_ = [f"{name}:{known[each]}" for each in score.tolist()]
            found.append(("RankScoreNormalized", texts_))
            found.append(("RankScoreMinMax", [f"{name}:{bounds[0]}:{bounds[1]}"] * contig.lines))
        kinds, which = np.unique(parts, axis=0, return_inverse=True)
        said = ["|".join(map(str, row)) for row in kinds.tolist()]
        found.append(("RankResult", [said[kind] for kind in which.reshape(-1).tolist()]))
        return score, found

    def compounds(self, score: Int32 | None) -> list[str]:
        """Compounds of each line; with what both score together where there are scores."""
        found: list[list[str]] = []
        zero = np.zeros(self._contig.lines, dtype=np.int32)
        for own in self._judged:
            texts = [""] * self._contig.lines
            for line in np.flatnonzero(own.best(zero) > NOBODY).tolist():
                names = self._partners(own, line, score)
                texts[line] = f"{own.family.id}:{'|'.join(names)}" if names else ""
            found.append(texts)
        return _joined(found)

    def _partners(self, own: Outcome, line: int, score: Int32 | None) -> list[str]:
        others = own.partners(line)
        raw = self._raw
        if raw is None or score is None:
            others.sort(key=lambda other: abs(other - line))
            return [self._name(other) for other in sorted(others[:MOST_PARTNERS])]
        others.sort(key=lambda other: (-int(raw[other]), other))
        mine = int(score[line])
        return sorted(
            f"{self._name(other)}>{mine + int(raw[other])}.0" for other in others[:MOST_PARTNERS]
        )

    def _name(self, line: int) -> str:
        known = self._names.get(line)
        if known is None:
            known = variant_name(self._contig.heads[line], self._contig.ends.get(line, ""))
            self._names[line] = known
        return known


def _joined(families: list[list[str]]) -> list[str]:
    """The texts of all families of each line, with commas between."""
    if len(families) == 1:
        return families[0]
    return [",".join(filter(None, each)) for each in zip(*families, strict=True)]
