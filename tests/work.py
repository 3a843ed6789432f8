"""Work counted in calls, not in seconds: a bound that holds on any machine, however busy it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from cProfile import Profile


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """Fails if what is done inside takes more calls of Python functions than that. A million is some three seconds."""
    profile = Profile(builtins=False)
    profile.enable()
    try:
        yield
    finally:
        profile.disable()
    made = sum(entry.callcount for entry in profile.getstats())
    assert made <= calls, f"{made:,} calls, where {calls:,} were to do"
