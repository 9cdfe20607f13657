#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Two approved jobs on one target. Undo of what the one removed: the other must not take it again on the next night.
s=S(sq("t",name="a")+'[jobs.b]\nplugin="audit-prune"\nstore="app"\ntarget="t"\ncolumn="created_at"\nretention="91d"\n')
s.ex("create table t(id integer primary key, created_at text)"); s.ex("insert into t values(?,?)",many=[(i,iso(400)) for i in range(10)])
s.run("plan"); s.run("approve","a","b"); r=s.json("run","--apply","a"); s.run("undo",r["run"]); n0=s.q("select count(*) from t")
r=s.json("run","--apply"); print(r["_rc"],[(j["job"],j["status"],j["removed"]) for j in r["jobs"]]); expect(s.q("select count(*) from t")==n0, "what was undone was taken again on the next night by the other job on the target")
s.close(); done()
PY
