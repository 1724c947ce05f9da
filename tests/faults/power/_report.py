"""Show verdicts: a line per fault, rates by group; as text, Markdown and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._verdict import Verdict, rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._trial import Result


def shown(checks: Sequence[str], most: int = 3) -> str:
    """Return the first checks, and how many more there are."""
    more = f" +{len(checks) - most}" if len(checks) > most else ""
    return " ".join(checks[:most]) + more


def line(v: Verdict) -> str:
    """Return the line of a fault."""
    return f"{v.word:<10} {v.result.trial.name:<44} {v.result.seconds:5.1f} s  {shown(v.checks)}"


def rate_table(verdicts: Sequence[Verdict]) -> str:
    """Return the rates by group, as a Markdown table."""
    rows = [
        f"| {r.group} | {r.total} | {r.caught} | {r.named} | {r.share:.1%} | {r.equivalent} |"
        for r in rates(verdicts)
    ]
    head = (
        "| group | faults | caught | cause named | rate | equivalent |\n|---|--:|--:|--:|--:|--:|"
    )
    return "\n".join([head, *rows])


def fault_table(verdicts: Sequence[Verdict]) -> str:
    """Return all faults with the checks that failed, as a Markdown table."""
    head = (
        "| fault | target | seen in, operator | verdict | checks that fail |\n|---|---|---|---|---|"
    )
    rows = []
    for v in verdicts:
        fault = v.result.trial.fault
        assert fault is not None
        cells = (fault.id, v.result.trial.target, fault.sources, v.word, shown(v.checks))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([head, *rows])


def document(verdicts: Sequence[Verdict], healthy: Sequence[Result]) -> dict[str, Any]:
    """Return everything as plain data."""
    return {
        "faults": [entry(v) for v in verdicts],
        "groups": [{"group": r.group, "faults": r.total, "caught": r.caught, "named": r.named,
                    "equivalent": r.equivalent} for r in rates(verdicts)],
        "healthy": [{"run": r.trial.name, "passed": r.passed, "failed": r.failed}
                    for r in healthy],
    }  # fmt: skip


def entry(v: Verdict) -> dict[str, Any]:
    """Return one verdict as plain data."""
    fault, result = v.result.trial.fault, v.result
    assert fault is not None
    return {
        "fault": fault.id, "target": result.trial.target, "sources": fault.sources.split(),
        "group": fault.group, "verdict": v.word, "checks": v.checks, "failed": len(result.failed),
        "passed": result.passed, "seconds": round(result.seconds, 2),
        "equivalent": fault.equivalent,
    }  # fmt: skip
