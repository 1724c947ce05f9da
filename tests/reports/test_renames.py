"""A case that got a new id is followed by every comparison."""

import pytest

from pytest_array_api.reports import ReportError, matrix, read, write
from pytest_array_api.reports.__main__ import main
from pytest_array_api.reports._renames import Renames

from .conftest import build

OLD = {(f"f.old/values/n={n}", "t"): "pass" for n in (8, 9)}
NEW = {(f"f.new/values/dtype=float64,n={n}", "t"): "pass" for n in (8, 9)}
RULE = '[renames]\n"f.old/values/n=*" = "f.new/values/dtype=float64,n=*"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with an older report, a newer one with new ids, and the map between them."""
    monkeypatch.chdir(tmp_path)
    write(build(OLD, started="2026-01-01T00:00:00Z"), "old.json")
    write(build({**NEW, ("f.new/values/dtype=float64,n=9", "t"): "fail"}, part="p2"), "new.json")
    (tmp_path / "map.toml").write_text(RULE)
    return tmp_path


def test_diff_follows(folder, capsys):
    """Without the map the cases are gone and new; with it one regressed."""
    assert main(["diff", "old.json", "new.json"]) == 1
    assert "gone (2)" in capsys.readouterr().out
    assert main(["diff", "old.json", "new.json", "--renames", "map.toml"]) == 1
    found = capsys.readouterr().out
    assert "regression (1)" in found
    assert "f.new/values/dtype=float64,n=9 [t@lab] pass -> fail" in found
    assert "gone" not in found


def test_check_and_page_follow(folder, capsys):
    """The gate and the page compare with the older report under the new names."""
    main(["check", "new.json", "--against", "old.json", "--renames", "map.toml"])
    assert "gone" not in capsys.readouterr().out
    render = ["render", "new.json", "-o", "p.html", "--against", "old.json"]
    assert main([*render, "--renames", "map.toml"]) == 0
    page = (folder / "p.html").read_text("utf-8")
    assert "regression</span> 1 case" in page


def test_history_follows(folder, capsys):
    """One track from the old id to the new one."""
    (folder / "all").mkdir()
    for name in ("old.json", "new.json"):
        (folder / name).rename(folder / "all" / name)
    assert main(["history", "all", "--renames", "map.toml"]) == 0
    assert "1 cases, 2 reports" in capsys.readouterr().out


def test_the_baseline_follows_and_is_rewritten(folder, capsys):
    """An entry for an old id, or for a pattern of them, holds for the new one; comments stay."""
    entry = '# mine\n[[expect]]\ncases = "f.old/values/n=*"\ntargets = "*"\noutcomes = ["fail"]\n'
    file = folder / "known.toml"
    file.write_text(entry + 'reason = "slow"\nflaky = true\nissue = "https://x"\n')
    check = ["check", "new.json", "--baseline", "known.toml"]
    assert main(check) == 1
    assert main([*check, "--renames", "map.toml"]) == 0
    update = ["baseline", "update", "new.json", "--baseline", "known.toml"]
    assert main([*update, "--renames", "map.toml"]) == 0
    assert "0 entries added, 0 removed" in capsys.readouterr().out
    assert 'cases = "f.new/values/dtype=float64,n=*"' in file.read_text()
    assert "# mine" in file.read_text()
    assert main(check) == 0


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"a*": "b"}, "both need the same star"),
        ({"a": "b*"}, "both need the same star"),
        ({"a**": "b**"}, "both need the same star"),
        ({"": "b"}, "both need"),
    ],
)
def test_a_map_that_says_nothing_is_refused(names, message):
    """Each line is checked when it is read."""
    with pytest.raises(ReportError, match=message):
        Renames(names)


@pytest.mark.parametrize("names", [{"f*": "ff*"}, {"f/a": "f/b", "f/b": "f/a"}])
def test_circles_end(names):
    """A name that never comes to rest is an error, not a hang."""
    with pytest.raises(ReportError, match="go in a circle"):
        Renames(names)("f/a")


def test_names_follow_each_other_and_never_meet():
    """Two renames over the years are one; two cases never become one."""
    assert Renames({"f/a": "f/b", "f/b": "f/c"})("f/a") == "f/c"
    assert Renames({"f.(x)[*]": "g[*]"})("f.(x)[1\\g<0>]") == "g[1\\g<0>]"
    with pytest.raises(ReportError, match="make one case 'f/b' of 'f/a' and 'f/b'"):
        Renames({"f/a": "f/b"}).report(build({("f/a", "t"): "pass", ("f/b", "t"): "pass"}))


def test_no_rename_changes_nothing(folder):
    """The empty map is no map."""
    report = read("old.json")
    assert Renames({}).report(report) == report
    assert matrix(Renames({}).report(report)).results == matrix(report).results


@pytest.mark.parametrize("text", ["renames = 1", "[renames]\na = 1", "[other]\na = 'b'", "["])
def test_a_bad_map_gets_one_line_and_code_4(folder, capsys, text):
    """As any other input."""
    (folder / "map.toml").write_text(text)
    assert main(["diff", "old.json", "new.json", "--renames", "map.toml"]) == 4
    error = capsys.readouterr().err
    assert "map.toml: is not a valid map of renames" in error
    assert error.count("\n") == 1
