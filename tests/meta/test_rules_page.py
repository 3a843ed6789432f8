"""`docs/rules.md` is what `pnpolicy rule --format markdown` writes; `PNPOLICY_UPDATE=1` writes it anew."""

import pytest

from pnpolicy.check.gate_rules import RULES
from pnpolicy.lint.catalogue import own
from pnpolicy.render.rules import markdown
from tests.conftest import ROOT
from tests.transcripts import UPDATE

PAGE = ROOT / "docs" / "rules.md"


@pytest.fixture
def at_full_speed() -> None:
    """No: nothing else writes the page, so its lines are counted here."""


def test_rules_page_is_current() -> None:
    """To the letter."""
    told = markdown((*own(), *RULES), whole=True)
    if UPDATE:
        PAGE.write_text(told, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == told
