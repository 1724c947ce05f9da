"""Before a test is set up, ask its marks what they say of its target.

The answer is given to pytest as its own ``skip`` and ``xfail`` marks. So an expected failure
really runs, and an unexpected pass shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ._collect import ROOT, has_xp_of_others, rules_of, target_of
from ._options import RUN_SKIPPED
from ._run import BENCH, RUN, Run

if TYPE_CHECKING:
    from ._judgement import Verdict

AUDIT = "xp_audit"  # the user property of a test that runs although a mark skips it


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    # Before pytest's own look at skip and xfail, which is "tryfirst" too, but registered earlier.
    run = item.config.stash[RUN]
    target = target_of(item)
    if target is None:
        skip_beside_targets(run, item)
        return
    from ._bench import Bench  # runs without targets import no backends
    from ._judgement import judge

    bench = item.stash[BENCH] = Bench(item, target, run.extra)
    bench.verdict = judge(rules_of(run, item), target, run.probe)
    item.user_properties.append(("xp_target", str(target)))
    apply(run, item, bench.verdict)
    if hasattr(getattr(item, "obj", None), "hypothesis"):
        # What Hypothesis looks for before it takes repeated runs of one test for an accident.
        item.add_marker(pytest.mark.parametrize(ROOT, [target]))


def apply(run: Run, item: pytest.Item, verdict: Verdict) -> None:
    """Put pytest's marks on the test."""
    if verdict.skip and run.config.getoption(RUN_SKIPPED.dest):
        item.user_properties.append((AUDIT, verdict.skip))
        reason = f"skipped by a mark: {verdict.skip}"
        item.add_marker(pytest.mark.xfail(reason=reason, strict=False))
    elif verdict.skip:
        item.add_marker(pytest.mark.skip(reason=verdict.skip))
    elif verdict.xfail is not None:
        mark = pytest.mark.xfail(reason=verdict.xfail.reason, raises=verdict.xfail.raises)
        strict = verdict.xfail.strict
        # Without the keyword, the ini key xfail_strict decides.
        item.add_marker(mark if strict is None else mark.with_args(strict=strict))


def skip_beside_targets(run: Run, item: pytest.Item) -> None:
    """Apply the two marks that also speak of tests without `xp`: there the whole run decides."""
    if has_xp_of_others(item):
        return
    for rule in rules_of(run, item):
        from ._judgement import judge  # runs without marks import no backends

        targets = run.targets if rule.whole_run else ()
        if any(judge([rule], target, run.probe).skip for target in targets):
            item.add_marker(pytest.mark.skip(reason=rule.reason))
