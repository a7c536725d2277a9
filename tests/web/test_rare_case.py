"""The list of cases and a case's page: what each of the ward may see and do there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.service.sign import sign_report, withdraw_report
from samvar.focus.rare_disease.service.work import act
from tests.focus.rare_disease.family_files import CHECK
from tests.focus.rare_disease.test_relatives import relative
from tests.web.visitor import Reader, Visitor, words
from tests.web.ward import Ward, asker_of, ward_in

LIST = "/nodes/stockholm/rare/cases"


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    """A ward to work in."""
    with ward_in(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """One in which nothing is changed."""
    with ward_in(tmp_path_factory.mktemp("calm")) as opened:
        yield opened


@pytest.fixture
def geneticist(ward: Ward) -> Visitor:
    return ward.visitor("geneticist")


def send(visitor: Visitor, ward: Ward, name: str, **fields: str) -> str:
    """Send a form of the case's page; the page that follows, in words."""
    sent = visitor.post(f"{ward.path}/{name}", fields)
    assert sent.status_code == 303, words(sent.text)
    return visitor.get(sent.headers["location"]).text


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("geneticist", 200), ("second-reader", 200), ("pathologist", 200),
        ("bioinformatician", 200), ("coordinator", 403), ("operator", 403),
        ("auditor", 403), ("patient", 403), ("microbiologist", 403),
    ],
)  # fmt: skip
def test_who_may_see_cases(calm: Ward, persona: str, status: int) -> None:
    visitor = calm.visitor(persona)
    assert visitor.get(LIST).status_code == status
    sent = visitor.get(calm.path)
    assert sent.status_code == status
    assert ("HP:0001250" in sent.text) is (status == 200)


def test_an_unknown_case_is_not_found_by_whoever_may_see_cases(geneticist: Visitor) -> None:
    assert geneticist.get(f"{LIST}/cas_none").status_code == 404
    assert geneticist.post(f"{LIST}/cas_none/comment", {"text": "hello"}).status_code == 404


def test_a_pathologist_reads_and_changes_nothing(ward: Ward) -> None:
    visitor = ward.visitor("pathologist")
    assert "<textarea" not in visitor.get(ward.path).text
    assert visitor.post(f"{ward.path}/comment", {"text": "hello"}).status_code == 403
    assert visitor.post(f"{ward.path}/term", {"term": "HP:0001250"}).status_code == 403


def test_the_list_has_the_case_and_says_why_it_is_empty(ward: Ward, geneticist: Visitor) -> None:
    html = geneticist.get(LIST).text
    assert f'href="{ward.path}"' in html
    assert "Small variants 1" in words(html)
    none = words(geneticist.get(f"{LIST}?mine=yes").text)
    assert "No case fits the filter." in none
    assert "No case fits the filter." in words(geneticist.get(f"{LIST}?region=12").text)
    assert ward.case in geneticist.get(f"{LIST}?region=01&offset=x&show=nonsense").text


def test_a_case_is_found_by_its_label_and_never_by_an_address(
    ward: Ward, geneticist: Visitor
) -> None:
    sent = geneticist.post(LIST, {"label": "fam"})
    assert sent.headers["location"] == ward.path
    sent = geneticist.post(LIST, {"label": "nobody"})
    assert sent.status_code == 404
    assert "There is no such case here: nobody" in words(sent.text)


def test_the_page_tells_family_features_quality_and_what_was_done(geneticist: Visitor, ward: Ward):
    html = geneticist.get(ward.path).text
    text = words(html)
    for told in ("A boy with seizures", "son proband", "Seizure", "HP:0001250", "loaded"):
        assert told in text
    assert "Sex" in text.split("Quality")[1]
    for told in ("0 cases of other families compared", "not at this node: OMIM"):
        assert told in text
    passed = text.count(" Passed ")
    assert re.search(rf"{passed} of \d+ passed, \d+ not assessed", text)


