"""One case's history among very many events, in the database.

`python bench/history.py [sqlite|postgresql] [events]`; rows of twenty a case, written by the
database itself. Floor: the same select by the bare driver.
"""

import sys
import time
import uuid

from common import database, quantile, tell

ROWS = 20  # events of one case
ASKED = 200
ON_POSTGRESQL = """INSERT INTO history (instance_id, seq, type, actor, actor_name, actor_post,
  client, at, payload, digest, prev, hash)
SELECT lpad(to_hex(c), 32, '0')::uuid, s, 'UserTaskCompleted', 'limin', '李敏', '前台', '', now(),
  '{{"a":1}}', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'),
  decode(repeat('00', 32), 'hex')
FROM generate_series(1, {cases}) c, generate_series(1, {rows}) s"""
ON_SQLITE = """INSERT INTO history (instance_id, seq, type, actor, actor_name, actor_post,
  client, at, payload, digest, prev, hash)
VALUES (?, ?, 'UserTaskCompleted', 'limin', '李敏', '前台', '', 0, '{"a":1}', zeroblob(32),
  zeroblob(32), zeroblob(32))"""


def main() -> None:
    """Measure one database."""
    name = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    events = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    cases = max(1, events // ROWS)
    with database(name) as store:
        fill(store, name, cases)
        ids = [uuid.UUID(int=1 + (n * 7919) % cases) for n in range(ASKED)]
        with store.read() as tx:
            assert len(list(tx.history.every(ids[0]))) == ROWS
            ours = [timed(lambda i=i: list(tx.history.every(i))) for i in ids]
            bare = [timed(lambda i=i: plain(tx, name, i)) for i in ids]
        tell(f"{name}: one case of {events} events, p95", quantile(ours, 95), "ms", "<= 5 ms",
             f"bare select p95 {quantile(bare, 95):.2f} ms")  # fmt: skip


def fill(store, name: str, cases: int) -> None:
    """Write the rows, the cases in the order of their ids."""
    with store._backend.migrating() as connection:
        if name == "postgresql":
            connection.exec_driver_sql(ON_POSTGRESQL.format(cases=cases, rows=ROWS))
        else:
            numbered = (uuid.UUID(int=case).bytes for case in range(1, cases + 1))
            rows = ((case, seq) for case in numbered for seq in range(1, ROWS + 1))
            connection.connection.driver_connection.executemany(ON_SQLITE, rows)
    with store._backend.migrating() as connection:
        connection.exec_driver_sql("ANALYZE history")


def plain(tx, name: str, instance_id) -> list:
    """Read the same rows with the driver alone."""
    driver = tx._session.connection.connection.driver_connection
    if name == "postgresql":
        asked = "SELECT * FROM history WHERE instance_id = %s ORDER BY seq", (instance_id,)
        return driver.execute(*asked).fetchall()
    asked = "SELECT * FROM history WHERE instance_id = ? ORDER BY seq"
    return driver.execute(asked, (instance_id.bytes,)).fetchall()


def timed(work) -> float:
    """Return the milliseconds that a piece of work took."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
