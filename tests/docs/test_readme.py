"""The README says what happens: its commands are carried out, its drawing is today's."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from engine import diagram, drawing

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


@pytest.fixture
def rehearsal(tmp_path):
    """A server with the manual clock on a free port; yields its environment and address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "GUANJIA_CLOCK": "manual",
        "GUANJIA_DATABASE_URL": f"sqlite:///{tmp_path}/guanjia.db",
        "GUANJIA_KEY_FILE": f"{tmp_path}/guanjia.key",
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "TZ": "Asia/Shanghai",
    }
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(
            [BIN / "guanjia", "serve", "--port", str(port)], env=environment, stdout=log, stderr=log
        )
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/api/v1/health/ready")
            yield environment, f"127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait_until_ready(url):
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up:
        try:
            httpx.get(url).raise_for_status()
        except httpx.HTTPError:
            continue
        else:
            return
    pytest.fail("the server did not start")


def test_the_commands_carry_a_complaint_over_a_missed_deadline_to_the_closed_case(
    rehearsal, tmp_path
):
    environment, address = rehearsal
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    script = "set -e\n" + "\n".join(blocks).replace("127.0.0.1:8000", address)

    done = subprocess.run(
        ["bash", "-c", script],
        check=False,
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert "上级批示" in told
    assert "DeadlineBreached" in told
    assert told.count("UserTaskCompleted") == 7
    assert '{"outcome":"End_Closed"}' in told
    assert told.endswith("the record is whole\n")


@pytest.mark.parametrize(
    ("process", "title"),
    [("complaint-handling", "投诉处理"), ("recruitment-approval", "招聘录用审批")],
)
def test_the_drawing_is_that_of_the_shipped_diagram(process, title):
    shipped = ROOT / "processes" / process / f"{process}.bpmn"
    drawn = drawing.draw(diagram.read(shipped.read_bytes()), title=title)

    assert (ROOT / "docs" / f"{process}.svg").read_text(encoding="utf-8") == drawn