def test_each_act_is_said_and_can_be_taken_back(geneticist: Visitor, ward: Ward) -> None:
    html = send(geneticist, ward, "term", term="HP:0000252", say="present")
    assert "Microcephaly" in words(html)
    toast = html.split('class="toast')[1].split("</div>")[0]
    number = re.search(r'name="number" value="(\d+)"', toast)
    assert number is not None
    html = send(geneticist, ward, "undo", number=number[1])
    assert "taken back" in html.split('class="toast')[1].split("</div>")[0]
    assert "Microcephaly" not in html.split('id="features"')[1].split("</section>")[0]
    assert "Microcephaly" in html.split('id="activity"')[1], "the history keeps it"
    sent = geneticist.post(f"{ward.path}/undo", {"number": number[1]})
    assert (sent.status_code, "it is undone already" in sent.text) == (422, True)
    assert geneticist.post(f"{ward.path}/undo", {"number": "x"}).status_code == 400


def test_features_synopsis_and_readiness_change_by_forms(geneticist: Visitor, ward: Ward) -> None:
    assert "not Seizure" in words(send(geneticist, ward, "term", term="HP:0001250", say="absent"))
    html = send(geneticist, ward, "term", term="HP:0001250", say="remove")
    assert "No feature has been noted." in words(html)
    assert "Loses words" in words(send(geneticist, ward, "synopsis", text="Loses words"))
    assert "archived" in words(send(geneticist, ward, "archive"))
    assert ward.case not in geneticist.get(LIST).text
    assert ward.case in geneticist.get(f"{LIST}?show=archived").text
    send(geneticist, ward, "archive", say="no")
    assert ward.case in geneticist.get(LIST).text
    html = send(geneticist, ward, "assign", who="geneticist")
    assert "Astrid Lindqvist" in words(html)
    assert ward.case in geneticist.get(f"{LIST}?mine=yes").text
    assert ward.case not in ward.visitor("second-reader").get(f"{LIST}?mine=yes").text
    send(geneticist, ward, "assign", who="geneticist", say="no")
    assert ward.case not in geneticist.get(f"{LIST}?mine=yes").text


WRONG = [
    ("comment", {"text": ""}, "a comment says something"),
    ("comment", {"text": "it is 19121212-1212"}, "a personal number stands in no text"),
    ("term", {"term": "HP:0000000", "say": "present"}, "no feature"),
    ("term", {"term": "HP:0000006", "say": "present"}, "no feature"),
    ("term", {"term": "HP:0001250", "say": "present"}, "has that feature already"),
    ("term", {"term": "HP:0000252", "say": "remove"}, "no such feature"),
    ("assign", {"who": "no one"}, "no account"),
    ("archive", {"say": "no"}, "it is open"),
]


@pytest.mark.parametrize(("name", "fields", "told"), WRONG)
def test_what_cannot_be_taken_is_said_on_the_page(calm: Ward, name, fields, told) -> None:
    sent = calm.visitor("geneticist").post(f"{calm.path}/{name}", fields)
    assert sent.status_code == 422
    assert told in words(sent.text)
    assert "1212" not in sent.text.split("notice-bad")[1].split("</div>")[0]


def test_a_comment_asks_a_colleague_until_they_have_answered(ward: Ward) -> None:
    astrid, henrik = ward.visitor("geneticist"), ward.visitor("second-reader")
    send(astrid, ward, "comment", text="@second-reader, is this the father?")
    assert "1 comment waits for your answer" in words(henrik.get(LIST).text)
    assert "waits for your answer" not in words(astrid.get(LIST).text)
    send(henrik, ward, "comment", text="it is")
    assert "waits for your answer" not in words(henrik.get(LIST).text)


def test_an_act_leads_back_to_the_page_of_the_case_it_was_done_on_and_to_no_other(
    geneticist: Visitor, ward: Ward
) -> None:
    def back(where: str) -> str:
        act(ward.node, ward.case, Verb.COMMENT, asker_of("geneticist"), text="once more")
        number = str(ward.node and _last(ward))
        sent = geneticist.post(f"{ward.path}/undo", {"number": number, "next": where})
        return re.sub(r"done=\d+", "done=N", sent.headers["location"])

    assert back(f"{ward.path}/snv?gene=TTN&done=3") == f"{ward.path}/snv?gene=TTN&done=N"
    for foreign in ("https://example.org/", "//example.org", "/nodes/stockholm", f"{ward.path}x/y"):
        assert back(foreign) == f"{ward.path}?done=N"


def _last(ward: Ward) -> int:
    from samvar.focus.rare_disease.service.case import case_of

    return case_of(ward.node, ward.case).events[-1].number


