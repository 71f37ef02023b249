"""What the stories came by is told to build servers, on a page, and compared with an older version."""

import shutil
import subprocess

import pytest

from engine.errors import Invalid
from engine.scenarios import reporting
from engine.scenarios.coverage import measure
from engine.scenarios.lcov import lcov
from engine.scenarios.since import changed, older
from engine.scenarios.stage import resources
from engine.scenarios.trodden import Trodden
from processes import resources as shipped_resources
from tests.scenarios.conftest import DIAGRAM

PLUGINS = ("-p", "engine.scenarios.plugin", "-p", "no:randomly", "-p", "no:cacheprovider")


@pytest.fixture
def covered():
    """The coverage of the repair process, of which one story did nothing but begin."""
    seen = Trodden()
    for kind, parts in {"elements": ("Begin", "UT_Do"), "flows": ("f1",)}.items():
        for part in parts:
            seen._count(kind, "repair", part, "a repair")
    return measure({"repair.bpmn": DIAGRAM.encode()}, seen)


def test_build_servers_read_each_element_and_flow_as_a_line(covered):
    lines = lcov(covered).splitlines()

    begin = (
        DIAGRAM.splitlines().index(next(x for x in DIAGRAM.splitlines() if 'id="Begin"' in x)) + 1
    )
    assert lines[:2] == ["TN:repair", "SF:repair.bpmn"]
    assert f"DA:{begin},1" in lines
    assert "LH:3" in lines
    assert lines[-1] == "end_of_record"


def test_flows_that_leave_one_element_are_its_branches():
    covered = measure(shipped_resources("escalation"), Trodden())

    lines = lcov(covered).splitlines()

    assert any(line.startswith("BRDA:") and line.endswith(",0,1,0") for line in lines)
    assert "BRH:0" in lines


def test_a_page_says_which_story_came_by_what(covered):
    page = reporting.page([*covered, *measure({"a.bpmn": BARE}, Trodden())])

    assert "<td>UT_Do</td><td>1</td><td>a repair</td>" in page
    assert "<span class=untried>ST_Sms</span>" in page
    assert page.count("<svg") == 1


BARE = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<process id="a" isExecutable="true"><startEvent id="s"/></process></definitions>"""


def test_what_is_new_or_different_since_a_file_is_told_with_what_no_story_passes(covered, tmp_path):
    old = tmp_path / "repair.bpmn"
    old.write_text(DIAGRAM.replace("P2D", "P1D").replace('name="维修"', 'name="修"'))

    found = changed(covered[0], {}, older(str(old), tmp_path))

    assert found.parts == ("B_Late", "UT_Do")
    assert found.untried == ("B_Late",)


def test_a_process_that_was_not_there_is_new_as_a_whole(covered):
    found = changed(covered[0], {}, {"a.bpmn": BARE})

    assert {"Begin", "f1", "ST_Sms"} <= set(found.parts)


def test_a_rule_that_changed_is_compared_by_what_it_says(tmp_path):
    release = shipped_resources("escalation")
    for name, file in release.items():
        (tmp_path / name.rpartition("/")[2]).write_bytes(file)
    table = next(iter(tmp_path.glob("*.dmn")))
    told = table.read_text()
    at = told.index("<text>", told.index("<rule "))
    table.write_text(told[:at] + "<text>&quot;another&quot;, " + told[at + len("<text>") :])
    (one,) = measure(release, Trodden())

    found = changed(one, release, older(str(tmp_path), tmp_path))

    assert [part.partition("#")[2] for part in found.parts] == ["1"]
    assert found.untried == found.parts


def test_a_revision_of_git_is_an_older_version(folder, covered):
    def git(*arguments):
        who = ("-c", "user.name=a", "-c", "user.email=a@b")
        subprocess.run(
            ["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True
        )

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    (folder / "repair.bpmn").write_text(DIAGRAM.replace("P2D", "P3D"))
    (one, *_) = [each for each in measure(resources(folder), Trodden()) if each.process == "repair"]

    found = changed(one, resources(folder), older("HEAD", folder))

    assert found.parts == ("B_Late",)


def test_what_is_no_version_is_refused_by_name(tmp_path, monkeypatch):
    with pytest.raises(Invalid, match="'v9' is no file, no folder, and no revision"):
        older("v9", tmp_path)

    monkeypatch.setenv("PATH", "")
    with pytest.raises(Invalid, match="git"):
        older("v9", tmp_path)


def test_a_run_fails_where_what_changed_is_passed_by_no_story(pytester, suite_file, tmp_path):
    path = suite_file("- start: limin\n- expect: {waiting: [UT_Do]}")
    old = tmp_path / "old"
    shutil.copytree(path.parent, old)
    (old / "repair.bpmn").write_text(DIAGRAM.replace("P2D", "P1D"))

    result = pytester.runpytest_inprocess(
        path, *PLUGINS, f"--bpmn-cov-since={old}", "--bpmn-cov-min-forms=100"
    )

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["repair *0/1 changed parts passed  B_Late", "FAIL: repair: changed since*B_Late"]
    )


def test_a_run_without_changes_says_so(pytester, suite_file):
    path = suite_file("- start: limin")

    result = pytester.runpytest_inprocess(path, *PLUGINS, f"--bpmn-cov-since={path.parent}")

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["nothing has changed since *"])


def test_a_run_against_no_version_is_a_mistake_of_the_command(pytester, suite_file):
    path = suite_file("- start: limin")

    result = pytester.runpytest_inprocess(path, *PLUGINS, "--bpmn-cov-since=v9")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
