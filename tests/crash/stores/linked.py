"""Rows with files: soft-deleted contacts and their attachments, two rows sharing one, one row's file missing."""

import sqlite3
import sys

from harness.world import World
from stores.files import OLD, live_files, write_file

CONTACTS = """
CREATE TABLE contacts(id INTEGER PRIMARY KEY, name TEXT, deleted_at TEXT, attachment TEXT);
INSERT INTO contacts VALUES
  (1, 'one',   '2020-01-01T00:00:00Z', 'private/a/1.pdf'),
  (2, 'two',   '2020-01-02T00:00:00Z', 'private/a/2.pdf'),
  (3, 'three', '2020-01-03T00:00:00Z', 'private/b/3.pdf'),
  (4, 'four',  '2020-01-04T00:00:00Z', 'private/both.pdf'),
  (5, 'five',  '2020-01-05T00:00:00Z', 'private/both.pdf'),
  (6, 'six',   '2020-01-06T00:00:00Z', 'private/kept.pdf'),
  (7, 'seven', '2020-01-07T00:00:00Z', 'private/missing.pdf'),
  (8, 'eight', '2020-01-08T00:00:00Z', NULL),
  (9, 'nine',  NULL,                   'private/kept.pdf'),
  (10, 'ten',  NULL,                   'private/b/10.pdf');
"""

TOML = """
[stores.app]
plugin = "sqlite"
path = "app.db"
allow = ["contacts"]

[stores.uploads]
plugin = "files"
root = "uploads"
allow = ["private/"]

[jobs.sweep]
plugin = "soft-delete-sweep"
store = "app"
target = "contacts"
retention = "30d"
files = [{ column = "attachment", store = "uploads" }]
limits = { max_share = "100%" }
"""

HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("SELECT count(*) FROM contacts").fetchall()
print("holding", flush=True)
sys.stdin.read()
"""


class Linked(World):
    name = "linked"
    place, doomed, held = "app/contacts", "3", "1"

    def make(self):
        db = sqlite3.connect(self.home / "app.db")
        db.execute("PRAGMA journal_mode = wal")
        db.executescript(CONTACTS)
        db.close()
        for i, key in enumerate(["a/1", "a/2", "b/3", "both", "kept", "b/10"]):
            write_file(self.home / "uploads" / "private" / f"{key}.pdf", f"%PDF {key}\n", 0o640, OLD + i)

    def toml(self):
        return TOML

    def items(self):
        db = sqlite3.connect(self.home / "app.db")
        out = {f"app/contacts/{row[0]}": repr(row) for row in db.execute("SELECT * FROM contacts")}
        damage = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        out.update(live_files(self.home / "uploads", "uploads", "private/"))
        return out if damage == "ok" else {"damaged": damage}

    def holder(self):
        return [sys.executable, "-c", HOLDER, str(self.home / "app.db")]

    def contradictions(self, items):
        rows = {1: "a/1", 2: "a/2", 3: "b/3", 4: "both", 5: "both", 6: "kept", 9: "kept", 10: "b/10"}
        return [f"contact {row} lives without its file {key}" for row, key in rows.items()
                if f"app/contacts/{row}" in items and f"uploads/private//private/{key}.pdf" not in items]
