#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# The bin comes back from its backup with one segment's file under another's name. undo, then the right file is put back, then undo again, then purge.
s=S("[trash]\nretention=\"1s\"\n"+sq("t")+'[jobs.purge]\nplugin="trash-purge"\n'); s.ex("create table t(id integer primary key, created_at text)"); s.ex("insert into t values(?,?)",many=[(i,iso(400)) for i in range(2000)])
r=s.approve_run("old"); d=s.dir/".winnow/trash"/r["run"]/"old"; a,b=d/"1.jsonl.zst",d/"2.jsonl.zst"; keep=b.read_bytes(); b.write_bytes(a.read_bytes())
u=s.json("undo",r["run"]); n=s.q("select count(*) from t")[0][0]; print("undo:",u,"rows back",n)
expect(u.get("restored")==n and u["_rc"]!=0, f"undo says restored {u.get('restored')}, exit {u['_rc']}; {n} are back")
b.write_bytes(keep); u=s.json("undo",r["run"]); n=s.q("select count(*) from t")[0][0]; print("right file again, undo:",u,"rows back",n)
expect(n==2000, f"the index takes {2000-n} rows for restored that never came back; undo does not bring them any more")
s.run("plan","purge"); s.run("approve","purge"); p=s.json("run","purge","--apply",pre=("faketime","-f","+3s")); print("purged",p["jobs"][0]["removed"]); expect(b.exists() or n==2000,"and the purge destroyed their only copies")
s.close(); done()
PY
