"""SQLite: rows of every type of value, in WAL and in DELETE mode, with and without rows that cascade."""

import sqlite3
import sys

from harness.world import World

ROWS = """
CREATE TABLE audit_logs(id INTEGER PRIMARY KEY, created_at TEXT, message TEXT, weight REAL, raw BLOB, plain);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
  INSERT INTO audit_logs
  SELECT i, CASE WHEN i <= {old} THEN '2020-01-0' || (1 + i % 9) || 'T00:00:00Z'
                 ELSE strftime('%Y-%m-%dT%H:%M:%SZ', 'now') END,
         'message ' || i, i / 7.0, CAST('raw' || i AS BLOB),
         CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN i WHEN 2 THEN 'text' ELSE x'00ff' END
  FROM n;
"""

CHILDREN = """
CREATE TABLE audit_notes(id INTEGER PRIMARY KEY, log INTEGER REFERENCES audit_logs(id) ON DELETE CASCADE, note TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
  INSERT INTO audit_notes SELECT i, 1 + i % 20, 'note ' || i FROM n;
"""

TOML = """
[stores.app]
plugin = "sqlite"
path = "app.db"
allow = ["audit_logs"]

[jobs.sweep]
plugin = "audit-prune"
store = "app"
target = "audit_logs"
retention = "365d"
limits = {{ max_share = "100%" }}
{more}
"""

HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("SELECT count(*) FROM audit_logs").fetchall()
print("holding", flush=True)
sys.stdin.read()
"""


class Sqlite(World):
    journal = "delete"
    rows, old = 40, 30
    more_tables = ""
    more_toml = ""
    tables = ["audit_logs"]
    place, doomed, held = "app/audit_logs", "3", "4"

    def database(self):
        return self.home / "app.db"

    def make(self):
        db = sqlite3.connect(self.database())
        db.execute(f"PRAGMA journal_mode = {self.journal}")
        db.executescript(ROWS.format(rows=self.rows, old=self.old) + self.more_tables)
        db.close()

    def toml(self):
        return TOML.format(more=self.more_toml)

    def items(self):
        db = sqlite3.connect(self.database())
        out = {}
        for table in self.tables:
            names = [column[1] for column in db.execute(f"PRAGMA table_info({table})")]
            quoted = " || '|' || ".join(f"quote({name})" for name in names)
            for key, content in db.execute(f"SELECT id, {quoted} FROM {table}"):
                name = f"app/{table}/{key}"
                out[name] = out[name] + " and again " + content if name in out else content
        damage = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        return out if damage == "ok" else {"damaged": damage}

    def holder(self):
        return [sys.executable, "-c", HOLDER, str(self.database())]


class SqliteDelete(Sqlite):
    name = "sqlite-delete"


class SqliteWal(Sqlite):
    """Two batches: a thousand rows and thirty."""

    name = "sqlite-wal"
    journal = "wal"
    rows, old = 1040, 1030


class SqliteCascade(Sqlite):
    name = "sqlite-cascade"
    journal = "wal"
    more_tables = CHILDREN
    more_toml = 'cascade = "archive"'
    tables = ["audit_logs", "audit_notes"]
