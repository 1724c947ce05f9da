"""The methods of `linkage`, each under its own name."""

from typing import Any

from ._linkage import linkage


def single(y: Any) -> Any:
    """Return ``linkage(y, "single")``: the distance of the two closest observations.

    Parameters
    ----------
    y : array, shape (n(n-1)/2,) or (n, d)
        Condensed distances, or observations, whose distances are Euclidean.

    Returns
    -------
    array, shape (n-1, 4)
        See `linkage`, also for errors and warnings.

    Notes
    -----
    d(s, t) = min |u - v| over the observations u of s and v of t (nearest neighbours).
    """
    return linkage(y, "single")


def complete(y: Any) -> Any:
    """Return ``linkage(y, "complete")``: the distance of the two farthest observations.

    Parameters
    ----------
    y : array, shape (n(n-1)/2,) or (n, d)
        Condensed distances, or observations, whose distances are Euclidean.

    Returns
    -------
    array, shape (n-1, 4)
        See `linkage`, also for errors and warnings.

    Notes
    -----
    d(s, t) = max |u - v| over the observations u of s and v of t (farthest neighbours).
    """
    return linkage(y, "complete")


def average(y: Any) -> Any:
    """Return ``linkage(y, "average")``: the mean distance of all pairs.

    Parameters
    ----------
    y : array, shape (n(n-1)/2,) or (n, d)
        Condensed distances, or observations, whose distances are Euclidean.

    Returns
    -------
    array, shape (n-1, 4)
        See `linkage`, also for errors and warnings.

    Notes
    -----
    d(s, t) = sum |u - v| / (|s| |t|) over the observations u of s and v of t (UPGMA).
    """
    return linkage(y, "average")


def weighted(y: Any) -> Any:
    """Return ``linkage(y, "weighted")``: the mean of the distances of the two halves.

    Parameters
    ----------
    y : array, shape (n(n-1)/2,) or (n, d)
        Condensed distances, or observations, whose distances are Euclidean.

    Returns
    -------
    array, shape (n-1, 4)
        See `linkage`, also for errors and warnings.

    Notes
    -----
    d(s, t) = (d(a, t) + d(b, t)) / 2, where s was made of a and b (WPGMA).
    """
    return linkage(y, "weighted")


def centroid(y: Any) -> Any:
    """Return ``linkage(y, "centroid")``: the distance of the centroids.

    Parameters
    ----------
    y : array, shape (n(n-1)/2,) or (n, d)
        Condensed distances, or observations, whose distances are Euclidean.

    Returns
    -------
    array, shape (n-1, 4)
        See `linkage`, also for errors and warnings.

    Notes
    -----
    d(s, t) = |c(s) - c(t)|, where c is the mean of a cluster's observations (UPGMC).
    """
    return linkage(y, "centroid")


def median(y: Any) -> Any:
    """Return ``linkage(y, "median")``: the distance of centres; two merge into their midpoint.

    Parameters
    ----------
    y : array, shape (n(n-1)/2,) or (n, d)
        Condensed distances, or observations, whose distances are Euclidean.

    Returns
    -------
    array, shape (n-1, 4)
        See `linkage`, also for errors and warnings.

    Notes
    -----
    d(s, t) = |w(s) - w(t)|, where w(s) = (w(a) + w(b)) / 2 if s was made of a and b (WPGMC).
    """
    return linkage(y, "median")


def ward(y: Any) -> Any:
    """Return ``linkage(y, "ward")``: the growth of the variance within the clusters.

    Parameters
    ----------
    y : array, shape (n(n-1)/2,) or (n, d)
        Condensed distances, or observations, whose distances are Euclidean.

    Returns
    -------
    array, shape (n-1, 4)
        See `linkage`, also for errors and warnings.

    Notes
    -----
    d(s, t) = |c(s) - c(t)| sqrt(2 |s| |t| / (|s| + |t|)), where c is the mean of a cluster's
    observations: the root of twice what the merge adds to the sum of squares.
    """
    return linkage(y, "ward")
