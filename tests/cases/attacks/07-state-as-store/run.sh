#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# stores.app path = the state database itself: refuse it.
s=S(sq("holds",column="at",extra='times="us"').replace('path="app.db"','path=".winnow/state.db"'))
s.run("plan"); s.run("hold","add","app/holds","--reason","x")
s.q_=None
c=sqlite3.connect(s.dir/".winnow/state.db"); c.execute("update holds set at=at-86400000000*400, released_at=1"); c.commit(); c.close()
a=s.run("plan"); print("same path:",a.returncode,a.out[-300:],a.err[-300:])
s.run("approve","old"); t=time.time(); r=s.json("run","--apply"); print(time.time()-t, r["_rc"],[(j["status"],j["removed"],j["message"]) for j in r.get("jobs",[])],r["_err"])
c=sqlite3.connect(s.dir/".winnow/state.db"); n=c.execute("select count(*) from holds").fetchone(); c.close()
expect(n==(1,), "a row of the state was removed by a job")
expect(a.returncode!=0, "plan accepts the state itself as a target")
s.close(); done()
PY
