#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# State database or its folder writable by everyone: whoever writes it approves, lifts holds and latches. --apply must refuse as it does a TOML.
s=S(sq("t")); s.ex(f"create table t(id integer primary key, created_at text); insert into t values(1,'{iso(400)}')")
s.run("plan"); os.chmod(s.dir/".winnow",0o777); os.chmod(s.dir/".winnow/state.db",0o666)
for f in ("state.db-wal","state.db-shm"):
    if (s.dir/".winnow"/f).exists(): os.chmod(s.dir/".winnow"/f,0o666)
s.run("approve","old"); r=s.json("run","--apply"); print(r["_rc"],r["_err"],[(j["status"],j["removed"]) for j in r.get("jobs",[])])
c=s.run("check"); print(c.returncode,c.out[-500:])
expect(r["_rc"]!=0, "apply works with a state that everyone can write to (approvals, holds, latches)")
s.close(); done()
PY
