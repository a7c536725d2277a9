"""Legal profiles: what they are made of, who stands behind them, and what a fault in one does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keys import NodeKey
from samvar.govern.policy import Facts, Policy
from samvar.govern.policy.profile import SHIPPED, read_profile, shipped
from samvar.govern.policy.seal import (
    adopt,
    seal,
    sign,
    signatures_needed,
    signed_by,
    verify,
)
from samvar.govern.route import PERMISSIONS
from samvar.model.errors import BadConfig, BadSignature, Conflict, SamvarError

HERE = Facts("stockholm", "stockholm")
RULE = (
    '@id("{id}")\n@law("PDL 4:1: care")\n@sv("Ja.")\n@en("Yes.")\n'
    'permit (principal, action == Action::"{action}", resource);\n'
)
MANIFEST = """\
id = "test-law"
version = 1
facts = 1
status = "enforced"
date = 2026-11-26
digest = ""

[title]
sv = "Prov"
en = "Trial"

[[law]]
short = "PDL"
number = "SFS 2008:355"
name = "Patientdatalagen"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small profile, sealed."""
    place = tmp_path / "new-law"
    place.mkdir()
    (place / "manifest.toml").write_text(MANIFEST)
    (place / "rules.cedar").write_text("// ours\n" + RULE.format(id="look", action="see:node"))
    seal(place)
    return place


KEYS = {name: NodeKey.new() for name in ("uppsala", "skane", "orebro", "stockholm", "umea")}
JUDGES = {name: [key.public] for name, key in KEYS.items()}


@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_profile_is_as_it_was_sealed_and_cites_its_laws(name):
    profile = shipped(name)
    known = profile.manifest
    assert (known.title.sv, known.title.en) > ("", "")
    assert all(re.search(r"\d{4}[:/]", law.number) for law in known.law)
    assert profile.rules
    for limit in known.limit:
        assert min(len(limit.sv), len(limit.en), len(limit.law)) > 5


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_has_an_id_a_law_or_why_none_and_both_sentences(name):
    profile = shipped(name)
    shorts = {law.short for law in profile.manifest.law}
    shorts |= {law.short for law in shipped("se-current").manifest.law}
    for rule in profile.rules.values():
        assert re.fullmatch(r"[a-z][a-z-]+", rule.id), rule.id
        assert rule.sv.endswith("."), rule.id
        assert rule.en.endswith("."), rule.id
        assert rule.sv != rule.en
        cites = next((short for short in shorts if rule.law.startswith(short)), None)
        if cites is None:
            assert rule.law.startswith("none, "), rule.id
            assert len(rule.law) > 20
        else:
            assert re.match(r" \S", rule.law.removeprefix(cites)), f"{rule.id}: no paragraph"


def test_one_profile_is_enforced_and_those_of_law_to_come_say_that_they_are_readings():
    assert [name for name in SHIPPED if shipped(name).enforced] == ["se-current"]
    for name in SHIPPED[1:]:
        assert "as we read it" in shipped(name).manifest.title.en
        assert "läsning" in shipped(name).manifest.title.sv


def test_the_schema_and_the_list_of_permissions_name_the_same():
    from samvar.govern.policy.rule import facts_schema

    actions = facts_schema().partition("\naction ")[2].partition("appliesTo")[0]
    assert set(re.findall(r'"([^"]+)"', actions)) == set(PERMISSIONS)


def test_limits_are_said_where_somebody_would_expect_more():
    (limit,) = shipped("se-current").limits("ask:national", "TREAT")
    assert limit.id == "care-gets-sums"
    assert shipped("se-current").limits("see:node", "TREAT") == ()


FAULTS = [
    # file, what is written for what, the row, and what is said
    ("rules.cedar", "resource);", "resource) when { context.mood };", 2, "`mood`"),
    ("rules.cedar", "see:node", "rule:world", 2, "rule:world"),
    ("rules.cedar", "permit (", "permit [", 2, "not Cedar"),
    ("rules.cedar", '@sv("Ja.")\n', "", 2, "lacks @sv"),
    ("rules.cedar", "PDL 4:1", "Magna Carta", 2, "cites no law"),
    ("manifest.toml", 'id = "test-law"', 'id = "Test Law"', 1, "'id'"),
    ("manifest.toml", "version = 1", "version = 0", 2, "'version'"),
    ("manifest.toml", "facts = 1", "facts = 99", 3, "'facts'"),
    ("manifest.toml", '"enforced"', '"wished"', 4, "Invalid enum value"),
    ("manifest.toml", "date = ", "date == ", 5, "not TOML"),
    ("manifest.toml", "[title]", 'mood = "good"\n[title]', 8, "mood"),
    ("manifest.toml", "name = ", "nom = ", 15, "nom"),
]


@pytest.mark.parametrize(("file", "old", "new", "row", "said"), FAULTS)
def test_a_fault_is_told_with_its_file_and_row_and_denies_everything(
    folder, file, old, new, row, said
):
    path = folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(BadConfig) as told:
        read_profile(folder, sealed=False)
    assert said in str(told.value)
    assert told.value.where is not None
    assert (told.value.where.file, told.value.where.line) == (file, row)
    closed = Policy.denying("test-law", told.value)
    for permission in PERMISSIONS:
        decision = closed.decide(Asker.of(PERSONAS["operator"]), permission, HERE)
        assert (decision.allowed, decision.reasons) == (False, ("profile-not-valid",))
    assert f"{file}, line {row}" in decision.en


def test_the_second_of_two_rules_is_the_one_whose_row_is_told(folder):
    path = folder / "rules.cedar"
    path.write_text(path.read_text() + "\n" + RULE.format(id="b", action="x").replace(")", "]", 1))
    with pytest.raises(BadConfig) as told:
        read_profile(folder, sealed=False)
    assert told.value.where.line == 8


def test_two_rules_of_one_id_are_refused_in_a_profile(folder):
    path = folder / "rules.cedar"
    path.write_text(path.read_text() * 2)
    with pytest.raises(BadConfig, match="two rules are called 'look'"):
        read_profile(folder, sealed=False)


def test_rules_that_were_changed_after_the_seal_are_refused(folder):
    path = folder / "rules.cedar"
    path.write_text(path.read_text().replace("see:node", "see:audit"))
    with pytest.raises(BadConfig, match="not those that the manifest was sealed over"):
        read_profile(folder)


@pytest.mark.parametrize("missing", ["manifest.toml", "rules.cedar"])
def test_half_a_profile_is_none(folder, missing):
    (folder / missing).unlink()
    with pytest.raises(BadConfig, match=f"there is no {missing}"):
        read_profile(folder)


def test_bytes_that_are_no_text_are_refused_with_their_row(folder):
    (folder / "rules.cedar").write_bytes(b"// a\n// \xff\n")
    with pytest.raises(BadConfig) as told:
        read_profile(folder, sealed=False)
    assert told.value.where.line == 2


def test_two_people_at_least_and_more_than_half_of_the_nodes_must_have_signed(folder):
    assert [signatures_needed(n) for n in (1, 2, 3, 5, 7)] == [2, 2, 2, 3, 4]
    for number, name in enumerate(("uppsala", "skane")):
        profile = sign(folder, name, KEYS[name])
        assert len(signed_by(profile, JUDGES)) == number + 1
        with pytest.raises(BadSignature, match=f"{number + 1} valid signatures of 3"):
            verify(profile, JUDGES)
    verify(sign(folder, "orebro", KEYS["orebro"]), JUDGES)


def test_one_node_alone_changes_no_law_not_even_its_own(folder):
    profile = sign(folder, "uppsala", KEYS["uppsala"])
    with pytest.raises(BadSignature, match="1 valid signatures of 2"):
        verify(profile, {"uppsala": JUDGES["uppsala"]})


def test_the_signature_of_a_stranger_or_of_another_text_does_not_count(folder):
    for name in ("uppsala", "skane", "orebro"):
        sign(folder, name, NodeKey.new())
    assert signed_by(read_profile(folder), JUDGES) == ()
    written = json.loads((folder / "signatures.json").read_text())
    (folder / "signatures.json").write_text(json.dumps({**written, "umea": "zz", "skane": ""}))
    assert signed_by(read_profile(folder), JUDGES) == ()
    for name in ("uppsala", "skane", "orebro"):
        sign(folder, name, KEYS[name])
    manifest = folder / "manifest.toml"
    manifest.write_text(manifest.read_text().replace("version = 1", "version = 2"))
    with pytest.raises(BadSignature, match="0 valid"):
        verify(read_profile(folder), JUDGES)


def test_sealing_anew_makes_every_signature_void(folder):
    sign(folder, "uppsala", KEYS["uppsala"])
    seal(folder)
    assert read_profile(folder).signatures, "nothing was changed, so nothing is lost"
    path = folder / "rules.cedar"
    path.write_text(path.read_text() + RULE.format(id="more", action="see:datasets"))
    assert seal(folder).signatures == {}


def test_signatures_that_cannot_be_read_are_refused(folder):
    (folder / "signatures.json").write_text("[1]")
    with pytest.raises(BadConfig, match="signatures cannot be read"):
        read_profile(folder)


def _signed(folder: Path) -> Path:
    for name in ("uppsala", "skane", "orebro"):
        sign(folder, name, KEYS[name])
    return folder


def test_a_signed_profile_is_adopted_once_and_an_older_one_never(folder, tmp_path):
    mine = tmp_path / "policy"
    adopt(_signed(folder), mine, JUDGES, shipped("se-current"))
    taken = read_profile(mine)
    verify(taken, JUDGES)
    assert set(Policy.of(taken).rules) == {"look"}
    with pytest.raises(Conflict, match="version 1 of 'test-law' is in force"):
        adopt(folder, mine, JUDGES, taken)


def test_law_to_come_is_never_in_force(folder, tmp_path):
    manifest = folder / "manifest.toml"
    manifest.write_text(manifest.read_text().replace("enforced", "proposed"))
    with pytest.raises(BadConfig, match="proposed law"):
        adopt(_signed(folder), tmp_path / "policy", JUDGES, shipped("se-current"))
    assert not (tmp_path / "policy").exists()


def test_a_proposed_profile_stands_on_its_base_and_may_not_replace_a_rule_of_it(folder):
    manifest = folder / "manifest.toml"
    text = manifest.read_text().replace('"enforced"', '"proposed"\nbase = "se-current"')
    manifest.write_text(text)
    assert set(read_profile(folder).rules) == {"look", *shipped("se-current").rules}
    rules = folder / "rules.cedar"
    rules.write_text(rules.read_text().replace('"look"', '"care-sums"'))
    with pytest.raises(BadConfig, match="a rule of se-current too"):
        seal(folder)
    manifest.write_text(text.replace('"proposed"', '"enforced"'))
    with pytest.raises(BadConfig, match="one in force stands alone"):
        seal(folder)


def test_an_unknown_profile_is_refused_with_the_names_there_are():
    with pytest.raises(SamvarError, match="one of se-current, se-sou2023-76, ehds-2029"):
        shipped("../../../etc")


VERSIONS = [
    line.split("\t")
    for line in Path(__file__).with_name("profile_versions.tsv").read_text().splitlines()[1:]
]


@pytest.mark.parametrize("name", SHIPPED)
def test_rules_that_change_get_a_higher_version_and_a_line_in_the_list(name: str) -> None:
    """A node adopts only what is newer: two texts of law under one version cannot be told apart.

    After `samvar policy seal`: raise `version` in the manifest, and add its line to the list.
    """
    known = [(int(version), digest) for profile, version, digest in VERSIONS if profile == name]
    versions, digests = zip(*known, strict=True)
    assert list(versions) == sorted(set(versions)), "each version once, in order"
    assert len(set(digests)) == len(digests), "one text, one version"
    manifest = shipped(name).manifest
    assert (manifest.version, manifest.digest) == known[-1]
