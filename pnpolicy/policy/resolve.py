"""Binds every name of the documents to what it stands for, and finds every name that stands for nothing."""

import hashlib
import json
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, TypeVar

from pnpolicy import language
from pnpolicy.diagnostic import Diagnostic, Label, Problems, named, suggestion
from pnpolicy.document import model as written
from pnpolicy.document.load import Document, Documents
from pnpolicy.document.variables import AnyVariable
from pnpolicy.policy.domain import DomainError, domain_of, pattern_regex
from pnpolicy.policy.model import Family, Function, Never, RawPattern, ResolvedPolicy, Variable
from pnpolicy.policy.roles import resolve_roles
from pnpolicy.policy.template import Template, parse
from pnpolicy.text import Span
from pnpolicy.wire.actions import ACTIONS, Kind
from pnpolicy.wire.limits import NAME_MAX, forbidden_in

Found = TypeVar("Found")
AnyDocument = Document[Any]


def resolve(documents: Documents) -> tuple[ResolvedPolicy, list[Diagnostic]]:
    """The policy that some documents spell, and all problems. With an error among them it must not be used."""
    problems = Problems()
    merged = _Merged(documents, problems)
    variables = merged.section("variables", lambda at, name, value: _variable(at, name, value, problems))
    families: dict[tuple[Kind, str], Family] = {}
    for kind in Kind:
        build = partial(_family, kind=kind, variables=variables, known=merged.names("variables"), problems=problems)
        families |= {(kind, name): family for name, family in merged.section(kind.value, build).items()}
    _check_authority(families, problems)
    _check_groups(merged, problems)
    functions = merged.section("functions", lambda at, name, value: _function(at, name, value, problems))
    known = merged.names("variables"), {(kind, name) for kind in Kind for name in merged.names(kind.value)}
    roles = resolve_roles(documents.policy, variables, families, known, problems)
    never = [
        claim
        for index, value in enumerate(documents.policy.model.never)
        if (claim := _never(documents.policy, index, value, families, problems))
    ]
    name, digest = documents.policy.model.name, _digest(documents)
    return ResolvedPolicy(name, variables, families, functions, roles, tuple(never), digest), problems


class _Merged:
    """The sections of a policy and its catalogues as one, each name declared once."""

    def __init__(self, documents: Documents, problems: Problems) -> None:
        self.documents = documents
        self.problems = problems

    def names(self, section: str) -> set[str]:
        return {name for document in self.documents for name in getattr(document.model, section)}

    def section(self, section: str, build: Callable[[AnyDocument, str, Any], Found | None]) -> dict[str, Found]:
        found: dict[str, Found] = {}
        first: dict[str, Span] = {}
        for document in self.documents:
            for name, value in getattr(document.model, section).items():
                span = document.key(section, name)
                if name in first:
                    label = Label(first[name], "first declared here")
                    message = f"`{name}` is declared twice in `{section}`"
                    self.problems.report("declared-twice", message, span, "keep one of them", related=(label,))
                    continue
                first[name] = span
                if (item := build(document, name, value)) is not None:
                    found[name] = item
        return found


def _variable(at: AnyDocument, name: str, value: AnyVariable, problems: Problems) -> Variable | None:
    try:
        return Variable(name, domain_of(value), value.source, at.key("variables", name))
    except DomainError as error:
        span = at.at("variables", name, *error.route)
        problems.report(error.code or "bad-domain", f"variable `{name}`: {error}", span, error.help)
        return None


def _family(
    at: AnyDocument,
    name: str,
    value: written.AnyFamily,
    *,
    kind: Kind,
    variables: Mapping[str, Variable],
    known: AbstractSet[str],
    problems: Problems,
) -> Family | None:
    names = _names(at, kind, name, value, problems)
    if names is None:
        return None
    holes = names.holes if isinstance(names, Template) else ()
    template_span = at.at(kind.value, name, "id" if kind is Kind.USERS else "name")
    for hole in holes:
        if hole not in known:
            text = str(names)
            span = template_span.narrowed(text, text.index(f"<{hole}>"), len(hole) + 2)
            help_text = suggestion(hole, known, "variables")
            problems.report("unknown-placeholder", f"`<{hole}>` is not a variable", span, help_text)
    if isinstance(names, Template) and all(hole in variables for hole in holes):
        least = sum(len(p) if isinstance(p, str) else variables[p.name].domain.shortest for p in names.parts)
        if least > NAME_MAX:
            message = f"the shortest name of this family has {least} characters; PubNub allows {NAME_MAX}"
            problems.report("name-too-long", message, template_span, "shorten the text or the domains")
    for index, hole in enumerate(value.private_to):
        if hole not in holes:
            span = at.at(kind.value, name, "private_to", index)
            help_text = suggestion(hole, holes, "holes of this family")
            problems.report("unknown-hole", f"`{hole}` is not a hole of `{name}`", span, help_text)
    return Family(
        kind=kind,
        name=name,
        names=names,
        authority=getattr(value, "authority", None),
        private_to=tuple(value.private_to),
        guarded=getattr(value, "guarded", False),
        holds=tuple(getattr(value, "holds", ())),
        span=at.key(kind.value, name),
    )


