"""The configuration: what it changes, in what order, and what is said of a faulty one."""

from dataclasses import fields
from pathlib import Path

import pytest

from pnpolicy.lint import config
from pnpolicy.lint.catalogue import own
from pnpolicy.lint.config import Config, LintTable
from pnpolicy.lint.profile import PROFILES, Thresholds


def read(folder: Path, text: str, name: str = "pnpolicy.toml") -> tuple[Config, list[str]]:
    """What a file says, and what is wrong with it, a line each."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    found, problems = config.load(path, name)
    return found, [str(problem) for problem in [*problems, *found.misnamed(own())]]


def test_nothing_is_the_guide() -> None:
    """Without a file everything is as the guide has it."""
    found, problems = config.load(None)
    assert problems == []
    settings = found.settings(profile=None, select=(), ignore=())
    assert settings.thresholds == PROFILES["guide"]
    assert (settings.select, settings.ignore, settings.severity, settings.roles) == ((), (), {}, {})
    assert found.baseline is None


def test_every_threshold_can_be_set() -> None:
    """The table has a key for each threshold and no other."""
    assert set(config.ThresholdTable.model_fields) == {field.name for field in fields(Thresholds)}


def test_order_of_precedence(tmp_path: Path) -> None:
    """The command line, then the role, then the file, then the profile; each setting as a whole."""
    text = """
[lint]
profile = "relaxed"
select = ["PNP4"]
ignore = ["PNP403"]
[lint.thresholds]
ttl-max = 90
[lint.roles.moderator]
ignore = ["PNP409"]
thresholds = {ttl-max = 20}
"""
    found, problems = read(tmp_path, text)
    assert problems == []
    settings = found.settings(profile=None, select=(), ignore=())
    assert settings.thresholds.ttl_max == 90
    assert settings.thresholds.privileged_ttl_max == PROFILES["relaxed"].privileged_ttl_max
    assert settings.for_role("moderator").ttl_max == 20
    assert settings.for_role("moderator").privileged_ttl_max == PROFILES["relaxed"].privileged_ttl_max
    assert settings.for_role("member") == settings.thresholds
    assert settings.roles["moderator"].ignore == ("PNP409",)
    settings = found.settings(profile="guide", select=("PNP2",), ignore=())
    assert (settings.select, settings.ignore) == (("PNP2",), ("PNP403",))
    assert settings.thresholds.ttl_max == 90
    assert settings.thresholds.privileged_ttl_max == PROFILES["guide"].privileged_ttl_max


def test_in_pyproject(tmp_path: Path) -> None:
    """`[tool.pnpolicy]` in `pyproject.toml` is the same, and its places are right."""
    found, problems = read(
        tmp_path, '[project]\nname = "x"\n[tool.pnpolicy.lint]\nprofile = "relaxed"\n', "pyproject.toml"
    )
    assert (problems, found.table.profile) == ([], "relaxed")
    _, problems = read(tmp_path, "[tool.pnpolicy.lint]\nprofil = 1\n", "pyproject.toml")
    assert problems == [
        "pyproject.toml:2:1: error[unknown-key]: unknown key `profil` in `lint` (help: did you mean `profile`?)"
    ]
    found, problems = read(tmp_path, "[tool.other]\nprofil = 1\n", "pyproject.toml")
    assert (problems, found.table) == ([], LintTable())


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    """From a folder upwards; a `pyproject.toml` only where it speaks of us, and `pnpolicy.toml` before it."""
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "pnpolicy.toml").write_text("")
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\n")
    assert config.find(below) == tmp_path / "pnpolicy.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.pnpolicy.lint]\n")
    assert config.find(below) == tmp_path / "a" / "pyproject.toml"
    (tmp_path / "a" / "pnpolicy.toml").write_text("")
    assert config.find(below) == tmp_path / "a" / "pnpolicy.toml"


def test_baseline_is_beside_the_file(tmp_path: Path) -> None:
    """Its path is relative to the configuration."""
    found, _ = read(tmp_path, '[lint]\nbaseline = "known.json"\n')
    assert found.baseline == tmp_path / "known.json"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[lint]\nprofle = "guide"\n', "pnpolicy.toml:2:1: error[unknown-key]: unknown key `profle` in `lint` (help: did you mean `profile`?)"),
        ('[lint]\nprofile = "guid"\n', "pnpolicy.toml:2:11: error[unknown-word]: `guid` is not known as `profile` (help: did you mean `guide`?)"),
        ("[lint]\nttl = 5\n", "pnpolicy.toml:2:1: error[unknown-key]: unknown key `ttl` in `lint` (help: known keys: "),
        ("[lint.thresholds]\nttl-max = 0\n", "pnpolicy.toml:2:11: error[out-of-range]: expected at least 1, found `0`"),
        ('[lint.thresholds]\nttl-max = "60m"\n', "pnpolicy.toml:2:11: error[wrong-type]: expected a whole number, found `60m`"),
        ('[lint.thresholds]\nserver-channels = ["a("]\n', "pnpolicy.toml:2:19: error[wrong-value]: expected an RE2 pattern: "),
        ('[lint.thresholds]\nprivate-channels = ["inbox"]\n', "pnpolicy.toml:2:20: error[wrong-value]: expected a name with `<user>` in it"),
        ('[lint]\nselect = ["PNP999"]\n', "pnpolicy.toml:2:12: error[unknown-rule]: `PNP999` names no rule and no category"),
        ('[lint.severity]\nglob-in-patern = "info"\n', "pnpolicy.toml:2:1: error[unknown-rule]: `glob-in-patern` names no rule and no category (help: did you mean `glob-in-pattern`?)"),
        ('[lint.severity]\nPNP101 = "fatal"\n', "pnpolicy.toml:2:10: error[unknown-word]: `fatal` is not known as `PNP101`"),
        ("[lint\n", "pnpolicy.toml:1:6: error[not-toml]: this is not TOML: "),
        ("lint = 5\n", "pnpolicy.toml:1:8: error[wrong-type]: expected a mapping, found `5`"),
        ("[other]\n", "pnpolicy.toml:1:2: error[unknown-key]: unknown key `other`"),
    ],
)  # fmt: skip
def test_faulty(tmp_path: Path, text: str, said: str) -> None:
    """Place, what was found, what was expected, and the nearest spelling."""
    _, problems = read(tmp_path, text)
    assert len(problems) == 1
    assert problems[0].startswith(said)


def test_unreadable(tmp_path: Path) -> None:
    """A file that is not there, not text, or far too large."""
    assert "cannot read" in str(config.load(tmp_path / "none.toml")[1][0])
    (tmp_path / "pnpolicy.toml").write_bytes(b"\xff")
    assert "not UTF-8" in str(config.load(tmp_path / "pnpolicy.toml")[1][0])
    (tmp_path / "pnpolicy.toml").write_bytes(b"#" * (config.MAX_BYTES + 1))
    assert "larger than" in str(config.load(tmp_path / "pnpolicy.toml")[1][0])
