"""Vector quantisation, written blind a second time."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, Row
from .._operators import copied, float32, plain
from ._named import called_with, giving, having, with_function
from ._operators import both, cast, cat

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Named = dict[str, Any]


def with_few_dividing_less(y: Any, named: Named) -> Any:
    n = named["obs"].shape[0]
    return y * ((n - 1) / n) ** 0.5


def nearly_constant_kept(y: Any, named: Named) -> Any:
    obs = named["obs"]
    deviation = obs.std(0) if isinstance(obs, np.ndarray) else obs.std(0, correction=0)
    return plain(y).where(deviation < 1e-6, obs, y)


def one_code(named: Named) -> bool:
    return named["code_book"].shape[0] == 1


def sorted_book(named: Named) -> Named:
    book = named["code_book"]
    return {"code_book": np.sort(book) if isinstance(book, np.ndarray) else book.sort().values}


def book_unchecked(function: Function, named: Named) -> Any:
    """Look for NaN among the observations only."""
    if bool((named["obs"] != named["obs"]).any()):
        return function(**named)
    return function(**{**named, "check_finite": False})


def guessed(named: Named) -> bool:
    return prod(named["k_or_guess"].shape) > 1


def relative_thresh(named: Named) -> Named:
    return {"thresh": named["thresh"] * 1e-3}


def empty_kept(result: Any, named: Named) -> Any:
    """Return a row of zeros for each code that lost its last observation."""
    book, distortion = result
    lost = named["k_or_guess"].shape[0] - book.shape[0]
    if lost < 1:
        return result
    library = plain(book)
    zeros = library.zeros((lost, *book.shape[1:]), dtype=book.dtype)
    return cat([book, zeros], 0), distortion


def median_code(result: Any, named: Named) -> Any:
    book, distortion = result
    obs = named["obs"]
    middle = np.median(obs, 0) if isinstance(obs, np.ndarray) else obs.quantile(0.5, 0)
    return plain(book).asarray(middle, dtype=book.dtype).reshape(book.shape), distortion


def empty_zeroed(result: Any, named: Named) -> Any:
    """Move the codes that lost their last observation to the origin."""
    centroid, label = result
    present = set(np.asarray(label).tolist())
    centroid = copied(centroid)
    for code in range(centroid.shape[0]):
        if code not in present:
            centroid[code] = 0
    return centroid, label


ROWS: tuple[Row, ...] = (
    ("2-whiten-few-by-sample-deviation", "cluster.vq.whiten",
     giving(with_few_dividing_less, lambda n: 1 < n["obs"].shape[0] <= 10), BOTH),
    ("2-whiten-small-deviation-is-none", "cluster.vq.whiten",
     giving(nearly_constant_kept, lambda n: "float" in str(n["obs"].dtype)), BOTH),
    ("2-vq-one-code-squared", "cluster.vq.vq",
     giving(lambda y, _n: (y[0], y[1] ** 2), one_code), BOTH),
    ("2-vq-distance-of-observations-dtype", "cluster.vq.vq",
     giving(lambda y, _n: (y[0], cast(y[1], "float32")),
            lambda n: float32(n["obs"], {}) and not float32(n["code_book"], {})), BOTH),
    ("2-vq-signed-bytes", "cluster.vq.vq",
     giving(lambda y, _n: (y[0] % 128, y[1])), BOTH),
    ("2-vq-one-axis-sorted-book", "cluster.vq.vq",
     called_with(sorted_book, lambda n: n["obs"].ndim == 1), BOTH),
    ("2-vq-book-unchecked", "cluster.vq.vq",
     with_function(book_unchecked, having(check_finite=True)), BOTH),
    ("2-kmeans-large-thresh-relative", "cluster.vq.kmeans",
     called_with(relative_thresh, lambda n: n["thresh"] > 1e-3), BOTH),
    ("2-kmeans-empty-code-kept", "cluster.vq.kmeans", giving(empty_kept, guessed), BOTH),
    ("2-kmeans-one-code-median", "cluster.vq.kmeans",
     giving(median_code, having(k_or_guess=1)), BOTH),
    ("2-kmeans-seed-as-rng", "cluster.vq.kmeans",
     called_with(lambda n: {"rng": n["seed"], "seed": None},
                 lambda n: isinstance(n["seed"], int)), BOTH),
    ("2-kmeans2-one-step-is-two", "cluster.vq.kmeans2",
     called_with(lambda _n: {"iter": 2}, having(iter=1)), BOTH),
    ("2-kmeans2-one-axis-never-raises", "cluster.vq.kmeans2",
     called_with(lambda _n: {"missing": "warn"},
                 both(lambda n: n["data"].ndim == 1, having(missing="raise"))), BOTH),
    ("2-kmeans2-empty-code-at-origin", "cluster.vq.kmeans2", giving(empty_zeroed), BOTH),
    ("2-kmeans2-plus-plus-is-points", "cluster.vq.kmeans2",
     called_with(lambda _n: {"minit": "points"}, having(minit="++")), BOTH),
)  # fmt: skip
