"""The suite finds a sample of the faults, by the right checks; the runner tells when it doesn't."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import direct
import pytest
from power._tables import FAULTS

HERE = Path(__file__).parent
SAMPLE = (
    "fft-norm-swapped@numpy",
    "irfft-imaginary-dc@numpy",
    "rfft-untrimmed-nyquist@numpy",
    "fftn-axes-sorted@numpy",
    "fft-five-axes@numpy",  # kills the process
    "irfft-overwrites@numpy",
    "fft-offset-ignored@numpy",
    "rfft-always-double@numpy",
    "argmin-last-tie@numpy",
    "cumulative-sum-integers@numpy",
    "matmul-bfloat16@numpy",
    "where-first-dtype@numpy",
    "dct-complex-orthogonalize@numpy",
    "fcluster-below-t@numpy",
    "vq-not-centred@numpy",
    "irfft-imaginary-dc@torch",
    "conj-bit@torch",
    "argsort-unstable@torch",
)


def run(tmp_path, *arguments):
    """Run the faults as a user does; return the exit status, the verdicts and the output."""
    path = tmp_path / "verdicts.json"
    command = [sys.executable, str(HERE), "--json", str(path), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=570, check=False)
    document = json.loads(path.read_text()) if path.exists() else {}
    return done.returncode, document, done.stdout + done.stderr


def only(names):
    """Return the options that name faults."""
    return [word for name in names for word in ("--only", name)]


def test_sample_is_caught_by_the_right_checks(tmp_path):
    """Each fault fails a check that names its cause."""
    pytest.importorskip("torch")
    status, document, output = run(tmp_path, *only(SAMPLE), "-j", "2")
    found = {f"{row['fault']}@{row['target']}": row["verdict"] for row in document["faults"]}
    assert found == dict.fromkeys(SAMPLE, "caught"), output
    assert status == 0


def test_no_fault_is_reported_as_survived(tmp_path):
    """The runner does not find what isn't there, and fails over it."""
    status, document, output = run(tmp_path, "--only", "nothing")
    (row,) = document["faults"]
    assert (row["verdict"], row["failed"]) == ("survived", 0), output
    assert row["passed"] > 100
    assert status == 1


def test_a_fault_that_fails_by_itself_is_not_caught(tmp_path):
    """An exception of the fault's own code is no bug that a library could have."""
    status, document, output = run(tmp_path, "--only", "mistaken")
    (row,) = document["faults"]
    assert row["verdict"] == "broken"
    assert row["failed"] > 0
    assert "the fault itself fails: mistaken@numpy: _tables.py" in output
    assert status == 1


def test_unknown_fault_is_an_error(tmp_path):
    """A misspelt name runs nothing, and says so."""
    status, document, output = run(tmp_path, "--only", "no-such-fault")
    assert status == 1
    assert not document
    assert "no fault fits" in output


def test_every_cause_is_of_cases_that_there_are():
    """A fault whose cause no check could name is caught by a symptom at best."""
    globs = {glob for fault in FAULTS for glob in fault.causes.split()}
    assert len(globs) > 500
    assert not [glob for glob in sorted(globs) if direct.fits_none(glob)]
