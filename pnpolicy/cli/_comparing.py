"""What `diff` and `check --against` share: two sides, which of their policies belong together, how they differ."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import click

from pnpolicy import language
from pnpolicy.cli._revisions import Revision, RevisionError
from pnpolicy.cli.common import policies_at
from pnpolicy.diagnostic import Diagnostic, Severity, in_order, nearest
from pnpolicy.diff.accept import Acceptance, bind
from pnpolicy.diff.change import Changes, SettingChange
from pnpolicy.diff.compare import compare
from pnpolicy.diff.judging import Judgement, judge
from pnpolicy.diff.placing import placed
from pnpolicy.document import load as documents
from pnpolicy.document.acceptance import AcceptDocument
from pnpolicy.document.files import Disk, Files
from pnpolicy.document.load import Documents
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.policy.resolve import resolve

ACCEPT_ENDING: Final = ".accept.yaml"
"""What stands instead of `.yaml` in the name of the acceptances beside a policy."""


class Day(click.ParamType[date]):
    """A day: `2027-01-31`."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Reads it."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{str(value)[:40]!r} is no day, such as 2027-01-31", param, ctx)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: some policies, on the disk or at a revision.

    Attributes:
        name: as it was asked for.
        policies: their names below it → their paths.
    """

    name: str
    files: Files
    policies: dict[str, Path]

    @property
    def is_single(self) -> bool:
        """Whether it is one policy by itself, whatever that is called."""
        return "" in self.policies


@dataclass(frozen=True, slots=True)
class Compared:
    """A policy on both sides.

    Attributes:
        old: its old file, as people name it; empty where it is new.
        new: likewise; empty where it is gone.
        judgement: what differs; None if a side could not be read.
        problems: why, and what else is wrong.
    """

    old: str
    new: str
    judgement: Judgement | None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def name(self) -> str:
        """The newer of its names."""
        return self.new or self.old


def side_of(text: str) -> Side:
    """A side as it is asked for: a file, a folder, or `REV:path`.

    What has a colon is always a revision, unless it begins with `.` or `/`: were a file of that name taken instead, a
    change could bring one, and be compared with itself.

    Raises:
        RevisionError: the revision, or what is asked for at it, is not there.
    """
    rev, colon, inside = text.partition(":")
    if not colon or text.startswith((".", "/")):
        return side_on_disk(text)
    revision = Revision(rev)
    return side_at(revision, revision.path(inside), text)


def side_on_disk(text: str) -> Side:
    """A file, or the policies below a folder."""
    found = policies_at([text])
    return Side(text, Disk(), _named([Path(path) for path in found], Path(text)))


def side_at(revision: Revision, path: Path, name: str) -> Side:
    """The same at a revision.

    Raises:
        RevisionError: there was nothing.
    """
    if not revision.exists(path):
        asked = revision.shown(path).partition(":")[2]
        near = nearest(asked, revision.paths)
        raise RevisionError(
            f"there is no `{asked}` at `{revision.name}`" + (f"; did you mean `{near}`?" if near else "")
        )
    return Side(name, revision, _named(revision.policies(path), path))


def _named(paths: list[Path], below: Path) -> dict[str, Path]:
    """The paths by what they are called below another. One that stands for all is called nothing."""
    if len(paths) == 1 and paths[0] in (below, below / documents.POLICY_FILE):
        return {"": paths[0]}
    return {os.path.relpath(path, below): path for path in paths}


def compared(old: Side, new: Side, today: date, begin: Callable[[str], None] = lambda _: None) -> Iterator[Compared]:
    """Every policy of either side, one after the other.

    Args:
        old: the one.
        new: the other.
        today: the day on which acceptances are judged.
        begin: told the path of each policy before it is compared.
    """
    for name in sorted({*old.policies, *new.policies}):
        begin(str(new.policies.get(name) or old.policies[name]))
        yield _compared(old, old.policies.get(name), new, new.policies.get(name), today)


def _compared(old: Side, old_path: Path | None, new: Side, new_path: Path | None, today: date) -> Compared:
    was, now = _read(old.files, old_path), _read(new.files, new_path)
    names = _shown(old.files, old_path), _shown(new.files, new_path)
    if was.problems or now.problems:
        return Compared(*names, None, tuple(in_order([*was.problems, *now.problems])))
    before = was.policy or _nothing(now.policy)
    after = now.policy or _nothing(was.policy)
    acceptances: list[Acceptance] = []
    if new_path is not None:
        acceptances, problems = _acceptances(new.files, new_path, before, after)
        if problems:
            return Compared(*names, None, tuple(in_order(problems)))
    try:
        changes = placed(compare(before, after), was.documents, now.documents)
    except language.LanguageError as problem:
        told = f"what changed could not be worked out: {problem}"
        return Compared(*names, None, (Diagnostic("not-compared", told, None, help="write its domains more plainly"),))
    whole = _whole(was, now)
    if whole is None:
        return Compared(*names, judge(changes, before, after, acceptances, today))
    judged = judge(Changes((), (whole,)), before, after, acceptances, today)
    return Compared(*names, replace(judged, changes=Changes(changes.actions, (whole,))))


def _whole(was: "_Read", now: "_Read") -> SettingChange | None:
    """That a policy is new, or gone: one thing to be accepted, and not every line of it. None if both sides have it."""
    if was.documents is None and now.documents is not None and now.policy is not None:
        return SettingChange("policy", "added", "", now.policy.name, "broader", None, now.documents.policy.key("name"))
    if now.documents is None and was.documents is not None and was.policy is not None:
        span = was.documents.policy.key("name")
        return SettingChange("policy", "removed", was.policy.name, "", "narrower", span, None)
    return None


def _shown(files: Files, path: Path | None) -> str:
    if path is None:
        return ""
    return files.shown(path / documents.POLICY_FILE if files.is_dir(path) else path)


class _Read(NamedTuple):
    """A policy of a side: nothing at all, or what was read, or why it could not be."""

    documents: Documents | None
    policy: ResolvedPolicy | None
    problems: tuple[Diagnostic, ...]


def _read(files: Files, path: Path | None) -> _Read:
    if path is None:
        return _Read(None, None, ())
    read, problems = documents.load(path, files=files)
    if read is None:
        return _Read(None, None, tuple(problems))
    resolved, more = resolve(read)
    wrong = tuple(problem for problem in (*problems, *more) if problem.severity is Severity.ERROR)
    return _Read(read, None if wrong else resolved, wrong)


def _nothing(other: ResolvedPolicy | None) -> ResolvedPolicy:
    """The policy of a side that has none: nobody may do anything."""
    return ResolvedPolicy(other.name if other else "", {}, {}, {}, {}, (), "")


def _acceptances(
    files: Files, policy: Path, old: ResolvedPolicy, new: ResolvedPolicy
) -> tuple[list[Acceptance], list[Diagnostic]]:
    """What the file beside a policy accepts, if there is one."""
    path = policy.with_suffix(ACCEPT_ENDING)
    if not files.exists(path):
        return [], []
    document, problems = documents.read(path, AcceptDocument, files)
    if document is None or problems:
        return [], problems
    return bind(document, old, new)