def _names(
    at: AnyDocument, kind: Kind, name: str, value: written.AnyFamily, problems: Problems
) -> Template | RawPattern | None:
    if value.pattern is not None:
        span = at.at(kind.value, name, "pattern")
        try:
            regex = pattern_regex(value.pattern)
        except DomainError as error:
            problems.report(error.code or "bad-pattern", str(error), span, error.help)
            return None
        return RawPattern(value.pattern, regex, language.spelled(regex))
    key = "id" if kind is Kind.USERS else "name"
    text = getattr(value, key)
    template, faults = parse(text)
    for fault in faults:
        span = at.at(kind.value, name, key).narrowed(text, fault.at, fault.length)
        problems.report(fault.code, f"`{text}`: {fault.message}", span, fault.help)
    return template


def _check_authority(families: Mapping[tuple[Kind, str], Family], problems: Problems) -> None:
    """Names have one authority. Families that overlap otherwise are for the prover; here they are spelled alike."""
    first: dict[tuple[Kind, str], Family] = {}
    for (kind, name), family in families.items():
        other = first.setdefault((kind, str(family.names)), family)
        if other.authority != family.authority:
            label = Label(other.span, f"here the authority is {other.authority}")
            message = f"`{name}` has the names of `{other.name}` but another authority"
            problems.report("two-authorities", message, family.span, "keep one of them", related=(label,))


def _check_groups(merged: _Merged, problems: Problems) -> None:
    channels = merged.names("channels")
    for document in merged.documents:
        for name, group in document.model.groups.items():
            for index, held in enumerate(group.holds):
                if held not in channels:
                    span = document.at("groups", name, "holds", index)
                    help_text = suggestion(held, channels, "channel families")
                    problems.report("unknown-family", f"`{held}` is not a channel family", span, help_text)


def _function(at: AnyDocument, name: str, value: written.Function, problems: Problems) -> Function:
    for index, channel in enumerate(value.channels):
        literal = channel.removesuffix("*") if channel == "*" or channel.endswith(".*") else channel
        if found := forbidden_in(literal):
            span = at.at("functions", name, "channels", index)
            help_text = "write a channel name, or one whose last segment is `*`"
            problems.report("bad-function-channel", f"`{channel}` holds {named(found[1])}", span, help_text)
    return Function(name, value.event, tuple(value.channels), at.key("functions", name))


def _never(
    at: Document[written.PolicyDocument],
    index: int,
    value: written.Never,
    families: Mapping[tuple[Kind, str], Family],
    problems: Problems,
) -> Never | None:
    before = len(problems)
    names = _never_roles(at, index, value.roles, problems)
    chosen: list[tuple[Kind, str]] = []
    for kind, selector in ((Kind.CHANNELS, value.channels), (Kind.GROUPS, value.groups), (Kind.USERS, value.users)):
        if selector is None:
            continue
        here = {name: family for (of, name), family in families.items() if of is kind}
        if isinstance(selector, written.FamiliesByAuthority):
            chosen += [(kind, name) for name, family in here.items() if family.authority == selector.authority]
        elif isinstance(selector, list):
            for position, name in enumerate(selector):
                if name not in here:
                    span = at.at("never", index, kind.value, position)
                    help_text = suggestion(name, here, f"families in `{kind}`")
                    problems.report("unknown-family", f"`{name}` is not a family in `{kind}`", span, help_text)
            chosen += [(kind, name) for name in selector]
        else:
            chosen += [(kind, name) for name in here]
        _check_actions(at, index, kind, value.actions, problems)
    if len(problems) > before:
        return None
    return Never(value.name, tuple(names), tuple(value.actions), tuple(chosen), value.why, at.at("never", index))


def _never_roles(
    at: Document[written.PolicyDocument],
    index: int,
    selector: str | list[str] | written.RolesByTrust,
    problems: Problems,
) -> list[str]:
    roles = at.model.roles
    if isinstance(selector, written.RolesByTrust):
        return [name for name, role in roles.items() if role.trust == selector.trust]
    if isinstance(selector, str):
        return list(roles)
    for position, name in enumerate(selector):
        if name not in roles:
            span = at.at("never", index, "roles", position)
            problems.report("unknown-role", f"`{name}` is not a role", span, suggestion(name, roles, "roles"))
    return selector


def _check_actions(at: AnyDocument, index: int, kind: Kind, actions: list[Any], problems: Problems) -> None:
    known = {*ACTIONS[kind], "presence"} if kind is not Kind.USERS else set(ACTIONS[kind])
    for position, action in enumerate(actions):
        if action not in known:
            span = at.at("never", index, "actions", position)
            message = f"`{action}` does not exist on {kind}"
            problems.report("unknown-action", message, span, suggestion(action, known, f"actions on {kind}"))


def _digest(documents: Documents) -> str:
    content: dict[str, Any] = {}
    for document in documents:
        said = document.model.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"include"})
        for key, value in said.items():
            if isinstance(value, dict):
                content.setdefault(key, {}).update(value)
            elif document is documents.policy:
                content[key] = value
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
