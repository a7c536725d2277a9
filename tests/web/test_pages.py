"""What holds for every page: headers, markup, links, words in both languages."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po

from samvar.demo.pharmacogenomics.release import next_release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import all_errors
from samvar.node.doctor import examine
from samvar.present import catalogue
from samvar.present.language import LOCALES
from samvar.present.words import CHECKS
from samvar.web.problem import TITLES, problem_of
from tests.web.visitor import Reader, Visitor

OWN, NEXT = own_release().name, next_release().name
PAGES = [
    ("", "/sign-in"),
    ("", "/help"),
    ("geneticist", "/"),
    ("geneticist", "/help"),
    ("geneticist", "/search"),
    ("geneticist", "/search?q=nonsense"),
    ("geneticist", "/search?q=10:94760000-94860000"),
    ("geneticist", "/search?q=21:9000000-9000010"),
    ("geneticist", "/structural"),
    ("geneticist", "/structural?q=DEL:10:94780001-94785000"),
    ("geneticist", "/structural?q=DEL:10:9-1"),
    ("geneticist", "/structural?q=HTT"),
    ("geneticist", "/structural?q=HTT&bins=class"),
    ("geneticist", "/structural?q=MT-3243-A-G"),
    ("researcher", "/structural?q=ME:1:21571918"),
    ("geneticist", "/variant/GRCh38/10-94781859-G-A"),
    ("researcher", "/variant/GRCh38/10-94781859-G-A"),
    ("geneticist", "/variant/GRCh38/10-94781859-G-A?by=area"),
    ("researcher", "/variant/GRCh38/10-94781000-A-C"),
    ("geneticist", "/variant/GRCh37/10-96541616-G-A"),
    ("geneticist", "/nodes/stockholm"),
    ("geneticist", "/nodes/stockholm/datasets"),
    ("geneticist", "/nodes/stockholm/load"),
    ("geneticist", "/nodes/stockholm/jobs"),
    ("operator", "/nodes/stockholm/settings"),
    ("operator", "/nodes/stockholm/audit"),
    ("operator", "/nodes/stockholm/audit?person=nobody"),
    ("auditor", "/nodes/stockholm/audit"),
    ("auditor", "/nodes/stockholm/reviews"),
    ("patient", "/search"),
    ("researcher", "/research"),
    ("researcher", "/research/apply"),
    ("researcher", "/research/permits/permit-statin"),
    ("researcher", "/research/permits/permit-dpyd"),
    ("industry", "/research"),
    ("controller", "/nodes/stockholm/permits"),
    ("controller", "/nodes/stockholm/permits/permit-dpyd"),
    ("controller", "/nodes/stockholm/permits/permit-statin"),
    ("pharmacist", "/nodes/stockholm/pgx/knowledge"),
    ("pharmacist", f"/nodes/stockholm/pgx/knowledge?old={OWN}&new={NEXT}"),
    ("researcher", f"/nodes/stockholm/pgx/knowledge?old={OWN}&new={OWN}"),
    ("pharmacist", "/nodes/stockholm/pgx/recalls"),
    ("pathologist", f"/nodes/stockholm/pgx/recalls?release={OWN}&show=all"),
    ("pharmacist", "/nodes/stockholm/pgx/passports"),
    ("pharmacist", "/nodes/stockholm/pgx/passports?id=pas_none"),
    ("geneticist", "/nodes/oslo"),
    ("geneticist", "/no/such/page"),
]


@pytest.fixture(scope="module")
def look(app):
    """Each page once for each of those who look at it, whatever is then said of it."""

    @cache
    def visitor(persona, language):
        one = Visitor(app, language)
        return one.sign_in(persona) if persona else one

    return cache(lambda persona, path, language: visitor(persona, language).get(path))


@pytest.fixture(params=PAGES, ids=lambda page: f"{page[0] or 'nobody'}:{page[1]}")
def page(request, look):
    persona, path = request.param
    return lambda language="en": look(persona, path, language)


def test_a_page_keeps_the_browser_on_our_side(page):
    sent = page()
    policy = sent.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert sent.headers["referrer-policy"] == "same-origin"
    assert sent.headers["cache-control"] == "no-store"
    assert sent.headers["x-request-id"] in sent.text


def test_a_page_has_no_inline_script_style_or_foreign_address(page):
    html = page().text
    for tag, attributes in Reader(html).tags:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert tag != "style"
        if tag == "script":
            assert str(attributes["src"]).startswith("/static/")
        for name in ("href", "src", "action", "formaction"):
            value = str(attributes.get(name) or "/")
            assert value.startswith(("/", "?", "#")), value
            assert not value.startswith("//"), value


def test_a_page_has_a_title_a_main_heading_and_tables_with_captions(page):
    html = page().text
    assert re.search(r"<title>[^<]+ · samvar</title>", html)
    assert html.count("<h1") == 1
    assert html.count("<table") == html.count("<caption")
    for tag, attributes in Reader(html).tags:
        if tag == "th":
            assert attributes.get("scope") in ("col", "row", "rowgroup")


def test_ids_are_unique_on_a_page(page):
    ids = [str(a["id"]) for _, a in Reader(page().text).tags if a.get("id")]
    assert len(ids) == len(set(ids))


def test_every_word_of_a_page_was_marked_for_translation(page):
    """The pseudo-language puts brackets around marked text; what stands outside was not."""
    bare = []
    for words, is_data in Reader(page("pseudo").text).words:
        rest = re.sub(r"⟦[^⟦⟧]*⟧", "", words.replace("samvar", ""))
        while "⟦" in rest:
            inner = re.sub(r"⟦[^⟦⟧]*⟧", "", rest)
            if inner == rest:
                break
            rest = inner
        if not is_data and re.search(
            r"[^\W\d_]{2,}", re.sub(r"\b(UTC|ms|AC|AN|DUO|SHA)\b", "", rest)
        ):
            bare.append(words)
    assert bare == []


@pytest.fixture(scope="module")
def catalog():
    """Every message that a program or template marks."""
    return {message.id for message in catalogue.messages() if isinstance(message.id, str)}


def test_a_swedish_page_has_no_english_left(page, catalog):
    """Every message of the page in English is another in Swedish, unless the word is the same."""
    swedish = {
        word for word, is_data in Reader(page("sv").text).words if not is_data and len(word) > 3
    }
    same = {"Id", "Disk", "Patient", "Person", "Wilson", "Interval", "Exome", "Variant",
            "Substitution", "Ctrl", "Form", "Cancer", "Deletion", "Insertion",
            "SHA-256"}  # fmt: skip
    assert swedish & catalog <= same


def test_the_catalogue_is_whole_and_up_to_date():
    path = LOCALES / "sv" / "LC_MESSAGES" / "samvar.po"
    assert path.read_text("utf-8") == catalogue.update("sv"), (
        "run python -m samvar.present.catalogue and translate what is new"
    )
    with path.open("rb") as file:
        translated = read_po(file, locale="sv")
    for message in translated:
        if message.id:
            one = isinstance(message.id, str)
            ids, strings = ([message.id], [message.string]) if one else (message.id, message.string)
            for source, string in zip(ids, strings, strict=True):
                assert string, f"not translated: {source}"
                assert _places(string) == _places(source)


def _places(text):
    return set(re.findall(r"%\((\w+)\)s", text))


def test_every_error_code_has_a_heading():
    assert set(TITLES) == {error.code for error in all_errors()}


def test_an_unforeseen_error_tells_nothing_of_its_inside():
    problem = problem_of(RuntimeError("19121212-1212 0/1"))
    assert problem.status == 500
    assert "1212" not in f"{problem.what}{problem.why}{problem.remedy}"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/no/such/page", 404, "not-found"),
        ("/nodes/oslo", 404, "not-found"),
        ("/nodes/stockholm/jobs/job_none", 404, "not-found"),
        ("/variant/GRCh99/1-1-A-C", 422, "unknown-assembly"),
        ("/variant/GRCh38/x", 422, "bad-variant"),
        ("/nodes/stockholm/audit", 403, "refused"),
        ("/search?offset=-1", 400, "usage"),
    ],
)
def test_a_problem_says_code_cause_and_request_to_people_and_programs(visitor, path, status, code):
    one = visitor("geneticist")
    page, document = one.get(path), one.client.get(path, headers={"accept": "application/json"})
    assert page.status_code == document.status_code == status
    assert f"{status} · {code}" in page.text
    assert document.json()["code"] == code
    assert document.json()["status"] == status
    assert document.json()["title"]
    assert document.headers["content-type"] == "application/problem+json"


def test_what_a_person_may_not_do_is_not_on_their_menu(visitor):
    assert "Load a file" in visitor("geneticist").get("/").text
    menu = Reader(visitor("auditor").get("/").text)
    links = [str(a.get("href")) for tag, a in menu.tags if tag == "a"]
    assert "/nodes/stockholm/audit" in links
    assert "/nodes/stockholm/load" not in links
    assert "/search" not in links


def test_every_page_is_in_the_audit_trail_and_refusals_too(visitor, site):
    visitor("geneticist").get("/nodes/stockholm/jobs")
    visitor("patient").get("/nodes/stockholm/jobs")
    with site.nodes["stockholm"].records.read() as tx:
        newest = tx.audit.page(limit=2, verb="see-jobs")
    assert [(one.entry.person, one.entry.outcome) for one in newest] == [
        ("patient", "refused"),
        ("geneticist", "allowed"),
    ]


def test_the_audit_page_filters_and_turns(visitor, site):
    one = visitor("operator")
    for _ in range(55):
        one.get("/nodes/stockholm/datasets")
    html = one.get("/nodes/stockholm/audit?verb=see-datasets&person=operator").text
    rows = html.count('<span translate="no" class="keep">see-datasets</span>')
    assert rows == 50
    following = re.search(r'href="(\?[^"]+before=\d+)" rel="next"', html)
    assert following is not None
    rest = one.get("/nodes/stockholm/audit" + following.group(1).replace("&amp;", "&")).text
    assert 0 < rest.count(">see-datasets</span>") < 50


def test_every_finding_of_the_doctor_has_a_name_in_both_languages(site):
    found = examine(site.nodes["stockholm"], verify=True)
    assert {check.name for check in found} | {check.state for check in found} <= set(CHECKS)


def test_static_files_are_served_and_nothing_beside_them(visitor):
    one = visitor()
    assert one.get("/static/samvar.css").headers["cache-control"].endswith("immutable")
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert one.get(path).status_code in (400, 404)


def test_health_needs_nobody(visitor):
    assert visitor().client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("before", ["-1", "99999999999999999999999999", "x"])
def test_an_audit_page_beyond_all_numbers_is_a_clean_error(visitor, before):
    assert visitor("auditor").get(f"/nodes/stockholm/audit?before={before}").status_code == 400


def test_names_of_files_are_for_those_who_work_with_the_nodes_data(visitor, site):
    node = site.nodes["skane"]
    with node.records.read() as tx:
        load = tx.loads.of(limit=1)[0]
    report = f"/nodes/skane/loads/{load.id}"
    for persona, centre in (("geneticist", "uppsala"), ("industry", ""), ("coordinator", "")):
        one = visitor(persona, centre=centre)
        assert 'id="loads"' not in one.get("/nodes/skane/datasets").text
        assert one.get(report).status_code == 403
    own = visitor("bioinformatician", centre="skane")
    assert report in own.get("/nodes/skane/datasets").text
    assert own.get(report).status_code == 200
