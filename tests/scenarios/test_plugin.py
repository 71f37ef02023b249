"""pytest collects stories, plays them, and says which parts of the processes were tried."""

import json
import shutil

import pytest

PLUGINS = ("-p", "engine.scenarios.plugin", "-p", "no:randomly", "-p", "no:cacheprovider")
PASSING = """
- start: limin
- {complete: UT_Do, by: dengbo}
- {job_done: sms}
- expect: {ended: Done}
"""


@pytest.fixture
def run(pytester, suite_file):
    """Return what runs pytest on one story, in this process."""

    def run_it(steps, *options, whole=None):
        path = suite_file(steps, whole=whole)
        return pytester.runpytest_inprocess(path, *PLUGINS, *options)

    return run_it


def test_a_story_is_a_test(run):
    result = run(PASSING, "-v")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*repair.scenario.yaml::a repair PASSED*"])


def test_a_story_that_went_another_way_is_told_by_its_line(run):
    result = run("- start: limin\n- expect: {waiting: []}")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*repair.scenario.yaml:7: expect*found *UT_Do*"])


def test_a_mistake_in_a_file_is_told_when_it_is_collected(run):
    result = run("", whole="scenarios: [1]")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*a scenario is a mapping*"])


def test_a_fault_of_the_product_is_shown_with_its_stack(run, monkeypatch):
    def broken(*_):
        raise RuntimeError("a fault")

    monkeypatch.setattr("engine.scenarios.telling.tell", broken)

    result = run(PASSING)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*RuntimeError: a fault*"])


def test_the_coverage_is_told_drawn_and_required(run, tmp_path):
    result = run(PASSING, "--bpmn-cov", f"--bpmn-cov-dir={tmp_path / 'cov'}", "--bpmn-cov-min=90")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["repair * nodes * 4/8 * Alarmed, Closed, Late, Stopped", "FAIL: repair: nodes and flows*"]
    )
    written = json.loads((tmp_path / "cov" / "coverage.json").read_bytes())
    assert written["repair"]["parts"]["boundary events"]["total"] == 4
    assert "已完成" in (tmp_path / "cov" / "repair.svg").read_text()
    assert not (tmp_path / "cov" / "round.svg").exists()


def test_enough_coverage_is_no_complaint(run):
    result = run(PASSING, "--bpmn-cov-min=0", "--bpmn-cov-min-rules=100")

    assert result.ret == pytest.ExitCode.OK


def test_workers_of_xdist_add_up_what_they_came_by(run):
    result = run(PASSING, "--bpmn-cov", "-n", "1")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["repair * nodes * 4/8 *"])


def test_a_story_may_be_told_in_python(pytester, suite_file):
    path = suite_file(PASSING)
    pytester.makepyfile(f"""
        def test_story(bpmn):
            p = bpmn({str(path)!r})
            p.start("limin")
            assert [task.element_id for task in p.tasks()] == ["UT_Do"]
    """)

    result = pytester.runpytest_inprocess(*PLUGINS)

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(("place", "counts"), [("", 1), ("elsewhere/", 0)])
def test_only_processes_below_the_root_of_the_run_count_for_its_coverage(
    pytester, suite_file, place, counts
):
    path = suite_file(PASSING)
    project = pytester.mkdir("project")
    folder = project / "repair" if not place else pytester.path / "elsewhere"
    shutil.copytree(path.parent, folder)
    (project / "pytest.ini").write_text("[pytest]\n")
    (project / "test_story.py").write_text(
        f"def test_story(bpmn):\n    bpmn({str(folder / path.name)!r}).start('limin')\n"
    )

    result = pytester.runpytest_inprocess(
        *PLUGINS,
        "--bpmn-cov",
        "--bpmn-cov-min=100",
        f"--rootdir={project}",
        str(project / "test_story.py"),
    )

    result.assert_outcomes(passed=1)
    said = [line for line in result.outlines if line.startswith("FAIL: repair")]
    assert len(said) == counts
