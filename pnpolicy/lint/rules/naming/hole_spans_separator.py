r"""What stands between two separators may hold the separator itself.

## Why

`^event\.football\..*\.market\..*$` is written for one id between two dots, but `.*` takes in dots as well: names with
more levels match, and ids that are made to. The separator parts what is before it from what is behind it only where
neither may hold it.

## Bad

```yaml
variables:
  sport: {type: enum, values: [football, ice.hockey]}  # finding
  area: {type: pattern, pattern: "[a-z.]{1,20}"}  # finding
```

```yaml
channels:
  market: {pattern: 'event\..*\.market', authority: server}  # finding
```

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^event\\.football\\..*\\.market\\..*$": 1,  # finding
  "^private-.+-alice$": 1  # finding
}}}}
```

## Good

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^private-[a-z0-9]{1,20}-alice$": 1
}}}}
```

## Near miss

At an end there is nothing to be parted from, and what stands behind a dot that repeats may be a word.

```json
{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {
  "^readonly-.*$": 1,
  "^.*-public$": 1,
  "^news\\..*end$": 1,
  "^room-.*-pnpres$": 1,
  "^chat-[^-]*-alice$": 1,
  "^chat\\.[.*]-alice$": 1
}}}}
```
"""

import re
from collections.abc import Iterator

from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import Pattern

RULE = Rule(
    "PNP505",
    Severity.WARNING,
    confidence=Confidence.LIKELY,
    cwe=625,
    score=5.0,
    told_as=("hole-spans-separator",),
)

_ATOM = re.compile(
    r"(?P<dot>\.)(?P<times>[*+]\??)(?P<separator>(?!\\?-pnpres)(?:\\?[-_]|\\\.|\[[-_.]\])(?![?*{]))?"
    r"|(?P<text>[A-Za-z0-9_:@-]|\\[^A-Za-z0-9]|\\Q.*?(?:\\E|$))"
    r"|(?P<group>\((?:\?[A-Za-z]*:?)?)"
    r"|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|\{[0-9]+(?:,[0-9]*)?\}|\\.|.",
    re.DOTALL,
)
"""What a pattern is made of, as far as it matters here: dots that repeat, text, groups, and anything else."""


def check(pattern: Pattern) -> Iterator[Found]:
    """A dot that repeats between a text and a separator, and that other names match by than if it left that out."""
    narrowed, separator = _narrowed(pattern.text)
    lost = pattern.beyond(narrowed) if separator else None
    if lost is not None:
        message = f"a `.` that repeats in {pattern.told} takes in the `{separator}` behind it: it matches `{lost}`"
        yield Found(message, f"write `[^{separator}]` there, or name the characters that an id may have", lost)


def _narrowed(pattern: str) -> tuple[str, str]:
    """The pattern with such dots leaving out their separators, and the first of these; nothing if there is none."""
    separators: list[str] = []
    behind_text, above = False, [False]

    def narrow(atom: re.Match[str]) -> str:
        nonlocal behind_text
        was_behind, separator = behind_text, (atom["separator"] or "").strip("\\[]")
        if atom["text"] or separator:
            behind_text = True
        elif atom["group"]:
            above.append(behind_text)
        elif atom[0] == "|":
            behind_text = above[-1]
        elif atom[0] == ")" and len(above) > 1:
            above.pop()
        if not separator or not was_behind:
            return atom[0]
        separators.append(separator)
        return f"[^{separator}]{atom['times']}{atom['separator']}"

    narrowed = _ATOM.sub(narrow, pattern)
    return narrowed, separators[0] if separators else ""
