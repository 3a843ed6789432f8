"""A rule's docstring as a page: a title, why, what is bad, what is good, and what comes near and is not meant.

An example is a policy (```yaml) or a grant (```json). Of a policy only what matters is shown; `framed` adds the rest
below it, so that lines keep their numbers. In a bad example the lines at fault end in `# finding`.
"""

import re
from inspect import cleandoc
from typing import Final, NamedTuple

HEADINGS: Final = ("Why", "Bad", "Good", "Near miss")
_BLOCK: Final = re.compile(r"^```(yaml|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK: Final = re.compile(r"[ \t]*# finding[ \t]*$", re.MULTILINE)
_FRAME: Final = """\
variables:
  userId:   {type: id, source: session}
  peerId:   {type: id, source: server}
  roomId:   {type: id, max: 32, source: server}
  pollId:   {type: hex, min: 8, max: 8, source: server}
  tenantId: {type: id, max: 20, source: session}
  topic:    {type: slug, max: 20, source: request}
  N:        {type: integer, min: 0, max: 63, source: server}
"""


class Example(NamedTuple):
    """A policy or a grant that a page shows.

    Attributes:
        text: without marks.
        marked: the numbers of the lines at fault.
    """

    language: str
    text: str
    marked: tuple[int, ...]

    @property
    def framed(self) -> str:
        """The example with all that a file of its kind needs."""
        if self.language == "json":
            return self.text
        text = self.text
        if not re.search(r"^variables:", text, re.MULTILINE):
            text += _FRAME
        if not re.search(r"^name:", text, re.MULTILINE):
            text += "name: example\n"
        return text if re.search(r"^pnpolicy:", text, re.MULTILINE) else text + "pnpolicy: 1\n"


class Page(NamedTuple):
    """What a rule says of itself.

    Attributes:
        title: one sentence.
        sections: heading → Markdown text.
    """

    title: str
    sections: dict[str, str]

    @property
    def why(self) -> str:
        """Why it matters, in one or more paragraphs."""
        return self.sections.get("Why", "")

    def examples(self, heading: str) -> list[Example]:
        """The examples below a heading."""
        return [_example(match[1], match[2]) for match in _BLOCK.finditer(self.sections.get(heading, ""))]

    @property
    def markdown(self) -> str:
        """All below the title."""
        return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in self.sections.items())


def page_of(docstring: str) -> Page:
    """Reads a rule's docstring."""
    title, _, rest = cleandoc(docstring).partition("\n")
    sections: dict[str, str] = {}
    for part in re.split(r"^## ", rest, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        sections[heading.strip()] = text.strip()
    return Page(title.strip(), sections)


def _example(language: str, text: str) -> Example:
    marked = tuple(number for number, line in enumerate(text.splitlines(), 1) if _MARK.search(line))
    return Example(language, _MARK.sub("", text), marked)
