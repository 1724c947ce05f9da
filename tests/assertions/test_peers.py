"""Who accepts and who rejects: ours beside np.testing, torch.testing and array_api_extra.

Hundreds of pairs in labelled groups, each through all four. Every group in which a peer
disagrees stands in the table with its reason, and every entry of the table disagrees.
"""

from __future__ import annotations

import numpy as np
import pytest

from pytest_array_api.assertions import MismatchError, xp_assert_close

NAN, INF = np.nan, np.inf
FLOATS = ("float64", "float32")

# label: (dtypes, pairs, options)
GROUPS = {
    "equal": (
        (*FLOATS, "float16", "int64", "uint8", "bool", "complex128"),
        [(x, x) for x in (0, 1)],
        [{}, {"rtol": 0, "atol": 0}, {"rtol": 0.1, "atol": 0}],
    ),
    "finite, tolerance given": (
        FLOATS,
        [(x, y) for x in (-1, 0, 1, 1.05, 2, 1e30) for y in (-1, 0, 1, 1.25, 2, 1e30)],
        [{"rtol": 0, "atol": 0}, {"rtol": 0.1, "atol": 0}, {"rtol": 0, "atol": 0.5}],
    ),
    "infinities": (
        FLOATS,
        [(x, y) for x in (-INF, INF, 1) for y in (-INF, INF, 2)],
        [{"rtol": 0, "atol": 0}, {"rtol": 0.1, "atol": 0}],
    ),
    "NaN beside NaN": (FLOATS, [(NAN, NAN)], [{"rtol": 0.1, "atol": 0}]),
    "NaN beside a number": (
        FLOATS,
        [(NAN, 1), (1, NAN), (NAN, INF)],
        [{"rtol": 0.1, "atol": 0}],
    ),
    "signed zeros": (FLOATS, [(0.0, -0.0)], [{}, {"rtol": 0, "atol": 0}]),
    "float32 default": (("float32",), [(1.001, 1), (0.999, 1)], [{}]),
    "float16 default": (("float16",), [(1.1, 1), (0.95, 1)], [{}]),
    "tiny against zero": (("float64",), [(1e-9, 0)], [{}]),
    "integers default": (("int64", "uint64"), [(10**9, 10**9 + 50)], [{}]),
    "integers, tolerance given": (
        ("int64", "uint8"),
        [(x, y) for x in (1, 5, 100) for y in (1, 6, 90)],
        [{"rtol": 0, "atol": 1}, {"rtol": 0.15, "atol": 0}],
    ),
    "integers above 2**53": (("int64",), [(2**60, 2**60 + 1)], [{"rtol": 0, "atol": 0}]),
    "complex, the other part of NaN": (
        ("complex128",),
        [(complex(NAN, 1), complex(NAN, 2)), (complex(NAN, 1), complex(1, NAN))],
        [{"rtol": 0.1, "atol": 0}],
    ),
    "right at the tolerance": (("float64",), [(1.1, 1.0)], [{"rtol": 0.1, "atol": 0}]),
}

DISAGREE = {
    ("torch", "NaN beside NaN"): "equal_nan is False by default",
    ("np", "float32 default"): "rtol is 1e-7 for every dtype",
    ("torch", "float32 default"): "rtol is 1.3e-6",
    ("xpx", "float16 default"): "rtol is 4*sqrt(eps), 12.5 %",
    ("torch", "tiny against zero"): "atol is 1e-7 by default",
    ("np", "integers default"): "rtol is 1e-7 for integers too",
    ("xpx", "integers default"): "rtol is 1e-7 for integers too",
    ("np", "complex, the other part of NaN"): "NaN in either part hides the other part",
    ("xpx", "complex, the other part of NaN"): "NaN in either part hides the other part",
    ("np", "integers above 2**53"): "large integers are compared as floats",
    ("xpx", "integers above 2**53"): "large integers are compared as floats",
}


def verdicts(label):
    """Return what each assertion says of every pair of a group: True where it accepts."""
    torch = pytest.importorskip("torch")
    xpx = pytest.importorskip("array_api_extra.testing")
    peers = {
        "ours": (np.asarray, xp_assert_close, MismatchError),
        "np": (np.asarray, np.testing.assert_allclose, AssertionError),
        "torch": (torch.asarray, torch.testing.assert_close, AssertionError),
        "xpx": (np.asarray, xpx.assert_close, AssertionError),
    }
    dtypes, pairs, options = GROUPS[label]
    found = {name: [] for name in peers}
    for dtype in dtypes:
        for pair in pairs:
            arrays = [np.asarray([x]).astype(dtype) for x in pair]
            for option in options:
                for name, (convert, assertion, error) in peers.items():
                    found[name].append(accepts(assertion, error, map(convert, arrays), option))
    return found


def accepts(assertion, error, arrays, options) -> bool:
    try:
        with np.errstate(all="ignore"):
            assertion(*arrays, **options)
    except error:
        return False
    return True


@pytest.mark.parametrize("label", GROUPS)
def test_disagreements_with_peers_are_known(label):
    """A peer disagrees with ours in a group exactly if the table has a reason for it."""
    found = verdicts(label)
    disagreeing = {name for name in found if found[name] != found["ours"]}
    assert disagreeing == {name for name, group in DISAGREE if group == label}


def test_hundreds_of_pairs():
    """The table is as large as it says, and each reason belongs to a group."""
    sizes = [len(d) * len(p) * len(o) for d, p, o in GROUPS.values()]
    assert sum(sizes) > 300
    assert {label for _, label in DISAGREE} <= set(GROUPS)
