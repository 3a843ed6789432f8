r"""A name holds characters that look like others, or like nothing.

## Why

A Cyrillic o in `inbox` looks like the Latin one; a zero-width space cannot be seen at all. Two names that look alike
are two channels, and a reviewer sees one.

## Bad

```yaml
channels:
  lobby:
    name: "l\u043ebby"  # finding
    authority: clients
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "l\u043ebby": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "lobby": 1
}}}}
```

## Near miss

A name in one alphabet that is not Latin.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {
  "лобби": 1
}}}}
```
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from pnpolicy.diagnostic import Severity, shown
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Documents, ObservedGrant
from pnpolicy.wire.actions import Kind

RULE = Rule("PNP118", Severity.WARNING, cwe=1007, score=4.0)
_ALIKE: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
"""Scripts with letters that look alike; a word has letters of one of them."""
_SYNTAX: Final = re.compile(r"<[^>]*>|\\[pPx]\{[^}]*\}|\\.|\[[^\]]*\]|\(\?[^:)>]*[:)>]")
"""What is no part of a name: holes of a template, and what a pattern spells otherwise than by itself."""
_HELP: Final = "write it in one alphabet, with characters that can be seen"


def check(documents: Documents) -> Iterator[Found]:
    """Templates and patterns of a policy."""
    for document in documents:
        for kind in Kind:
            for name, family in getattr(document.model, kind.value).items():
                for key in ("name", "id", "pattern"):
                    text = getattr(family, key, None)
                    if text and (why := _odd(text)):
                        yield Found(f"{shown(text)} {why}", _HELP, span=document.at(kind.value, name, key))


def check_grant(grant: ObservedGrant) -> Iterator[Found]:
    """Names and patterns of a grant."""
    for kind, text, _, is_pattern in grant.entries():
        if not text.isascii() and (why := _odd(text)):
            yield Found(f"{shown(text)} {why}", _HELP, span=grant.at_name(kind, text, pattern=is_pattern))


def _odd(text: str) -> str:
    """What is odd about a text, in a clause; nothing if nothing is."""
    if text.isascii():
        return ""
    unseen = [character for character in text if unicodedata.category(character) == "Cf"]
    if unseen:
        return f"holds U+{ord(unseen[0]):04X}, which cannot be seen"
    scripts = {
        unicodedata.name(character, "").partition(" ")[0] for character in _SYNTAX.sub("", text) if character.isalpha()
    }
    mixed = sorted(scripts & _ALIKE)
    return f"mixes letters that look alike: {' and '.join(word.title() for word in mixed)}" if len(mixed) > 1 else ""