def test_a_failed_question_of_quality_blocks_until_another_lets_it_pass(tmp_path: Path) -> None:
    stranger = CHECK.replace("son,dad,10000,4,0.501", "son,dad,10000,940,-0.01")
    with ward_in(tmp_path, ped_check_csv=stranger) as ward:
        astrid = ward.visitor("geneticist")
        html = astrid.get(ward.path).text
        html = astrid.get(ward.path).text
        assert "1 question keeps the case from being signed" in words(html)
        fields = {"question": "relatedness son–dad", "why": "registered wrongly"}
        assert astrid.post(f"{ward.path}/report/override", fields).status_code == 303
        html = astrid.get(ward.path).text
        assert "blocks geneticist only" in words(html)
        assert "registered wrongly" in words(html)


@pytest.mark.parametrize("language", ["sv", "pseudo"])
def test_the_pages_speak_the_readers_language(calm: Ward, language: str) -> None:
    visitor = calm.visitor("geneticist", language)
    for path in (LIST, calm.path):
        html = visitor.get(path).text
        bare = [
            said for said, is_data in Reader(html).words
            if language == "pseudo" and not is_data and re.search(r"[^\W\d_]{2,}", _outside(said))
        ]  # fmt: skip
        assert bare == []
        assert ("Fynd" in html) is (language == "sv")


def _outside(said: str) -> str:
    """What stands outside the brackets of the pseudo-language."""
    rest = re.sub(r"⟦[^⟦⟧]*⟧", "", said.replace("samvar", "").replace("UTC", ""))
    while "⟦" in rest and (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", rest)) != rest:
        rest = inner
    return rest


def test_a_feature_is_found_in_both_languages_and_noted_from_the_page(
    geneticist: Visitor, ward: Ward
) -> None:
    html = geneticist.get(f"{ward.path}?q=litet huvud").text
    part = html.split('id="features"')[1].split("</section>")[0]
    assert "Microcephaly" in part
    assert 'value="HP:0000252"' in part
    none = words(geneticist.get(f"{ward.path}?q=zzzzzz").text)
    assert "No feature is called so." in none
    swedish = ward.visitor("geneticist", "sv").get(ward.path).text
    assert "krampanfall" in words(swedish)


def test_diseases_are_ranked_explained_and_asked_for(geneticist: Visitor, ward: Ward) -> None:
    html = geneticist.get(ward.path).text
    part = html.split('id="diseases"')[1].split("</section>")[0]
    ranked = re.findall(r"\?disease=([A-Z]+:\d+)#diseases", part)
    assert len(ranked) == 10
    assert "What to ask next" in words(part)
    third = geneticist.get(f"{ward.path}?disease={ranked[2]}").text
    assert third != html
    assert geneticist.get(f"{ward.path}?disease=OMIM:0").status_code == 200
    html = send(geneticist, ward, "term", term="HP:0001250", say="remove")
    assert "No disease is ranked: no feature has been seen." in words(html)


def test_the_pedigree_is_drawn_with_its_table(geneticist: Visitor, ward: Ward) -> None:
    html = geneticist.get(ward.path).text
    figure = html.split('class="pedigree"')[1].split("</svg>")[0]
    assert figure.count("<rect") == 2
    assert figure.count("<circle") == 1
    assert "II-1" in html.split('id="family"')[1].split("</section>")[0]


def test_relatives_answers_stand_in_the_probands_case(ward: Ward, tmp_path: Path) -> None:
    reader = ward.visitor("geneticist")
    assert "Relatives' answers" not in words(reader.get(ward.path).text)
    found = relative(ward.node, tmp_path / "sis", "sis", "0/1:15,14:29:60")
    signed = sign_report(ward.node, found, asker_of("geneticist"))
    said = words(reader.get(ward.path).text)
    assert "Relatives' answers" in said
    assert "carries it (0/1, 29 reads)" in said
    assert "Called in 1 of 1 relatives with an answer; informative meioses: 1" in said
    assert "signed a relative's answer on" in said
    assert "LAB-sis" not in said, "a relative is not named"
    withdraw_report(ward.node, signed.id, "the tubes were exchanged", asker_of("geneticist"))
    assert "Relatives' answers" not in words(reader.get(ward.path).text)
