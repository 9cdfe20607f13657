#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# A table "one live session per user": AFTER INSERT trigger deletes the user's other rows. Undo re-inserts the old row.
s = S(sq("sessions"))
s.ex(f'''create table sessions(id integer primary key, user text, data text, created_at text);
create trigger one_live after insert on sessions begin delete from sessions where user = new.user and id <> new.id; end;
insert into sessions values(1,'ann','old','{iso(400)}');
''')
r = s.approve_run("old")
expect(s.job(r,"old")["removed"]==1, f"setup: {r}")
s.ex(f"insert into sessions values(2,'ann','CURRENT','{iso(1)}')")
before = s.dump()
u = s.run("undo", r["run"])
after = s.dump()
print(before, after, u.returncode, u.out, u.err)
rows=[x[0] for x in s.q("select id from sessions")]
expect(2 in rows, f"undo deleted a live row through an INSERT trigger without a copy; report: {u.out.strip()!r} rc={u.returncode}")
l = s.run("trash","list"); print(l.out)
s.close(); done()
PY
