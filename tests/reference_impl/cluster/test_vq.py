"""Vector quantisation: against SciPy, against exact distances, and where SciPy is wrong."""

from __future__ import annotations

import warnings

import array_api_strict
import numpy as np
import pytest
import scipy.cluster.vq as scipy_vq

from pytest_array_api.reference_impl.cluster.vq import (
    ClusterError,
    kmeans,
    kmeans2,
    py_vq,
    vq,
    whiten,
)

SHAPES = [(60, 6, 5), (60, 2, 5), (7, 20, 3), (1, 7, 1), (5, 3, 9)]


def points(n, d, k, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n, d)), rng.standard_normal((k, d))


def exact(obs, codes):
    """Return all distances in the widest dtype."""
    difference = obs[:, None, :].astype("longdouble") - codes[None, :, :].astype("longdouble")
    return np.sqrt(np.sum(difference**2, axis=2))


@pytest.mark.parametrize("shape", SHAPES)
def test_vq_is_scipys(place, shape):
    """Codes and distances are SciPy's, in its dtypes."""
    obs, codes = points(*shape)
    code, dist = (place.back(x) for x in vq(place.array(obs), place.array(codes)))
    expected_code, expected_dist = scipy_vq.vq(obs, codes)
    np.testing.assert_array_equal(code, expected_code, strict=True)
    np.testing.assert_allclose(dist, expected_dist, rtol=1e-13, strict=True)


@pytest.mark.parametrize("offset", [0.0, 1e3, 1e5])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_vq_far_from_the_origin(dtype, offset):
    """Labels are those of the exact nearest codes, distances are right to 3 roundings."""
    rng = np.random.default_rng(1)
    codes = (rng.standard_normal((50, 16)) + offset).astype(dtype)
    obs = (rng.standard_normal((4000, 16)) + offset).astype(dtype)
    distances = exact(obs, codes)
    code, dist = vq(obs, codes)
    best = np.min(distances, axis=1)
    eps = np.finfo(dtype).eps
    assert np.max(np.abs(dist - best) / best) < 3 * eps
    assert np.max(distances[np.arange(4000), code] / best) < 1 + 3 * eps


def test_vq_of_tight_clusters_far_apart():
    """Codes that a matrix product cannot tell apart are told apart by the residuals."""
    rng = np.random.default_rng(2)
    centres = np.repeat(rng.standard_normal((4, 8)) * 1e6, 5, axis=0)
    codes = centres + rng.standard_normal((20, 8)) * 1e-4
    obs = np.repeat(codes, 30, axis=0) + rng.standard_normal((600, 8)) * 1e-5
    best = np.min(exact(obs, codes), axis=1)
    _, dist = vq(obs, codes)
    np.testing.assert_allclose(dist, best.astype("float64"), rtol=1e-13)


@pytest.mark.parametrize("features", [1, 3, 6])
def test_vq_takes_the_first_of_equals(place, features):
    """On integers, where distances tie and codes repeat, labels are SciPy's."""
    rng = np.random.default_rng(3)
    obs = rng.integers(0, 3, (200, features)).astype(float)
    codes = rng.integers(0, 3, (12, features)).astype(float)
    code, _ = vq(place.array(obs), place.array(codes))
    np.testing.assert_array_equal(place.back(code), scipy_vq.vq(obs, codes)[0])


def test_vq_across_blocks(monkeypatch):
    """Many blocks of rows give what one block gives."""
    from pytest_array_api.reference_impl.cluster.vq import _codes

    obs, codes = points(500, 6, 7)
    expected = vq(obs, codes)
    monkeypatch.setattr(_codes, "_BLOCK", 100)
    for actual, desired in zip(vq(obs, codes), expected, strict=True):
        np.testing.assert_array_equal(actual, desired)
    np.testing.assert_allclose(kmeans(obs, codes)[0], scipy_vq.kmeans(obs, codes)[0])


def test_vq_of_one_feature_and_of_none(place):
    """1-D observations are single features; without features, all distances are zero."""
    obs = np.linspace(0, 1, 9)
    code, dist = vq(place.array(obs), place.array(obs[:3]))
    np.testing.assert_array_equal(place.back(code), scipy_vq.vq(obs, obs[:3])[0])
    np.testing.assert_allclose(place.back(dist), scipy_vq.vq(obs, obs[:3])[1])
    assert vq(np.zeros((4, 0)), np.zeros((2, 0)))[1].tolist() == [0.0] * 4
    assert vq(np.zeros((0, 6)), np.zeros((2, 6)))[0].shape == (0,)


def test_py_vq_takes_integers():
    """Integers are computed in float64, and codes are default integers."""
    obs = np.arange(12).reshape(6, 2)
    for actual, desired in zip(py_vq(obs, obs[:2]), scipy_vq.py_vq(obs, obs[:2]), strict=True):
        np.testing.assert_array_equal(actual, desired, strict=True)
    np.testing.assert_array_equal(vq(obs, obs[:2])[0], scipy_vq.vq(obs, obs[:2])[0], strict=True)


