"""Every exception the language engine raises on purpose.

LanguageError
├── PatternError        a pattern that cannot be read; knows the pattern and the place
│   ├── RegexSyntaxError    RE2 refuses it too
│   └── Unsupported         RE2 reads it; this engine does not, and does not guess
└── Undecided           a named budget ran out before the answer was known
"""


class LanguageError(Exception):
    """Anything the language engine raises on purpose."""


class PatternError(LanguageError):
    """A pattern that cannot be read.

    Attributes:
        pattern: the whole pattern.
        position: index of the first character of what is wrong, in code points.
        message: what is wrong, in one clause.
    """

    def __init__(self, pattern: str, position: int, message: str) -> None:
        self.pattern = pattern
        self.position = position
        self.message = message
        super().__init__(f"{message} (at {position})")


class RegexSyntaxError(PatternError):
    """A pattern that RE2 refuses, in RE2's own words where it has some."""


class Unsupported(PatternError):  # noqa: N818 - a third answer, not a failure
    """A construct or a size that this engine does not model.

    Attributes:
        construct: what it is, in the reader's words.
    """

    def __init__(self, pattern: str, position: int, construct: str) -> None:
        self.construct = construct
        super().__init__(pattern, position, f"unsupported: {construct}")


class Undecided(LanguageError):  # noqa: N818 - a third answer, not a failure
    """A budget ran out: neither yes nor no.

    Attributes:
        budget: the budget's name.
        limit: its size.
    """

    def __init__(self, budget: str, limit: int) -> None:
        self.budget = budget
        self.limit = limit
        super().__init__(f"not decided within {limit} {budget}")
