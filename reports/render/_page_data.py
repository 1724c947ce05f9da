"""All results of a report in columns, compressed, for the page's script.

Columns of small numbers compress to a third of what objects do. Texts that repeat are kept once;
where they are still too many, each is shortened, and the page says so.
"""

from __future__ import annotations

import base64
import gzip
import json
import math
from typing import TYPE_CHECKING, Any

from .._results import number
from .._text import clean_text, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .._model import Accuracy, Case, Expected
    from .._results import Matrix, Result

TEXT_BYTES = 4_000_000  # of messages and traces in the page, before compression
_LENGTHS = (4096, 1000, 300, 100, 40)


class Table:
    """Distinct values in order of appearance; a value stands for its place, None for -1."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[Any, int] = {}

    def place(self, value: Any) -> int:
        """Return where the value is kept."""
        if value is None:
            return -1
        place = self._places.setdefault(value, len(self.values))
        if place == len(self.values):
            self.values.append(value)
        return place


def payload(matrix: Matrix) -> str:
    """Return the data as base64 of gzip of JSON."""
    text = json.dumps(data(matrix), separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def data(matrix: Matrix) -> dict[str, Any]:
    """Return what the page's script reads; `rows` has one list per column."""
    results = list(matrix.results.values())
    tables = {name: Table() for name in ("ids", "texts", "nodes", "accuracy", "expected", "failed")}
    targets = {column.key: place for place, column in enumerate(matrix.columns)}
    parts = {part.id: place for place, part in enumerate(matrix.report.parts)}
    columns: dict[str, Callable[[Result], Any]] = {
        "id": lambda r: tables["ids"].place(r.case.id),
        "target": lambda r: targets[r.case.target],
        "part": lambda r: parts[r.case.part],
        "outcome": lambda r: r.outcome,
        "label": lambda r: r.label,
        "kind": lambda r: matrix.kind(r.case),
        "failure": lambda r: tables["failed"].place(r.case.failure),
        "text": lambda r: tables["texts"].place(_text(r.case)),
        "node": lambda r: tables["nodes"].place(node_template(r.case)),
        "error": lambda r: _error(r.case.accuracy),
        "accuracy": lambda r: tables["accuracy"].place(_accuracy(r.case.accuracy)),
        "expected": lambda r: tables["expected"].place(_expected(r.case.expected)),
        "flaky": lambda r: int(r.flaky),
        "ms": lambda r: _milliseconds(r.case),
    }
    rows = {name: _column(column, results) for name, column in columns.items()}
    texts, shortened = fit(tables["texts"].values, TEXT_BYTES)
    failures = [matrix.report.failures.get(key) for key in tables["failed"].values]
    traces, cut = fit([failure.trace or "" if failure else "" for failure in failures], TEXT_BYTES)
    return {
        "targets": list(targets),
        "features": matrix.features,
        "cells": [
            [matrix.cells[feature, key].value for key in targets] for feature in matrix.features
        ],
        "ids": _clean(tables["ids"].values),
        "texts": _clean(texts),
        "shortened": shortened or cut,
        "nodes": tables["nodes"].values,
        "accuracy": tables["accuracy"].values,
        "expected": tables["expected"].values,
        "failures": [
            {
                "exception": failure.exception or "",
                "issue": failure.issue or "",
                "trace": clean_text(trace),
            }
            if failure
            else {"exception": "", "issue": "", "trace": ""}
            for failure, trace in zip(failures, traces, strict=True)
        ],
        "parts": [
            {
                "argv": _clean(part.repro.argv) if part.repro else [],
                "env": sorted(part.repro.env.items()) if part.repro else [],
                "seed": part.seed,
                "windows": part.machine is not None and part.machine.os.startswith("Windows"),
            }
            for part in matrix.report.parts
        ],
        "rows": rows,
    }


def fit(texts: list[str], budget: int) -> tuple[list[str], bool]:
    """Shorten each text to the largest of a few lengths with which all fit the budget."""
    for length in _LENGTHS:
        if sum(min(len(text), length) for text in texts) <= budget:
            break
    else:
        length = _LENGTHS[-1]
    if all(len(text) <= length for text in texts):
        return texts, False
    # The head and the tail stay; the note between them needs its place.
    return [
        text if len(text) <= length else shorten(text, max(length, 100))[0] for text in texts
    ], True


def node_template(case: Case) -> tuple[str, bool] | None:
    """Return the node id, or what is left of it without the case's own parts: few differ."""
    if case.nodeid is None:
        return None
    parameters = case.id.split("/", 2)[2] if case.id.count("/") > 1 else ""
    target = case.target.partition("@")[0]
    own = "[" + "-".join(text for text in (case.feature, parameters, target) if text) + "]"
    if case.nodeid.endswith(own):
        return clean_text(case.nodeid.removesuffix(own)), True
    return clean_text(case.nodeid), False


def _column(get: Callable[[Result], Any], results: list[Result]) -> dict[str, Any] | list[Any]:
    """Return a column; words become a list of the distinct ones and their places."""
    values = [get(result) for result in results]
    if not any(isinstance(value, str) for value in values):
        return values
    words = Table()
    return {"of": words.values, "at": [words.place(value) for value in values]}


def _text(case: Case) -> str | None:
    return case.message or case.reason or case.signal


def _accuracy(accuracy: Accuracy | None) -> tuple[Any, ...] | None:
    if accuracy is None:
        return None
    return accuracy.unit, _rounded(accuracy.limit), accuracy.n


def _error(accuracy: Accuracy | None) -> float | str | None:
    return None if accuracy is None else _rounded(accuracy.max_err)


def _rounded(value: float | str | None) -> float | str | None:
    """Return a number with four digits; infinities and NaN stay words."""
    if value is None or isinstance(value, str):
        return value
    rounded = float(f"{value:.4g}")
    return rounded if math.isfinite(rounded) else value  # the largest float64 rounds up to inf


def _expected(expected: Expected | None) -> tuple[Any, ...] | None:
    if expected is None:
        return None
    words = " or ".join(expected.outcomes)
    return words, clean_text(expected.reason), expected.issue or "", expected.source


def _milliseconds(case: Case) -> float | None:
    if case.duration_s is None:
        return None
    value = float(f"{1000 * number(case.duration_s):.2g}")
    return value if math.isfinite(value) else None


def _clean(texts: Iterable[str]) -> list[str]:
    return [clean_text(text) for text in texts]