@pytest.mark.parametrize("shape", SHAPES[:3])
@pytest.mark.parametrize("by", ["rng", "seed"])
def test_kmeans_is_scipys(place, shape, by):
    """Equal seeds give SciPy's codes and distortion on every library."""
    obs, codes = points(*shape)
    for start in (shape[2], codes):
        given = start if isinstance(start, int) else place.array(start)
        book, distortion = kmeans(place.array(obs), given, iter=2, **{by: 5})
        expected = scipy_vq.kmeans(obs, start, iter=2, **{by: 5})
        np.testing.assert_allclose(place.back(book), expected[0], rtol=1e-10)
        np.testing.assert_allclose(place.back(distortion), expected[1], rtol=1e-10)


def test_kmeans_gives_numpy_a_scalar():
    """The distortion is a NumPy scalar of NumPy observations."""
    assert type(kmeans(points(9, 2, 2)[0], 2)[1]) is np.float64


@pytest.mark.parametrize("minit", ["random", "points", "++"])
@pytest.mark.parametrize("by", ["rng", "seed"])
def test_kmeans2_is_scipys(place, minit, by):
    """Each way to start draws what SciPy draws, for rows and for single features."""
    obs, _ = points(40, 3, 1)
    for data in (obs, obs[:, 0]):
        arguments = {"k": 4, "iter": 3, "minit": minit, by: 11}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            book, label = kmeans2(place.array(data), **arguments)
            expected = scipy_vq.kmeans2(data, **arguments)
        np.testing.assert_allclose(place.back(book), expected[0], rtol=1e-9)
        np.testing.assert_array_equal(place.back(label), expected[1], strict=True)


def test_kmeans2_of_dask_draws_what_scipy_draws():
    """Dask's namespace has the other Cholesky factor."""
    dask = pytest.importorskip("dask.array")
    obs, _ = points(40, 3, 1)
    book, _ = kmeans2(dask.asarray(obs), 4, 1, minit="random", seed=11)
    expected, _ = scipy_vq.kmeans2(obs, 4, 1, minit="random", seed=11)
    np.testing.assert_allclose(book.compute(), expected, rtol=1e-9)


@pytest.mark.filterwarnings("ignore:One of the clusters is empty:UserWarning")
def test_kmeans2_of_wide_data():
    """Without a Cholesky factor the singular vectors give the same draws as SciPy's."""
    obs, _ = points(6, 20, 1)
    actual = kmeans2(obs, 2, seed=3)
    np.testing.assert_allclose(actual[0], scipy_vq.kmeans2(obs, 2, seed=3)[0], rtol=1e-9)


def test_generators_and_states_advance():
    """A generator or a state that is passed draws on: two calls differ, as in SciPy."""
    obs, _ = points(40, 2, 1)
    for make in (np.random.default_rng, np.random.RandomState):
        ours, theirs = make(1), make(1)
        for _ in range(2):
            actual = kmeans2(obs, 3, minit="points", seed=ours)[0]
            desired = scipy_vq.kmeans2(obs, 3, minit="points", seed=theirs)[0]
            np.testing.assert_allclose(actual, desired)


def test_codes_without_observations(place):
    """`kmeans` drops a code that is left alone; `kmeans2` warns and keeps it, or raises."""
    obs = place.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    codes = place.array([[100.0, 100.0], [0.0, 0.0]])
    assert place.back(kmeans(obs, codes)[0]).shape == (1, 2)
    with pytest.warns(UserWarning, match="One of the clusters is empty"):
        book, _ = kmeans2(obs, codes, iter=1)
    np.testing.assert_allclose(place.back(book), [[100, 100], [1 / 3, 1 / 3]])
    with pytest.raises(ClusterError, match="One of the clusters is empty"):
        kmeans2(obs, codes, missing="raise")


def test_float32_stays_float32(place):
    """The dtype of the observations is that of the codes and distances."""
    obs, codes = (place.array(x, "float32") for x in points(30, 6, 3))
    for result in (vq(obs, codes)[1], kmeans(obs, codes)[0], kmeans2(obs, codes)[0], whiten(obs)):
        assert place.back(result).dtype == np.float32


def test_whiten(place):
    """Features are divided by their deviation; constant ones stay, with a warning."""
    obs = np.array([[1.0, 2.0, 5.0], [3.0, 2.0, 4.0], [2.0, 2.0, 9.0]])
    varied = obs[:, [0, 2]]
    np.testing.assert_allclose(place.back(whiten(place.array(varied))), scipy_vq.whiten(varied))
    with pytest.warns(RuntimeWarning, match="standard deviation zero"):
        scaled = whiten(place.array(obs), check_finite=True)
    np.testing.assert_array_equal(place.back(scaled)[:, 1], [2.0, 2.0, 2.0])


def test_strictest_namespace_and_no_float64():
    """Without boolean indexing, dynamic shapes, extensions and float64, all but 'random' runs."""
    device = array_api_strict.Device("no_float64")
    obs = array_api_strict.asarray(points(30, 6, 3)[0].tolist(), device=device)
    with array_api_strict.ArrayAPIStrictFlags(
        boolean_indexing=False, data_dependent_shapes=False, enabled_extensions=()
    ):
        for minit in ("points", "++"):
            assert kmeans2(obs, 3, minit=minit, rng=1)[0].device == device
        assert kmeans(obs, 3, rng=1)[0].dtype == array_api_strict.float32
        with pytest.raises(NotImplementedError, match="needs the linalg extension"):
            kmeans2(obs, 3)


