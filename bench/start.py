"""From the start of the server to its first answer with many definitions deployed, and its memory.

`python bench/start.py [sqlite|postgresql] [definitions]`. Floor: Python that imports what the
server imports, and ends.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import over_http
from common import BOSS, HEAD, KEY, actor, company, database, tell

from engine import deployments

ONE = """<process id="p{n}" name="流程{n}" isExecutable="true"><startEvent id="S"/>
<userTask id="U" name="办理"><extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition assignee="boss"/></extensionElements></userTask><endEvent id="E"/>
<sequenceFlow id="a" sourceRef="S" targetRef="U"/><sequenceFlow id="b" sourceRef="U" targetRef="E"/>
</process></definitions>"""


def main() -> None:
    """Measure one database."""
    name = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with database(name) as store:
        company(store)
        files = {f"p{n}.bpmn": (HEAD + ONE.format(n=n)).encode() for n in range(number)}
        by = actor(store, BOSS)
        store.run(lambda tx: deployments.deploy(tx, files, by=by))
        engine = getattr(store._backend, "_engine", None) or store._backend._writer
        seconds, cpu, memory = start(engine.url.render_as_string(hide_password=False))
        wall, alone = imports()
        tell(f"{name}: start to first answer, {number} definitions", seconds, "s", "<= 3 s",
             f"imports alone {wall:.1f} s")  # fmt: skip
        tell(f"{name}: CPU of it", cpu, "s", "<= 3 s", f"imports alone {alone:.1f} s")
        tell(f"{name}: idle memory of a process", memory, "MB", "<= 200 MB")


def start(url: str) -> tuple[float, float, float]:
    """Start a server; return seconds to its first answer, their CPU, and its megabytes then."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        key = Path(name) / "key"
        key.write_text(KEY.hex())
        own = {"GUANJIA_DATABASE_URL": url, "GUANJIA_KEY_FILE": str(key), "GUANJIA_DEMO": "off",
               "GUANJIA_SHIPPED": "off"}  # fmt: skip
        began = time.perf_counter()
        process = subprocess.Popen(
            [Path(sys.executable).with_name("guanjia"), "serve", "--port", str(port)],
            env={**os.environ, **own},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            over_http.wait_for(process, port)
            seconds = time.perf_counter() - began
            cpu = over_http.cpu_of(process.pid)
            status = Path(f"/proc/{process.pid}/status").read_text()
            resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
            return seconds, cpu, int(resident.split()[1]) / 1024
        finally:
            process.terminate()
            process.wait()


def imports() -> tuple[float, float]:
    """Return the seconds that importing the program takes, and their CPU."""
    began, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", "import api.app, engine.cli"], check=True)
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return time.perf_counter() - began, cpu


if __name__ == "__main__":
    main()
