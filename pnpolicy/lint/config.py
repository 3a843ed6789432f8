"""The linter's configuration: `pnpolicy.toml`, or `[tool.pnpolicy]` in `pyproject.toml`.

Of every setting the first that says it counts, as a whole: the command line, then the role's own table, then the file,
then the profile. Unknown keys are errors: a misspelt threshold must not quietly be the default.

    [lint]                          # in pyproject.toml: [tool.pnpolicy.lint]
    profile = "guide"               # or "relaxed"
    select = ["PNP2", "tenancy"]    # ids, beginnings of ids, names, categories; all rules, if it is not said
    ignore = ["redundant-grant"]
    fail-on = "warning"             # or "error", "info", "never"
    baseline = "pnpolicy-baseline.json"
    plugins = ["acme"]              # entry points of the group pnpolicy.rules

    [lint.severity]
    wildcard-write = "error"

    [lint.thresholds]
    ttl-max = 30

    [lint.roles.moderator]
    ignore = ["PNP224"]
    thresholds = {ttl-max = 15}
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from pnpolicy import language
from pnpolicy.diagnostic import Diagnostic, in_order, nearest
from pnpolicy.document import shape
from pnpolicy.document.nodes import Mapping as MappingNode
from pnpolicy.lint import toml_nodes
from pnpolicy.lint.catalogue import CATEGORIES, Listed
from pnpolicy.lint.profile import PROFILES, RoleSettings, Settings, Thresholds
from pnpolicy.text import Route, Source, Span
from pnpolicy.wire.limits import TTL_MAX, URL_MAX

FILE: Final = "pnpolicy.toml"
PROJECT: Final = "pyproject.toml"
MAX_BYTES: Final = 256 * 1024
"""Bytes of a configuration. A page of settings has one."""

FailOn = Literal["error", "warning", "info", "never"]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=_kebab)


_Texts = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=500)]


def _pattern(text: str) -> str:
    try:
        language.concat(language.parse(text))
    except language.LanguageError as problem:
        raise ValueError(f"expected an RE2 pattern: {problem}") from None
    return text


def _of_a_user(text: str) -> str:
    if "<user>" not in text:
        raise ValueError("expected a name with `<user>` in it")
    return text


_Patterns = Annotated[list[Annotated[str, AfterValidator(_pattern)]], Field(max_length=100)]
_Names = Annotated[list[Annotated[str, AfterValidator(_of_a_user)]], Field(max_length=100)]
_Minutes = Annotated[int, Field(ge=1, le=TTL_MAX)]


class ThresholdTable(_Table):
    """Thresholds that differ from the profile's."""

    ttl_max: _Minutes | None = None
    privileged_ttl_max: _Minutes | None = None
    token_budget: Annotated[int, Field(ge=1, le=URL_MAX)] | None = None
    shards_max: Annotated[int, Field(ge=1)] | None = None
    server_channels: _Patterns | None = None
    server_segments: _Texts | None = None
    private_channels: _Names | None = None
    tenant_variables: _Texts | None = None

    def over(self, thresholds: Thresholds) -> Thresholds:
        """Some thresholds with what is said here in their place."""
        values = {name: getattr(self, name) for name in self.model_fields_set}
        said: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
        return replace(thresholds, **said)


class RoleTable(_Table):
    """What is different for one role."""

    ignore: _Texts = []
    thresholds: ThresholdTable = ThresholdTable()


class LintTable(_Table):
    """The table `lint`."""

    profile: Literal["guide", "relaxed"] = "guide"
    select: _Texts = []
    ignore: _Texts = []
    fail_on: FailOn = "warning"
    baseline: str | None = None
    plugins: _Texts = []
    severity: dict[str, Literal["error", "warning", "info"]] = {}
    thresholds: ThresholdTable = ThresholdTable()
    roles: dict[str, RoleTable] = {}


class ConfigTable(_Table):
    """The whole file, or the table `tool.pnpolicy`."""

    lint: LintTable = LintTable()


