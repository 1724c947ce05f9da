"""SciPy's own tests pass on the bundled functions, also where SciPy's functions do not.

The files come from the installed SciPy; `scipy_files` rewrites their imports and nothing
else. One pytest process runs all of them on one target under this plugin.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from scipy_files import EVERYWHERE, PEERS, Peer, adapt, write_peers

# Tests of SciPy that can't pass here, and why: {pattern of test ids: reason}.
BEYOND = {
    r"test_cut_tree\[(array_api_strict|dask)": "the test itself indexes as only NumPy allows",
    r"test_orthogonalize_.*jax\.numpy": "the test itself writes to arrays in place",
    r"(non_finite_elements|neg_distance|gh_22183)\S*dask": "values are looked at when computed",
}

# JAX and Dask take minutes: PEER_TARGETS="jax.numpy dask.array" pytest tests/peers
TARGETS = os.environ.get("PEER_TARGETS", "numpy array_api_strict:device1 torch").split()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Write SciPy's test files, adapted, into a folder of their own."""
    folder = tmp_path_factory.mktemp("peers")
    write_peers(folder)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")
    return folder


def run_tests(folder, target: str) -> subprocess.CompletedProcess[str]:
    """Run all peers on `target` in a process of their own."""
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=line", "-p", "no:randomly"]
    return subprocess.run(
        [*command, f"--backend={target}", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=os.environ
        | {"SCIPY_ARRAY_API": "1", "NO_COLOR": "1", "COLUMNS": "300", "MPLBACKEND": "agg"},
    )


@pytest.mark.parametrize("target", TARGETS)
def test_scipys_own_tests_pass(folder, target):
    """Every test that SciPy's developers wrote passes, but for the listed ones."""
    done = run_tests(folder, target)
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    unexpected = [test for test in failed if not any(re.search(p, test) for p in BEYOND)]
    passed = re.search(r"(\d+) passed", done.stdout)

    assert not unexpected, done.stdout[-6000:]
    assert passed, done.stdout[-6000:] + done.stderr[-2000:]
    assert int(passed[1]) > 200, "most of the tests were skipped: " + done.stdout[-2000:]


def test_a_rewrite_that_matches_nothing_is_an_error():
    """A new SciPy whose imports differ is noticed: it would test SciPy itself."""
    peer = Peer(path="fft/tests/test_basic.py", rewrites=(("import nothing", ""),))

    with pytest.raises(LookupError, match=r"test_basic\.py has nothing that matches"):
        adapt(peer, "import scipy.fft as fft")


def test_rewritten_files_do_not_import_what_they_test(folder):
    """No adapted file still imports a public function of SciPy's under test."""
    assert EVERYWHERE
    for peer in PEERS:
        text = (folder / peer.name).read_text()
        imported = re.findall(r"^from scipy\.(?:fft|cluster)\S* import (.*)$", text, re.MULTILINE)
        public = [n for line in imported for n in line.split(",") if not n.strip().startswith("_")]

        assert not [name for name in public if name.strip() != "Heap"]
