"""A node's settings: one line is enough, and a wrong one is named."""

from pathlib import Path

import pytest

from samvar.model.errors import BadConfig
from samvar.node.config import environment_name, settings
from samvar.node.config_read import config_of, read_config

HERE = Path("/somewhere")


def test_one_line_is_enough(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text('id = "uppsala"\n')
    config = read_config(tmp_path / "node.toml", {})
    assert config.centre.city == "Uppsala"
    assert config.folder == tmp_path.resolve()
    assert config.records_url == f"sqlite:///{tmp_path.resolve() / 'records.sqlite'}"


WRONG = [
    # table                                   the message names
    ({"idd": "uppsala"}, "did you mean 'id'"),
    ({}, "'id' is missing"),
    ({"id": "atlantis"}, "centres are"),
    ({"id": "uppsala", "port": "8700"}, "wants a int"),
    ({"id": "uppsala", "port": True}, "wants a int"),
    ({"id": "uppsala", "port": 0}, "between 1 and 65535"),
    ({"id": "uppsala", "relatives": "some"}, "'all' or 'unrelated'"),
    ({"id": "uppsala", "public_frequency": 7.0}, "0 to 1"),
    ({"id": "uppsala", "floor_carriers": 0}, "at least 1"),
    ({"id": "uppsala", "references": {"hg99": "x.fa"}}, "hg99"),
]


@pytest.mark.parametrize(("table", "says"), WRONG)
def test_a_wrong_setting_is_named(table: dict[str, object], says: str) -> None:
    with pytest.raises(BadConfig, match=says):
        config_of(table, HERE, {})


def test_the_environment_overrides_the_file() -> None:
    config = config_of({"id": "uppsala", "min_gq": 10}, HERE, {"SAMVAR_MIN_GQ": "20"})
    assert config.min_gq == 20
    with pytest.raises(BadConfig, match="min_gq"):
        config_of({"id": "uppsala"}, HERE, {"SAMVAR_MIN_GQ": "many"})


def test_a_secret_is_named_by_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of({"id": "uppsala", "records": "env:NODE_RECORDS"}, HERE, {})
    with pytest.raises(BadConfig, match="NODE_RECORDS"):
        _ = config.records_url
    monkeypatch.setenv("NODE_RECORDS", "postgresql+psycopg://somewhere/records")
    assert config.records_url.startswith("postgresql")


def test_not_toml_and_no_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="no node here"):
        read_config(tmp_path / "node.toml")
    (tmp_path / "node.toml").write_text("id = ")
    with pytest.raises(BadConfig, match="not a TOML"):
        read_config(tmp_path / "node.toml")


@pytest.mark.parametrize("setting", settings(), ids=lambda s: s.name)
def test_each_setting_explains_itself(setting) -> None:  # type: ignore[no-untyped-def]
    assert setting.metadata["sentence"].endswith(".")
    assert environment_name(setting.name) == "SAMVAR_" + setting.name.upper()
