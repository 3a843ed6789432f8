r"""Regular languages over names, decided exactly: a library of its own.

A pattern is read as RE2 reads it and held as a regular expression, not as an automaton. Four ideas carry everything.

**Partial derivatives.** What remains to be matched after a character is again an expression, or several. An expression
knows its own: `ab|c` has `b` after an a, and the empty text after a c. Walking from derivative to derivative is
walking a small automaton that is never written down, so that asking whether two languages meet looks at pairs of
expressions and stops at the first text. Equal expressions are one object, and each works its derivatives out once.

**Predicates are ints.** A set of next symbols is a bit mask: one bit per ASCII character, one for the end of the text,
and further bits for classes of other characters, cut only as finely as the patterns at hand tell them apart.

**Differences are nodes.** What is in all of some languages and in none of others is an expression as well: its
derivatives are those of its parts, pairs of what is wanted, and the set of all that is not. So only the unwanted side
is ever determinized, lazily, and just along texts that are wanted. `a <= b` asks whether `a - b` is empty, and a text
found there is the reason why not.

**Assertions are masks.** An expression says, given what came before a position, before which next symbols it can be
empty: `$` before the end, `\b` before a letter or its opposite, `a*` before anything. A sequence lets its second part
move on just these. So `^`, `$` and `\b` are exact wherever they stand, and no pattern has to be rewritten.

Membership uses a table built ahead (`matcher`); texts that languages share (`meet`) or that one has beyond others
(`outside`) come from a best-first walk, which finds a shortest one and the most readable of those; all ways
in which many languages overlap from one pass (`atoms`); whether templates stand for the same values from walks that
know which part spelled a character (`reading`, `uncovered`); how many there are (`count`), some by chance (`sample`) or
by choice (`Steered`) or all in order (`texts`), from the subset automaton; a pattern that RE2 and Python read alike, of
differences too, from `spelled`. Each question has a budget with a name. When it runs out the answer is `Undecided`;
what the engine does not model is `Unsupported`. It never guesses.

Texts are strings of code points. `meet`, `outside`, `count`, `sample` and `Steered` ask about channel names unless told
otherwise; all else, the operators too, is about every text.
"""

from pnpolicy.language.alphabet import CHANNEL_NAMES, EVERY_CHARACTER, Alphabet
from pnpolicy.language.atoms import Atom, atoms
from pnpolicy.language.counting import Steered, count, sample, texts
from pnpolicy.language.covering import Keyed, uncovered
from pnpolicy.language.errors import LanguageError, PatternError, RegexSyntaxError, Undecided, Unsupported
from pnpolicy.language.marks import Reading, reading
from pnpolicy.language.matching import Matcher, matcher
from pnpolicy.language.measure import head, longest_length, shortest_length, tail
from pnpolicy.language.meeting import LONGEST_NAME, meet, outside
from pnpolicy.language.mirroring import before
from pnpolicy.language.regex import ANY, EVERYTHING, Regex, anchored, chars, concat, literal, repeat, search, union
from pnpolicy.language.spelling import spelled
from pnpolicy.language.syntax import parse
from pnpolicy.language.unrolling import unrolled

__all__ = [
    "ANY",
    "CHANNEL_NAMES",
    "EVERYTHING",
    "EVERY_CHARACTER",
    "LONGEST_NAME",
    "Alphabet",
    "Atom",
    "Keyed",
    "LanguageError",
    "Matcher",
    "PatternError",
    "Reading",
    "Regex",
    "RegexSyntaxError",
    "Steered",
    "Undecided",
    "Unsupported",
    "anchored",
    "atoms",
    "before",
    "chars",
    "concat",
    "count",
    "head",
    "literal",
    "longest_length",
    "matcher",
    "meet",
    "outside",
    "parse",
    "reading",
    "repeat",
    "sample",
    "search",
    "shortest_length",
    "spelled",
    "tail",
    "texts",
    "uncovered",
    "union",
    "unrolled",
]
