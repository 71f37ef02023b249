"""docs/howto/deployment.md: its commands run, its files name what there is."""

import configparser
import re
import shlex
import sys
from pathlib import Path

import pytest

from api.metrics import Counts, Metrics
from engine import cli
from engine.store import Store
from tests.conftest import KEY
from tests.sealing.conftest import WORK
from tests.usecases.world import World

HOWTO = Path(__file__).parents[2] / "docs" / "howto"
PAGE = (HOWTO / "deployment.md").read_text(encoding="utf-8")
BOXES = re.findall(r"^```sh tested\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = {command.name or command.callback.__name__ for command in cli.app.registered_commands}


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    """Run a line of the page in a folder of its own; returns what it printed."""
    monkeypatch.chdir(tmp_path)
    for name in ("GUANJIA_DATABASE_URL", "GUANJIA_KEY_FILE", "GUANJIA_CLOCK"):
        monkeypatch.delenv(name, raising=False)

    def run(line):
        with monkeypatch.context() as patched:
            words = shlex.split(line)
            while "=" in words[0]:
                patched.setenv(*words.pop(0).split("=", 1))
            patched.setattr(sys, "argv", words)
            with pytest.raises(SystemExit) as ended:
                cli.main()
        assert not ended.value.code, capsys.readouterr().err
        return capsys.readouterr().out

    return run


def test_the_commands_of_the_page_run_one_after_the_other(shell, tmp_path):
    shell("guanjia database upgrade")
    store = cli.open_store()
    with store as opened:
        world = World(opened)
        world.deploy(WORK)
        world.start("work")
    shell("guanjia seal")

    said = [shell(line) for box in BOXES for line in box.splitlines()]

    assert len(said) == 6
    assert said[-1] == "the record is whole\n"
    assert (tmp_path / "copy.db").stat().st_size > 0


def test_the_services_start_commands_that_there_are():
    for file in sorted((HOWTO / "deployment").glob("*.service")):
        unit = configparser.ConfigParser(interpolation=None, strict=False)
        unit.optionxform = str
        unit.read(file)
        words = shlex.split(unit["Service"]["ExecStart"])

        assert words[0] == "/opt/guanjia/bin/guanjia"
        assert words[1] in COMMANDS
        assert int(unit["Service"]["TimeoutStopSec"]) >= 30


def test_each_figure_that_is_worth_an_alarm_is_told():
    named = set(re.findall(r"`guanjia_(\w+)`", PAGE))
    store = Store("sqlite://", key=KEY)
    store.migrate()
    told = Metrics().text(Counts(store)).decode()
    store.close()

    assert named <= set(re.findall(r"^# HELP guanjia_(\w+) ", told, re.MULTILINE))
