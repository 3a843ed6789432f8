"""Tests of your own policies: properties that hold for every login and every name, and `*.test.yaml` under pytest.

    from hypothesis import given

    from pnpolicy import Policy
    from pnpolicy.testing import bindings, names

    policy = Policy.load("policies/live-voting")

    @given(login=bindings(policy, "voter"), name=names(policy, families=["vote-result"]))
    def test_voters_never_announce(login, name):
        assert not policy.allows("voter", "publish", name, **login)

The strategies need Hypothesis: `pip install "pnpolicy[testing]"`. The plugin needs pytest alone, which finds it by
itself; `pytest -p no:pnpolicy` goes without.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pnpolicy.testing.strategies import bindings, names

__all__ = ["bindings", "names"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  the type checker reads the imports above
    if name not in __all__:
        raise AttributeError(f"module 'pnpolicy.testing' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  pytest imports this package for everybody

    try:
        strategies = import_module("pnpolicy.testing.strategies")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "hypothesis":
            raise
        raise ImportError(f'pnpolicy.testing.{name} needs Hypothesis: pip install "pnpolicy[testing]"') from error
    value = getattr(strategies, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
