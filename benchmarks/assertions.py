"""Passing assertions against np.testing and torch.testing, in alternating pairs.

Run ``python benchmarks/assertions.py``; a ratio under 1 means that ours is quicker. The last
lines tell the peak of temporary memory in units of one array's size.
"""

from __future__ import annotations

import tracemalloc
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from _pairs import compare

from pytest_array_api.assertions import recording, xp_assert_close, xp_assert_equal

if TYPE_CHECKING:
    from collections.abc import Callable

# rtol is given, so that all of them apply one tolerance to one pair of arrays.
RTOL = 1e-7
PEERS: dict[str, tuple[Callable[[Any], Any], Callable[..., None]]] = {
    "numpy": (np.asarray, np.testing.assert_allclose),
    "torch": (torch.asarray, partial(torch.testing.assert_close, atol=0.0)),
}


def arrays(n: int) -> tuple[Any, Any]:
    """Return two float64 arrays that differ in their last places."""
    rng = np.random.default_rng(0)
    desired = rng.standard_normal(n)
    return desired * (1 + 1e-15 * rng.standard_normal(n)), desired


def against_peers(sizes: dict[str, tuple[int, ...]]) -> None:
    """Time xp_assert_close against each library's own assertion."""
    for library, (convert, peer) in PEERS.items():
        for n in sizes[library]:
            actual, desired = (convert(array) for array in arrays(n))
            compare(
                f"xp_assert_close, {library}, {n} elements",
                partial(xp_assert_close, actual, desired, rtol=RTOL),
                partial(peer, actual, desired, rtol=RTOL),
                pairs=9 if n > 10**6 else 25,
            )


def with_nan(n: int) -> None:
    """Time arrays with NaN, which need a second look, and equality."""
    actual, desired = arrays(n)
    actual[::100] = desired[::100] = np.nan
    compare(
        f"xp_assert_close, numpy, {n} elements, some NaN",
        partial(xp_assert_close, actual, desired, rtol=RTOL),
        partial(np.testing.assert_allclose, actual, desired, rtol=RTOL),
    )
    compare(
        f"xp_assert_equal, numpy, {n} elements",
        partial(xp_assert_equal, desired, desired.copy()),
        partial(np.testing.assert_array_equal, desired, desired.copy()),
    )


def while_recording(n: int) -> None:
    """Time what an open recorder costs."""
    actual, desired = arrays(n)
    quiet = partial(xp_assert_close, actual, desired, rtol=RTOL)

    def recorded() -> None:
        with recording():
            quiet()

    compare(f"recording against not recording, numpy, {n}", recorded, quiet)


def temporaries(n: int) -> None:
    """Print the peak of allocated memory while a passing assertion runs."""
    actual, desired = arrays(n)
    for name, function in (
        ("ours", xp_assert_close),
        ("np.testing", np.testing.assert_allclose),
    ):
        tracemalloc.start()
        function(actual, desired, rtol=RTOL)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(
            f"peak of temporaries, numpy, {n} elements, {name}: {peak / actual.nbytes:.3f} arrays"
        )


if __name__ == "__main__":
    against_peers({"numpy": (10, 10**4, 10**6, 10**7), "torch": (10, 10**4, 10**6)})
    with_nan(10**6)
    while_recording(10)
    while_recording(10**6)
    temporaries(10**7)
