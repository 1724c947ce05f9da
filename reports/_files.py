"""Files in, files out: documents, journals, folders of both; the suffix says the format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._assemble import assemble, journal_files
from ._document import ReportError, read, replace_file, save
from ._merge import merge
from ._results import matrix
from .render import render_report, renderer_for

if TYPE_CHECKING:
    from ._model import Report

DOCUMENTS = (".json", ".json.gz")


def write(report: Report, path: str | Path, **options: Any) -> None:
    """Write a report: `.json`, `.json.gz`, or what a renderer makes for the suffix."""
    if str(path).lower().endswith(DOCUMENTS):
        save(report, path)
        return
    text = render_report(matrix(report), renderer_for(str(path)), **options)
    replace_file(path, text if isinstance(text, bytes) else text.encode("utf-8", "replace"))


def load(path: str | Path) -> Report:
    """Return the report in a document, a journal, or a folder with documents and journals."""
    path = Path(path)
    if not path.is_dir():
        return assemble([path]) if path.suffix == ".jsonl" else read(path)
    files = documents_in(path)
    reports = [read(file) for file in files]
    if journal_files(path):
        reports.append(assemble([path]))
    if not reports:
        msg = f"{path}: holds no report (*.json, *.json.gz) and no journal (*.jsonl)"
        raise ReportError(msg)
    return merge(reports)


def documents_in(folder: Path) -> list[Path]:
    """Return the report documents in a folder and below, sorted."""
    return sorted(path for suffix in DOCUMENTS for path in folder.rglob(f"*{suffix}"))


__all__ = ["DOCUMENTS", "documents_in", "load", "read", "write"]
