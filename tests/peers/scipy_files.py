"""Turn SciPy's own test files into tests of `reference_impl` under this plugin.

Only imports are rewritten: SciPy's functions become the bundled ones, SciPy's assertions
become ours, and the decorators that read SciPy's capability table (which would skip most
backends) do nothing. What the tests assert stays as SciPy's developers wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

BUNDLED = "pytest_array_api.reference_impl"

# What the adapted files import in place of NumPy and of SciPy's test helpers is this file.
SHIM = Path(__file__).with_name("shim.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One test file of SciPy and the imports to rewrite in it."""

    path: str
    rewrites: tuple[tuple[str, str], ...]
    data: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the file's name in the folder it is copied to."""
        return "test_" + self.path.replace("/tests/test_", "_").replace("/", "_")


EVERYWHERE = (
    # A test may look at a result with NumPy, wherever the result lives.
    (r"(?m)^import numpy as np$", "from shim import np"),
    (r"(?m)^from numpy\.testing import", "from shim import"),
    (r"(?m)^from scipy\.spatial\.distance import pdist$", "from shim import pdist"),
    (r"from scipy\._lib\._array_api import", "from shim import"),
    (r"import scipy\._lib\.array_api_extra as xpx", "import array_api_extra as xpx"),
    (r"from scipy\._lib import array_api_extra as xpx", "import array_api_extra as xpx"),
)

PEERS = (
    Peer(
        path="fft/tests/test_basic.py",
        rewrites=((r"import scipy\.fft as fft", f"from {BUNDLED} import fft"),),
    ),
    Peer(
        path="fft/tests/test_helper.py",
        rewrites=(
            (
                r"from scipy\.fft\._helper import next_fast_len, prev_fast_len, (\w+)",
                (
                    rf"from {BUNDLED}.fft import next_fast_len, prev_fast_len\n"
                    r"from scipy.fft._helper import \1"
                ),
            ),
            (r"from scipy import fft", f"from {BUNDLED} import fft"),
        ),
    ),
    Peer(
        path="fft/tests/test_real_transforms.py",
        rewrites=(
            (r"from scipy\.fft import", f"from {BUNDLED}.fft import"),
            (r"import scipy\.fft as fft", f"from {BUNDLED} import fft"),
        ),
    ),
    Peer(
        path="fft/tests/test_fftlog.py",
        rewrites=((r"from scipy\.fft\._fftlog import", f"from {BUNDLED}.fft import"),),
    ),
    Peer(
        path="fft/tests/test_multithreading.py",
        rewrites=((r"from scipy import fft", f"from {BUNDLED} import fft"),),
    ),
    Peer(
        path="fft/_pocketfft/tests/test_basic.py",
        rewrites=((r"from scipy\.fft\._pocketfft import", f"from {BUNDLED}.fft import"),),
    ),
    Peer(
        path="fft/_pocketfft/tests/test_real_transforms.py",
        rewrites=(
            (r"from scipy\.fft\._pocketfft\.realtransforms import", f"from {BUNDLED}.fft import"),
            (r"(?m)^fftpack_test_dir = .*$", "fftpack_test_dir = dirname(__file__)"),
        ),
        data=tuple(
            f"fftpack/tests/{name}.npz"
            for name in ("test", "fftw_double_ref", "fftw_single_ref", "fftw_longdouble_ref")
        ),
    ),
    Peer(
        path="cluster/tests/test_vq.py",
        rewrites=(
            (
                (
                    r"from scipy\.cluster\.vq import \(kmeans, kmeans2, py_vq, vq, whiten,\s+"
                    r"ClusterError, _krandinit\)"
                ),
                (
                    f"from {BUNDLED}.cluster.vq import "
                    "kmeans, kmeans2, py_vq, vq, whiten, ClusterError\n"
                    "from scipy.cluster.vq import _krandinit"
                ),
            ),
        ),
    ),
    Peer(
        path="cluster/tests/test_hierarchy.py",
        rewrites=(
            (
                (
                    r"(?s)from scipy\.cluster\.hierarchy import \((.*?)"
                    r"_order_cluster_tree, _hierarchy, _EUCLIDEAN_METHODS, _LINKAGE_METHODS\)"
                ),
                (
                    rf"from {BUNDLED}.cluster.hierarchy import (\1)\n"
                    "from scipy.cluster.hierarchy import "
                    "_order_cluster_tree, _hierarchy, _EUCLIDEAN_METHODS, _LINKAGE_METHODS"
                ),
            ),
            (r"from \. import hierarchy_test_data", "import hierarchy_test_data"),
        ),
        data=("cluster/tests/hierarchy_test_data.py",),
    ),
    Peer(
        path="cluster/tests/test_disjoint_set.py",
        rewrites=(
            (r"from scipy\.cluster\.hierarchy import", f"from {BUNDLED}.cluster.hierarchy import"),
        ),
    ),
)


def adapt(peer: Peer, source: str) -> str:
    """Return `source` with the imports of `peer` rewritten.

    Raises
    ------
    LookupError
        If a rewrite matches nothing: the file would test SciPy, not the bundled functions.
    """
    for pattern, replacement in peer.rewrites:
        source, count = re.subn(pattern, replacement, source)
        if not count:
            msg = f"{peer.path} has nothing that matches {pattern!r}"
            raise LookupError(msg)
    for pattern, replacement in EVERYWHERE:
        source = re.sub(pattern, replacement, source)
    return source


def write_peers(folder: Path) -> None:
    """Write the adapted test files of the installed SciPy into `folder`."""
    spec = find_spec("scipy")
    if spec is None or spec.origin is None:
        msg = "SciPy is not installed: pip install scipy==1.17.1"
        raise LookupError(msg)
    scipy = Path(spec.origin).parent
    (folder / SHIM.name).write_text(SHIM.read_text())
    for peer in PEERS:
        (folder / peer.name).write_text(adapt(peer, (scipy / peer.path).read_text()))
        for data in peer.data:
            (folder / Path(data).name).write_bytes((scipy / data).read_bytes())
