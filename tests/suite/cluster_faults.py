"""Broken clusterings: the bundled functions with one fault each.

A fault is a statement in which `good` is the module `hierarchy` or `vq` of the bundled
functions, and `bad` a dict of what to replace in it.
"""

PREAMBLE = """
import numpy as np
from pytest_array_api.reference_impl.cluster import MODULE as good
bad = {}
def changed(name, before=None, after=None):
    function = getattr(good, name)
    def replaced(x, *args, **kwargs):
        y = function(x if before is None else before(x), *args, **kwargs)
        return y if after is None else after(y, x, *args, **kwargs)
    bad[name] = replaced
def method(old, new, *names):
    bad["linkage"] = lambda y, method="single", *a, **k: (
        good.linkage(y, {old: new}.get(method, method), *a, **k))
def column(Z, j, values):
    Z = np.array(Z)
    Z[:, j] = values
    return Z
FAULT
"""

# fault -> (module, features to check, the checks of which one must fail, source)
FAULTS = {
    "weighted_for_average": (
        "hierarchy", "linkage", ("values",), "method('average', 'weighted')",
    ),
    "average_for_weighted": (
        "hierarchy", "linkage", ("values",), "method('weighted', 'average')",
    ),
    "median_for_centroid": ("hierarchy", "linkage", ("values",), "method('centroid', 'median')"),
    "centroid_for_median": ("hierarchy", "linkage", ("values",), "method('median', 'centroid')"),
    "average_for_weighted_by_name": (
        "hierarchy", "weighted", ("values",), "bad['weighted'] = good.average",
    ),
    "squared_heights": (
        "hierarchy", "linkage", ("values", "three-points"),
        "changed('linkage', after=lambda Z, *a, **k: column(Z, 2, Z[:, 2] ** 2))",
    ),
    "ward_without_factor": (
        "hierarchy", "ward", ("values",),
        "changed('ward', after=lambda Z, y: column(Z, 2, Z[:, 2] / 2 ** .5))",
    ),
    "counts_one_less": (
        "hierarchy", "linkage", ("values",),
        "changed('linkage', after=lambda Z, *a, **k: column(Z, 3, Z[:, 3] - 1))",
    ),
    "children_out_of_order": (
        "hierarchy", "single", ("values",),
        "changed('single', after=lambda Z, y: Z[:, [1, 0, 2, 3]])",
    ),
    "heights_in_single_precision": (
        "hierarchy", "complete", ("values",),
        "changed('complete', after=lambda Z, y: column(Z, 2, Z[:, 2].astype('f4')))",
    ),
    "second_nearest_once": (
        "hierarchy", "complete", ("values",),
        ("def swap(y):\n    y = y.copy()\n    i, j = np.argsort(y)[:2]\n"
        "    y[[i, j]] = y[[j, i]]\n    return y\nchanged('complete', swap)"),
    ),
    "float32_linkage": (
        "hierarchy", "average", ("dtype",),
        "changed('average', after=lambda Z, y: Z.astype('f4'))",
    ),
    "nan_accepted": (
        "hierarchy", "single", ("errors",), "changed('single', before=np.nan_to_num)",
    ),
    "strictly_below": (
        "hierarchy", "fcluster", ("values",),
        ("bad['fcluster'] = lambda Z, t, *a, **k: "
        "good.fcluster(Z, np.nextafter(t, -np.inf) if a[:1] == ('distance',) else t, *a, **k)"),
    ),
    "flat_clusters_from_zero": (
        "hierarchy", "fcluster", ("values",),
        "changed('fcluster', after=lambda T, *a, **k: T - 1)",
    ),
    "flat_clusters_renumbered": (
        "hierarchy", "fcluster", ("values",),
        ("changed('fcluster', after=lambda T, *a, **k: "
        "np.argsort(np.argsort(np.unique(T, return_index=True)[1]))[T - 1].astype('i4') + 1)"),
    ),
    "one_cluster_fewer": (
        "hierarchy", "fcluster", ("values",),
        ("bad['fcluster'] = lambda Z, t, c='inconsistent', *a, **k: "
        "good.fcluster(Z, max(t - 1, 1) if c == 'maxclust' else t, c, *a, **k)"),
    ),
    "labels_in_int64": (
        "hierarchy", "fcluster", ("dtype",),
        "changed('fcluster', after=lambda T, *a, **k: T.astype('i8'))",
    ),
    "highest_merge_between": (
        "hierarchy", "cophenet", ("values",),
        "changed('cophenet', lambda Z: column(Z, 2, np.maximum.accumulate(Z[:, 2])))",
    ),
    "depth_one_more": (
        "hierarchy", "inconsistent", ("values",),
        "bad['inconsistent'] = lambda Z, d=2: good.inconsistent(Z, d + 1)",
    ),
    "population_deviation": (
        "hierarchy", "inconsistent", ("values",),
        ("changed('inconsistent', after=lambda R, *a: "
        "column(R, 1, R[:, 1] * ((R[:, 2] - 1) / R[:, 2]) ** .5))"),
    ),
    "own_height_only": (
        "hierarchy", "maxdists", ("values",), "bad['maxdists'] = lambda Z: Z[:, 2].copy()",
    ),
    "next_column": (
        "hierarchy", "maxRstat", ("values",),
        "bad['maxRstat'] = lambda Z, R, i: good.maxRstat(Z, R, (i + 1) % 4)",
    ),
    "leaders_sorted": (
        "hierarchy", "leaders", ("values",),
        ("def order(LM, *a):\n    p = np.argsort(LM[0])\n    return LM[0][p], LM[1][p]\n"
        "changed('leaders', after=order)"),
    ),
    "cut_one_late": (
        "hierarchy", "cut_tree", ("values", "counts"),
        "changed('cut_tree', after=lambda c, *a, **k: np.roll(c, 1, axis=1))",
    ),
    "first_column_for_most_clusters": (
        "hierarchy", "cut_tree", ("values",),
        ("def scipy_way(c, Z, n_clusters=None, height=None):\n"
        "    n = len(c)\n    full = c.max(axis=0) == n - 1\n"
        "    c = c.copy()\n    c[:, full] = 0\n    c[:, :1] = np.arange(n)[:, None] "
        "if np.any(full) else c[:, :1]\n    return c\n"
        "changed('cut_tree', after=scipy_way)"),
    ),
    "order_as_it_was": (
        "hierarchy", "optimal_leaf_ordering", ("values",),
        "bad['optimal_leaf_ordering'] = lambda Z, y, metric='euclidean': Z.copy()",
    ),
    "right_leaves_first": (
        "hierarchy", "leaves_list", ("values",),
        "changed('leaves_list', after=lambda v, Z: v[::-1])",
    ),
    "one_way_only": (
        "hierarchy", "is_isomorphic", ("values",),
        ("bad['is_isomorphic'] = lambda a, b: np.asarray("
        "len(set(zip(a.tolist(), b.tolist()))) == len(set(a.tolist())))"),
    ),
    "counts_not_looked_at": (
        "hierarchy", "is_valid_linkage", ("invalid",),
        "changed('is_valid_linkage', lambda Z: column(Z, 3, 2.0) if Z.shape[1:] == (4,) else Z)",
    ),
    "matlab_from_zero": (
        "hierarchy", "to_mlab_linkage", ("values",),
        "changed('to_mlab_linkage', after=lambda M, Z: M - [1, 1, 0])",
    ),
    "input_overwritten": (
        "hierarchy", "maxdists", ("no-mutation",),
        "def wipe(y, Z):\n    Z[0, 2] = -1\n    return y\nchanged('maxdists', after=wipe)",
    ),
    "result_shared": (
        "hierarchy", "to_mlab_linkage", ("no-alias",),
        "kept = {}\nchanged('to_mlab_linkage', after=lambda M, Z: kept.setdefault(M.shape, M))",
    ),
    "strides_ignored": (
        "hierarchy", "cophenet", ("non-contiguous", "negative-strides"),
        ("changed('cophenet', lambda Z: np.reshape(Z.ravel(order='K'), Z.shape) "
        "if Z.shape == (8, 4) else Z)"),
    ),
    "squared_distance": (
        "vq", "vq", ("values",), "changed('vq', after=lambda r, *a, **k: (r[0], r[1] ** 2))",
    ),
    "codes_in_int64": (
        "vq", "vq", ("dtype",),
        "changed('vq', after=lambda r, *a, **k: (r[0].astype('i8'), r[1]))",
    ),
    "not_centred": (
        "vq", "vq", ("translation", "values"),
        ("def near(x, c, check_finite=True):\n"
        "    code, dist = good.vq(x, c, check_finite)\n"
        "    if x.ndim < 2: return code, dist\n"
        "    s = (x*x).sum(1)[:, None] - 2 * x @ c.T + (c*c).sum(1)\n"
        "    return s.argmin(1).astype('i4'), np.sqrt(np.maximum(s.min(1), 0))\n"
        "bad['vq'] = near"),
    ),
    "last_of_ties": (
        "vq", "vq", ("ties",),
        ("bad['vq'] = lambda x, c, *a: (lambda r: (np.int32(len(c) - 1) - r[0], r[1]))"
        "(good.vq(x, c[::-1], *a))"),
    ),
    "sample_deviation": (
        "vq", "whiten", ("values",),
        ("changed('whiten', after=lambda y, x, *a, **k: "
        "y * np.asarray(((len(x) - 1) / len(x)) ** .5, y.dtype))"),
    ),
    "silent_about_constants": (
        "vq", "whiten", ("warning",),
        ("import warnings\n"
        "def silent(x, *a, **k):\n    with warnings.catch_warnings():\n"
        "        warnings.simplefilter('ignore')\n        return good.whiten(x, *a, **k)\n"
        "bad['whiten'] = silent"),
    ),
    "stale_labels": (
        "vq", "kmeans2", ("values",),
        ("def late(x, k, iter=10, **o):\n"
        "    codes, labels = good.kmeans2(x, k, iter, **o)\n"
        "    return good.kmeans2(x, k, max(iter - 1, 1), **o)[0], labels\n"
        "bad['kmeans2'] = late"),
    ),
    "an_extra_draw": (
        "vq", "kmeans2", ("seeds",),
        ("def extra(x, k, *a, rng=None, **o):\n"
        "    rng = np.random.default_rng(rng)\n    rng.random()\n"
        "    return good.kmeans2(x, k, *a, **({} if o.get('seed') is not None else "
        "{'rng': rng}), **o)\n"
        "bad['kmeans2'] = extra"),
    ),
    "squared_distortion": (
        "vq", "kmeans", ("distortion", "values"),
        "changed('kmeans', after=lambda r, *a, **k: (r[0], r[1] ** 2))",
    ),
    "first_run_counts": (
        "vq", "kmeans", ("best-run",),
        ("bad['kmeans'] = lambda x, k, iter=20, *a, rng=None, **o: "
        "min((good.kmeans(x, k, 1, *a, rng=rng, **o) for _ in range(iter)), "
        "key=lambda r: -r[1])"),
    ),
    "empty_codes_kept": (
        "vq", "kmeans", ("missing",),
        ("def keep(r, x, k, *a, **o):\n"
        "    extra = np.ndim(k) and len(k) - len(r[0])\n"
        "    return (np.concatenate([r[0], r[0][:1] * np.ones((extra, 1))]) "
        "if extra and x.ndim > 1 else r[0], r[1])\n"
        "changed('kmeans', after=keep)"),
    ),
    "missing_ignored": (
        "vq", "kmeans2", ("missing",),
        ("def ignore(x, k, *a, missing='warn', **o):\n"
        "    import warnings\n    with warnings.catch_warnings():\n"
        "        warnings.simplefilter('ignore')\n        return good.kmeans2(x, k, *a, **o)\n"
        "bad['kmeans2'] = ignore"),
    ),
}  # fmt: skip
