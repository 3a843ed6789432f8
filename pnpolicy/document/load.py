"""Reads a policy and everything it includes: the one place of this package that touches files."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Final, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from pnpolicy.diagnostic import Diagnostic, Problems
from pnpolicy.document import nodes, shape
from pnpolicy.document.files import Disk, Files
from pnpolicy.document.model import Catalogue, PolicyDocument
from pnpolicy.document.words import KINDS, Root
from pnpolicy.text import Source, Span

MAX_BYTES: Final = 2 * 1024 * 1024
"""Bytes in one file. A policy of 2,400 rules has 300 KB; what is far larger is not a policy."""
MAX_TOTAL_BYTES: Final = 4 * 1024 * 1024
"""Bytes in a policy and all its catalogues."""
MAX_INCLUDES: Final = 64
"""Catalogues one policy may read."""
POLICY_FILE: Final = "policy.yaml"
"""What a folder's policy is called."""

ModelT = TypeVar("ModelT", bound=Root)
_BUILDING: Final = Lock()
"""Held while a model is built that was not when it was imported: some versions of pydantic do not do so themselves."""


class Document(NamedTuple, Generic[ModelT]):
    """One file as written: its model, and where each part of it stands."""

    source: Source
    root: nodes.Node
    model: ModelT

    def at(self, *route: str | int) -> Span:
        """The place of the value at a route."""
        return shape.span_at(self.source, self.root, route)

    def key(self, *route: str | int) -> Span:
        """The place of the key at a route."""
        return shape.span_at(self.source, self.root, route, key=True)


class Documents:
    """A policy with the catalogues it includes, each once, in the order first named."""

    def __init__(self, policy: Document[PolicyDocument], catalogues: tuple[Document[Catalogue], ...]) -> None:
        self.policy = policy
        self.catalogues = catalogues

    def __iter__(self) -> "Iterator[Document[Any]]":
        """The catalogues, then the policy."""
        return iter((*self.catalogues, self.policy))


def load(
    path: str | os.PathLike[str], overlay: Mapping[Path, str] | None = None, files: Files | None = None
) -> tuple[Documents | None, list[Diagnostic]]:
    """Reads the policy at a path: a file, or a folder with a `policy.yaml`.

    Args:
        path: where.
        overlay: resolved path → a text to be read instead of what is on the disk.
        files: where files are read, the disk by default.

    Returns:
        The documents, as far as they could be read, and all problems. With an error among the problems the documents
        serve to find further ones, never to be used.
    """
    return _Loading(overlay, files).policy(Path(path))


def loads(text: str, name: str = "policy.yaml") -> tuple[Documents | None, list[Diagnostic]]:
    """Reads a policy from text; its includes are looked for beside `name`."""
    loading = _Loading()
    return loading.finish(loading.read(Source(name, text.removeprefix("\ufeff")), PolicyDocument), Path(name))


def read(
    path: str | os.PathLike[str], model: type[ModelT], files: Files | None = None
) -> tuple[Document[ModelT] | None, list[Diagnostic]]:
    """Reads one file of any kind; none of those it names.

    Returns:
        The document, as far as it could be read, and all problems.
    """
    loading = _Loading(files=files, wanted=KINDS[model.KIND])
    source = loading.source(Path(path), None)
    return loading.read(source, model) if source else None, loading.problems


def source_at(path: str | os.PathLike[str]) -> tuple[Source | None, list[Diagnostic]]:
    """The text of one file of any kind, or why it cannot be read."""
    loading = _Loading()
    return loading.source(Path(path), None), loading.problems


def read_text(text: str, name: str, model: type[ModelT]) -> tuple[Document[ModelT] | None, list[Diagnostic]]:
    """As `read`, of a text. `name` is shown in messages."""
    loading = _Loading()
    return loading.read(Source(name, text), model), loading.problems


