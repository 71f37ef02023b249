"""Carries out steps in processes that have done nothing else: bytes in, bytes out.

A server imports the engine and forks for every step, so that nothing is compiled, cached or counted
yet; each server has a hash seed of its own.  What a step gives must depend on none of that.
"""

import os
import pickle
import struct
import subprocess
import sys

from engine.interpreter import driving, run

SEEDS = ("1", "4711")


class Servers:
    """One server for each hash seed; steps go to them in turn."""

    def __init__(self):
        self.running = [_started(seed) for seed in SEEDS]
        self.asked = 0

    def run(self, definition, snapshot, command, now):
        """Return the snapshot and the events of one step in a process of its own.

        It allows as many automatic steps as this process does: tests of the limit lower it.
        """
        server = self.running[self.asked % len(self.running)]
        self.asked += 1
        _send(server.stdin, (driving.MOST_STEPS, definition, snapshot, command, now))
        return _receive(server.stdout)

    def close(self):
        for server in self.running:
            server.stdin.close()
            server.stdout.close()
            server.wait(timeout=10)


def _started(seed):
    return subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def _send(pipe, found):
    data = pickle.dumps(found)
    pipe.write(struct.pack(">I", len(data)) + data)
    pipe.flush()


def _receive(pipe):
    head = pipe.read(4)
    return pickle.loads(pipe.read(struct.unpack(">I", head)[0])) if head else None


def _serve():
    while (asked := _receive(sys.stdin.buffer)) is not None:
        child = os.fork()
        if child == 0:
            driving.MOST_STEPS, *arguments = asked
            step = run(*arguments)
            _send(sys.stdout.buffer, (step.snapshot, step.events))
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    _serve()