@dataclass(frozen=True)
class Config:
    """A configuration as read.

    Attributes:
        table: what it says.
        source: the file; None where there is none.
        prefix: the table of the file that is ours.
        folder: what its paths are relative to.
    """

    table: LintTable
    source: Source | None = None
    prefix: Route = ()
    folder: Path = Path()

    @property
    def baseline(self) -> Path | None:
        """The baseline's file, if one is named."""
        return None if self.table.baseline is None else self.folder / self.table.baseline

    def settings(self, *, profile: str | None, select: tuple[str, ...], ignore: tuple[str, ...]) -> Settings:
        """The settings, with those of the command line before those of the file."""
        table = self.table
        whole = table.thresholds.over(PROFILES[profile or table.profile])
        return Settings(
            thresholds=whole,
            select=select or tuple(table.select),
            ignore=ignore or tuple(table.ignore),
            severity=dict(table.severity),
            roles={
                name: RoleSettings(own.thresholds.over(whole), tuple(own.ignore)) for name, own in table.roles.items()
            },
        )

    def misnamed(self, rules: tuple[Listed, ...]) -> list[Diagnostic]:
        """The words of the file that should name rules and do not."""
        table = self.table
        words: list[tuple[Route, str]] = [(("lint", "severity", word), word) for word in table.severity]
        for key in ("select", "ignore"):
            words += [(("lint", key), word) for word in getattr(table, key)]
        for role, own in table.roles.items():
            words += [(("lint", "roles", role, "ignore"), word) for word in own.ignore]
        return [
            Diagnostic("unknown-rule", _unknown(word), self._at(route, word), help=_known(word, rules))
            for route, word in words
            if not is_known(word, rules)
        ]

    def _at(self, route: Route, word: str) -> Span | None:
        if self.source is None:
            return None
        data, _ = toml_nodes.read(self.source)
        root = toml_nodes.nodes_of(data, self.source)
        span = shape.span_at(self.source, root, (*self.prefix, *route), key=route[-1] == word)
        at = self.source.text.find(word, span.start, span.end)
        return span if at < 0 else Span(self.source, at, at + len(word))


def is_known(word: str, rules: Iterable[Listed]) -> bool:
    """Whether a word names a rule, several by the beginning of their ids, or a category."""
    return word in CATEGORIES or (bool(word) and any(rule.is_one_of((word,)) for rule in rules))


def _unknown(word: str) -> str:
    return f"`{word[:60]}` names no rule and no category"


def _known(word: str, rules: Iterable[Listed]) -> str:
    names = [name for rule in rules for name in (rule.id, rule.name)] + list(CATEGORIES)
    near = nearest(word, names)
    return f"did you mean `{near}`?" if near else "`pnpolicy rule` lists them"


def misnamed_options(words: Iterable[str], rules: tuple[Listed, ...]) -> list[str]:
    """What is wrong with the words of the command line, a sentence each."""
    return [f"{_unknown(word)}; {_known(word, rules)}" for word in words if not is_known(word, rules)]


# ---- reading ---------------------------------------------------------------------------------------------------------


def find(start: Path) -> Path | None:
    """The nearest configuration, from a folder upwards."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
        project = folder / PROJECT
        if project.is_file() and "[tool.pnpolicy" in project.read_text(encoding="utf-8", errors="replace"):
            return project
    return None


def load(path: Path | None, shown: str = "") -> tuple[Config, list[Diagnostic]]:
    """The configuration of a file, and what is wrong with it; with anything wrong it must not be used.

    Args:
        path: the file; None for none.
        shown: what people call it.
    """
    if path is None:
        return Config(LintTable()), []
    name = shown or str(path)
    try:
        data = path.read_bytes()
        text = data.decode()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        return Config(LintTable()), [Diagnostic("unreadable", f"cannot read `{name}`: {why}", None)]
    if len(data) > MAX_BYTES:
        return Config(LintTable()), [Diagnostic("too-large", f"`{name}` is larger than {MAX_BYTES // 1024} KiB", None)]
    return _read(Source(name, text), path)


def _read(source: Source, path: Path) -> tuple[Config, list[Diagnostic]]:
    tables, problems = toml_nodes.read(source)
    prefix: Route = ("tool", "pnpolicy") if path.name == PROJECT else ()
    own: Any = tables
    for step in prefix:
        own = own.get(step, {}) if isinstance(own, Mapping) else {}
    if problems:
        return Config(LintTable()), problems
    try:
        table = ConfigTable.model_validate(own).lint
    except ValidationError as error:
        root = toml_nodes.nodes_of(own, source, prefix)
        assert isinstance(root, MappingNode)  # noqa: S101  a table is one
        return Config(LintTable()), in_order(shape.problems(error, ConfigTable, root, source))
    return Config(table, source, prefix, path.parent), []