class _Loading:
    def __init__(
        self,
        overlay: Mapping[Path, str] | None = None,
        files: Files | None = None,
        *,
        wanted: str = "a policy file, or a folder with one",
    ) -> None:
        self.overlay = overlay or {}
        self.files = files or Disk()
        self.wanted = wanted
        self.problems = Problems()
        self.bytes = 0
        self.catalogues: dict[Path, Document[Catalogue] | None] = {}

    def policy(self, path: Path) -> tuple[Documents | None, list[Diagnostic]]:
        if self.files.is_dir(path):
            path /= POLICY_FILE
        source = self.source(path, None)
        return self.finish(self.read(source, PolicyDocument) if source else None, path)

    def finish(self, policy: Document[PolicyDocument] | None, path: Path) -> tuple[Documents | None, list[Diagnostic]]:
        if policy is not None:
            self.include(policy, path, (path.resolve(),))
        if policy is None or None in self.catalogues.values():
            return None, self.problems  # names that a missing catalogue holds would all be reported as unknown
        return Documents(policy, tuple(found for found in self.catalogues.values() if found)), self.problems

    def include(self, document: Document[Any], path: Path, chain: tuple[Path, ...]) -> None:
        for index, name in enumerate(document.model.include):
            span = document.at("include", index)
            target = (path.parent / name).resolve()
            if Path(name).is_absolute() or target.suffix not in {".yaml", ".yml"}:
                self.problems.report(
                    "bad-include", f"cannot include `{name}`", span, "name a .yaml file, relative to this one"
                )
            elif target in chain:
                loop = " → ".join(f"`{step.name}`" for step in (*chain[chain.index(target) :], target))
                self.problems.report(
                    "include-cycle", f"files include each other: {loop}", span, "remove one of the includes"
                )
            elif target not in self.catalogues:
                self.catalogues[target] = None  # stays so if it cannot be read
                if len(self.catalogues) >= MAX_INCLUDES:
                    self.problems.report(
                        "too-many-includes", f"more than {MAX_INCLUDES} catalogues", span, "join some of them"
                    )
                    return
                source = self.source(path.parent / name, span)
                catalogue = self.read(source, Catalogue) if source else None
                if catalogue is not None:
                    self.catalogues[target] = catalogue
                    self.include(catalogue, path.parent / name, (*chain, target))

    def source(self, path: Path, span: Span | None) -> Source | None:
        """The text of a file, or a diagnostic. Reads no more than the bound, whatever the file claims to be."""
        shown = self.files.shown(path)
        report = self.problems.report
        try:
            if not self.files.is_file(path):
                what = "is not a file" if self.files.exists(path) else "does not exist"
                advice = "paths are relative to this file" if span else f"name {self.wanted}"
                report("unreadable", f"`{shown}` {what}", span, advice)
                return None
            instead = self.overlay.get(path.resolve()) if self.overlay else None
            data = self.files.data(path, MAX_BYTES + 1) if instead is None else instead.encode()
        except OSError as error:
            report("unreadable", f"cannot read `{shown}`: {error.strerror or error}", span)
            return None
        self.bytes += len(data)
        if self.bytes > MAX_TOTAL_BYTES:
            size = f"{MAX_TOTAL_BYTES // 1024 // 1024} MiB"
            report(
                "too-large", f"with `{shown}` the policy and its catalogues are larger than {size}", span, "split it"
            )
            return None
        if len(data) > MAX_BYTES:
            size = f"{MAX_BYTES // 1024 // 1024} MiB"
            report("too-large", f"`{shown}` is larger than {size}", span, "a policy is far smaller; split it")
            return None
        try:
            return Source(shown, data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            report("not-text", f"`{shown}` is not UTF-8 text (byte {error.start})", span, "save it as UTF-8")
            return None

    def read(self, source: Source, model: type[ModelT]) -> Document[ModelT] | None:
        what = KINDS[model.KIND]
        root, problems = nodes.read(source)
        self.problems += problems
        if root is None:
            if not problems:
                advice = f"{what} starts with `{model.KIND}: 1`"
                self.problems.report("empty", f"`{source.name}` is empty", None, advice)
            return None
        if not isinstance(root, nodes.Mapping):
            span = Span(source, root.start, min(root.end, root.start + 1))
            self.problems.report("wrong-type", f"{what} is a mapping", span, f"it starts with `{model.KIND}: 1`")
            return None
        other = next((key for key in KINDS if key in root.entries), model.KIND)
        if model.KIND not in root.entries and other != model.KIND:
            span = shape.span_at(source, root, (other,), key=True)
            self.problems.report("wrong-kind", f"this is {KINDS[other]}, not {what}", span, f"name {self.wanted}")
            return None
        if model is Catalogue:
            for key in ("roles", "never"):
                if key in root.entries:
                    at = Document(source, root, Catalogue.model_construct()).key(key)
                    help_text = "a catalogue holds variables, channels, groups, users and functions"
                    self.problems.report("unknown-key", f"`{key}` cannot be included", at, help_text)
                    del root.entries[key]
        written = self.validated(root, source, model)
        return Document(source, root, written) if written else None

    def validated(self, root: nodes.Mapping, source: Source, model: type[ModelT]) -> ModelT | None:
        data = nodes.plain_data(root)
        with _BUILDING:
            model.model_rebuild()  # nothing to do from the second time on
        try:
            return model.model_validate(data)
        except ValidationError as error:
            said = {problem.span.start for problem in self.problems if problem.span and problem.span.source is source}
            self.problems += [
                problem
                for problem in shape.problems(error, model, root, source)
                if problem.span is None or problem.span.start not in said  # a surprising word is not also a wrong one
            ]
            shape.drop_unknown_keys(error, data)
        try:
            return model.model_validate(data)  # what is left may hold problems of another kind, worth saying at once
        except ValidationError:
            return None
