#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# The state is restored from a backup taken while run R worked: after its job A, before its job B. The bin is ahead of the state.
s=S(f'''{LIM}
[stores.app]
plugin="sqlite"
path="app.db"
allow=["a","b"]
[jobs.a]
plugin="audit-prune"
store="app"
target="a"
column="created_at"
retention="90d"
[jobs.b]
plugin="audit-prune"
store="app"
target="b"
column="created_at"
retention="90d"
gates=[{{kind="command",command=["/bin/sh","-c","test -e armed && sqlite3 .winnow/state.db '.backup backup.db'; true"]}}]
''')
s.ex("create table a(id integer primary key, created_at text); create table b(id integer primary key, created_at text)")
for t in "ab": s.ex(f"insert into {t} values(?,?)",many=[(i,iso(400)) for i in range(10)])
s.run("plan"); s.run("approve","a","b",check=(0,)); (s.dir/"armed").write_text("")
d0=s.dump(); r=s.json("run","--apply"); print([(j["job"],j["removed"]) for j in r["jobs"]])
os.remove(s.dir/"armed")
s.run("hold","add","app/b","--reason","lawsuit",check=(0,))
for f in (".winnow/state.db-wal",".winnow/state.db-shm"):
    if (s.dir/f).exists(): os.remove(s.dir/f)
shutil.copy(s.dir/"backup.db",s.dir/".winnow/state.db")
s.ex("insert into b values(?,?)",many=[(i,iso(400)) for i in range(20,25)])
r2=s.json("run","--apply"); print(r2["_rc"],[(j["job"],j["status"],j["removed"],j["message"][:150]) for j in r2["jobs"]])
expect(all(j["removed"]==0 for j in r2["jobs"]) and r2["_rc"]==1, "a state older than its bin was worked on: the hold of then is gone, and rows went")
u=s.run("undo",r["run"]); print("undo:",u.out,u.err,u.returncode)
got=len([1 for x in s.q("select id from b") if x[0]<10]); print("rows of b back:",got)
expect(got==10 or u.returncode!=0, f"undo of run says it is whole ({u.out.strip().splitlines()[-1] if u.out.strip() else ''}, exit {u.returncode}) but {10-got} of its rows are not back")
print(s.run("trash","check").out)
s.close(); done()
PY
