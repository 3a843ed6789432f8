"""Diagnostics as people see them."""

import re

from pnpolicy.diagnostic import Diagnostic, Label, Severity
from pnpolicy.render.colour import PLAIN, Paint
from pnpolicy.render.text import render, summary
from pnpolicy.text import Source, Span


def test_a_whole_story() -> None:
    """Title, place, line with caret, label, further places, note and help."""
    source = Source("p.yaml", "one\ntwo three\nfour\n")
    diagnostic = Diagnostic(
        "code",
        "something is `wrong`",
        Span(source, 8, 13),
        label="here",
        related=(Label(Span(source, 0, 3), "because of this"),),
        notes=("a fact",),
        help="a way out",
    )
    assert render([diagnostic], PLAIN) == (
        "error[code]: something is `wrong`\n"
        " --> p.yaml:2:5\n"
        "  |\n"
        "2 | two three\n"
        "  |     ^^^^^ here\n"
        " ::: p.yaml:1:1\n"
        "  |\n"
        "1 | one\n"
        "  | --- because of this\n"
        "  = note: a fact\n"
        "  = help: a way out\n"
    )


def test_nothing_in_a_policy_can_steer_a_terminal() -> None:
    """Control characters and direction marks are shown, not sent."""
    source = Source("p\x1b[2J.yaml", "a: \x1b[31mred\u202e\x07\n")
    told = render([Diagnostic("c", "found \x1b]0;title\x07", Span(source, 0, 1), help="\u2066")], PLAIN)
    assert not set("\x1b\x07\u202e\u2066") & set(told)
    assert "\\u{1b}[31mred\\u{202e}\\u{7}" in told


def test_tabs_and_long_lines_keep_the_caret_in_its_place() -> None:
    """The caret stands under what it means, and a line of a megabyte is cut around it."""
    tabbed = Source("p", "\tkey: value")
    assert render([Diagnostic("c", "m", Span(tabbed, 1, 4))], PLAIN).splitlines()[-1] == "  | \t^^^"
    long = Source("p", "x" * 500_000 + "HERE" + "y" * 500_000)
    lines = render([Diagnostic("c", "m", Span(long, 500_000, 500_004))], PLAIN).splitlines()
    assert max(map(len, lines)) < 200
    excerpt, caret = lines[-2], lines[-1]
    assert excerpt[caret.index("^") :].startswith("HERE")


def test_colours_are_asked_for() -> None:
    """With colours the words are the same."""
    source = Source("p", "x\n")
    warning = Diagnostic("c", "m", Span(source, 0, 1), severity=Severity.WARNING)
    coloured = render([warning], Paint(colours=True))
    assert "\x1b[33;1mwarning[c]\x1b[0m" in coloured

    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render([warning], PLAIN)


def test_counts() -> None:
    """The summary counts by severity, the worst first."""
    error, warning = Diagnostic("c", "m", None), Diagnostic("c", "m", None, severity=Severity.WARNING)
    assert summary([warning, error, warning]) == "1 error, 2 warnings"
    assert str(error) == "error[c]: m"
