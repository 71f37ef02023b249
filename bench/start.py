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
        seconds, memory = start(engine.url.render_as_string(hide_password=False))
        tell(f"{name}: start to first answer, {number} definitions", seconds, "s", "<= 3 s",
             f"imports alone {imports():.1f} s")  # fmt: skip
        tell(f"{name}: idle memory of a process", memory, "MB", "<= 200 MB")


def start(url: str) -> tuple[float, float]:
    """Start a server; return the seconds to its first answer and its resident megabytes then."""
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
            [sys.executable, "-m", "engine.cli", "serve", "--port", str(port)],
            env={**os.environ, **own},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            over_http.wait_for(port)
            seconds = time.perf_counter() - began
            status = Path(f"/proc/{process.pid}/status").read_text()
            resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
            return seconds, int(resident.split()[1]) / 1024
        finally:
            process.terminate()
            process.wait()


def imports() -> float:
    """Return the seconds that importing the program takes."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import api.app, engine.cli"], check=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