def test_compiled():
    """JAX compiles the nearest codes and the steps of `kmeans2`, with a seeded start."""
    jax = pytest.importorskip("jax")
    obs, codes = (x.astype("float32") for x in points(30, 6, 3))
    code, dist = jax.jit(vq)(obs, codes)
    np.testing.assert_array_equal(code, scipy_vq.vq(obs, codes)[0])
    np.testing.assert_allclose(dist, scipy_vq.vq(obs, codes)[1], rtol=1e-5)
    book, _ = jax.jit(lambda x: kmeans2(x, 3, iter=2, minit="++", rng=1))(obs)
    np.testing.assert_allclose(book, scipy_vq.kmeans2(obs, 3, 2, minit="++", rng=1)[0], rtol=1e-5)


def test_dask_stays_lazy():
    """Nothing is computed by `vq`, `whiten` and `kmeans2`."""
    da, dask = pytest.importorskip("dask.array"), pytest.importorskip("dask")

    def refuse(*_args, **_kwargs):
        pytest.fail("computed")

    obs, codes = points(30, 6, 3)
    lazy = da.from_array(obs, chunks=10), da.from_array(codes)
    with dask.config.set(scheduler=refuse):
        code, dist = vq(*lazy)
        book, _ = kmeans2(*lazy, iter=2)
        whiten(lazy[0])
    np.testing.assert_array_equal(code.compute(), scipy_vq.vq(obs, codes)[0])
    np.testing.assert_allclose(dist.compute(), scipy_vq.vq(obs, codes)[1])
    np.testing.assert_allclose(book.compute(), scipy_vq.kmeans2(obs, codes, iter=2)[0])


def test_dask_computes_each_step_once():
    """`kmeans` looks at each step's values, and does not begin anew for it."""
    da, dask = pytest.importorskip("dask.array"), pytest.importorskip("dask")
    obs, codes = points(30, 6, 3)
    loads = []

    def load():
        loads.append(1)
        return obs

    lazy = da.from_delayed(dask.delayed(load, pure=False)(), obs.shape, obs.dtype)
    book, distortion = kmeans(lazy, da.from_array(codes), check_finite=False)
    steps = len(loads)
    book.compute(), distortion.compute()
    expected, error = scipy_vq.kmeans(obs, codes)
    assert len(loads) == steps  # all is there
    np.testing.assert_allclose(book, expected)
    np.testing.assert_allclose(distortion, error)


OBS, CODES = points(6, 2, 2)
MISTAKES = [
    (vq, (OBS * np.nan, CODES), {}, ValueError, "obs must not contain infs or NaNs"),
    (vq, (OBS, CODES[0]), {}, ValueError, "must both be 1-D or 2-D"),
    (vq, (OBS, CODES[:, :1]), {}, ValueError, "obs has 2 features"),
    (vq, (OBS, CODES[:0]), {}, ValueError, "at least one code"),
    (vq, (OBS + 1j, CODES), {}, ValueError, "must be real"),
    (vq, (OBS.astype("float16"), CODES.astype("float16")), {}, TypeError, "float32 or float64"),
    (kmeans, (OBS, 0), {}, ValueError, "positive integer"),
    (kmeans, (OBS, 2.5), {}, ValueError, "positive integer"),
    (kmeans, (OBS, CODES[:0]), {}, ValueError, "at least one code"),
    (kmeans, (OBS, 2), {"iter": 0}, ValueError, "iter must be at least 1"),
    (kmeans, (OBS.astype(int), 2), {}, TypeError, "must be float32 or float64"),
    (kmeans, (OBS, 2), {"rng": 1, "seed": 1}, TypeError, "pass one of them"),
    (kmeans, (OBS, 2), {"seed": "a"}, ValueError, "seed must be"),
    (kmeans2, (OBS, 0), {}, ValueError, "k must be at least 1"),
    (kmeans2, (OBS[:0], 2), {}, ValueError, "must not be empty"),
    (kmeans2, (OBS, 2), {"minit": "x"}, ValueError, "minit must be"),
    (kmeans2, (OBS, 2), {"missing": "x"}, ValueError, "missing must be"),
    (kmeans2, (OBS, 2), {"iter": 0}, ValueError, "iter must be at least 1"),
    (kmeans2, (OBS, 2), {"minit": "matrix"}, ValueError, "do not fit"),
    (kmeans2, (OBS[None], 2), {}, ValueError, "must be 1-D or 2-D"),
    (whiten, (OBS * np.inf,), {}, ValueError, "obs must not contain infs or NaNs"),
]


@pytest.mark.parametrize(("function", "args", "options", "error", "match"), MISTAKES)
def test_mistakes(function, args, options, error, match):
    """What does not fit raises what SciPy raises, and says what does not fit."""
    with pytest.raises(error, match=match):
        function(*args, **options)
