"""Starts server processes by forking one that has imported everything, at each line on stdin.

Importing the program takes most of a start. A test that kills the server again and again would
mostly wait for that; so the program is imported once, and each start is a fork that runs
`guanjia serve` with the arguments and the environment that the line names.
"""

import json
import os
import signal
import sys

import api.app  # noqa: F401  # what the server imports when it starts, imported before
from engine import cli


def main() -> None:
    """Answer each line with the id of the process that serves."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that the killed leave no zombies
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            _serve(wanted)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _serve(wanted: dict[str, object]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(str(wanted["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, handle in ((0, nothing), (1, log), (2, log)):
        os.dup2(handle, number)
    os.environ.update(wanted["environment"])
    sys.argv = ["guanjia", *wanted["arguments"]]
    cli.main()


if __name__ == "__main__":
    main()
