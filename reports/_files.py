"""Files in, files out: documents, journals, folders of both; the suffix says the format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._assemble import assemble, journal_files
from ._document import ReportError, read, replace_file, save
from ._merge import merge
from ._results import matrix
from .render import DOCUMENTS, is_document, render_report, renderer_for

if TYPE_CHECKING:
    from ._model import Report


def write(report: Report, path: str | Path, **options: Any) -> None:
    """Write a report: `.json`, `.json.gz`, or what a renderer makes for the suffix.

    Parameters
    ----------
    report : Report
        What to write.
    path : path-like
        Replaced as a whole, once all is written.
    **options
        Of the renderer, as in `render_report`.

    Raises
    ------
    UsageError
        Where no renderer has the suffix, or its library is not installed.
    OSError
        If the file can't be written.
    """
    if is_document(str(path)):
        save(report, path)
        return
    text = render_report(matrix(report), renderer_for(str(path)), **options)
    replace_file(path, text if isinstance(text, bytes) else text.encode("utf-8", "replace"))


def load(path: str | Path) -> Report:
    """Read a report.

    Parameters
    ----------
    path : path-like
        A document (``.json``, ``.json.gz``), a journal (``.jsonl``), or a folder with some.

    Returns
    -------
    Report
        Of a folder, all that is there, merged.

    Raises
    ------
    ReportError
        If something can't be read, is no report, or contradicts another part.
    """
    return merge([load_one(files) for files in inputs(path)])


def inputs(path: str | Path) -> list[list[Path]]:
    """Return what a path holds: documents one by one, all journals of a folder together."""
    path = Path(path)
    if not path.is_dir():
        return [[path]]
    documents = sorted(
        file
        for suffix in DOCUMENTS
        for file in path.rglob(f"*{suffix}")
        if is_document(file.name) and file.is_file()  # a pipe would never end
    )
    journals = journal_files(path)
    found = [[file] for file in documents] + ([journals] if journals else [])
    if not found:
        msg = f"{path}: holds no report (*.json, *.json.gz) and no journal (*.jsonl)"
        raise ReportError(msg)
    return found


def load_one(files: list[Path]) -> Report:
    """Read one input of `inputs`."""
    return assemble(files) if files[0].suffix == ".jsonl" else read(files[0])


__all__ = ["DOCUMENTS", "inputs", "load", "load_one", "read", "write"]
