"""App Context: which part of a list is wanted, in which order, with what."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pnpolicy.emulator.call import Call
from pnpolicy.emulator.message import Answer
from pnpolicy.emulator.records import invalid

LIMIT: Final = 100
"""Entries of a page at most, and by default; also of what one request may set or delete. REST API."""

_CURSOR_MAX: Final = 16
"""Characters of a cursor; ours are shorter."""
_SAID: Final = {"": False, "false": False, "0": False, "true": True, "1": True}

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a client wants to see of a list.

    Attributes:
        includes: properties beyond those that are always shown.
        sort: properties to sort by, the first counts most, each with whether it descends.
        limit: entries of a page.
        start: place of the first entry that is wanted; None for the first of all.
        end: place behind the last one, unless `start` is given.
        counted: whether to say how many there are in all.
    """

    includes: frozenset[str]
    sort: tuple[tuple[str, bool], ...]
    limit: int
    start: int | None
    end: int | None
    counted: bool

    @classmethod
    def of(cls, call: Call, includes: Collection[str], sorts: Collection[str]) -> "Listing":
        """What the query of a request says.

        Args:
            call: the request.
            includes: what may be included.
            sorts: what may be sorted by.

        Raises:
            Refused: it says something else.
        """
        if call.parameter("filter"):
            raise invalid("The emulator does not evaluate filter expressions.", "filter", "query")
        limit = call.number("limit", LIMIT, LIMIT + 1)
        if not 0 < limit <= LIMIT:
            raise invalid(f"Must be 1 to {LIMIT}.", "limit", "query")
        counted = _SAID.get(call.parameter("count").lower())  # Python sends `True`
        if counted is None:
            raise invalid("Must be true or false.", "count", "query")
        return cls(
            included(call, includes), _sort(call, sorts), limit, _place(call, "start"), _place(call, "end"), counted
        )

    def page(
        self, items: Sequence[_T], value: Callable[[_T, str], str | None], shown: Callable[[_T], dict[str, Any]]
    ) -> Answer:
        """The page of a list.

        A page has a cursor for the next one unless it is empty, as recorded. What lacks a property that is sorted by
        comes last, or first when it descends (inferred).

        Args:
            items: all entries.
            value: the value of a property that may be sorted by, and of `id`, which decides in the end.
            shown: an entry as clients see it.
        """
        ordered = sorted(items, key=lambda item: value(item, "id") or "")
        for word, descends in reversed(self.sort):
            ordered.sort(key=lambda item: _rank(value(item, word)), reverse=descends)
        first, last = self.start or 0, (self.start or 0) + self.limit
        if self.start is None and self.end is not None:
            first, last = max(0, self.end - self.limit), self.end
        page = ordered[first:last]
        return Answer(
            200,
            {
                "status": 200,
                "data": [shown(item) for item in page],
                **({"totalCount": len(ordered)} if self.counted else {}),
                **({"next": _cursor(first + len(page))} if page else {}),
                **({"prev": _cursor(first)} if first else {}),
            },
        )


def included(call: Call, words: Collection[str]) -> frozenset[str]:
    """What `include=` names; `totalCount` means nothing, as recorded. Raises Refused if it names something else."""
    found = frozenset(_listed(call, "include")) - {"totalCount"}
    if not found <= set(words):
        raise invalid(f"Must be of {', '.join(words)}.", "include", "query")
    return found


def _sort(call: Call, words: Collection[str]) -> tuple[tuple[str, bool], ...]:
    found: dict[str, bool] = {}
    for text in _listed(call, "sort"):
        word, _, direction = text.partition(":")
        if word not in words or direction not in ("", "asc", "desc") or word in found:
            raise invalid(f"Must be of {', '.join(words)}, each once, with :asc or :desc.", "sort", "query")
        found[word] = direction == "desc"
    return tuple(found.items())


def _listed(call: Call, name: str) -> list[str]:
    """The values of a parameter, which Python separates by commas, while JavaScript repeats the parameter."""
    return [part for key, text in call.request.parameters if key == name for part in text.split(",") if part]


def _rank(value: str | None) -> tuple[bool, str]:
    return value is None, value or ""


def _cursor(place: int) -> str:
    """As recorded: `MTA` is the tenth."""
    return urlsafe_b64encode(b"%d" % place).rstrip(b"=").decode()


def _place(call: Call, name: str) -> int | None:
    text = call.parameter(name)
    if not text:
        return None
    try:
        digits = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        digits = b""
    if len(text) > _CURSOR_MAX or not digits.isdigit():
        raise invalid("Must be a cursor that a page came with.", name, "query")
    return int(digits)
