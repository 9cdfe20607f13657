#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# The same database under two names: symlink and hard link. A hold on one name must hold under the other.
base=lambda p: f'''{LIM}
[stores.a]
plugin="sqlite"
path="app.db"
allow=["t"]
[stores.b]
plugin="sqlite"
path="{p}"
allow=["t"]
[jobs.old]
plugin="audit-prune"
store="b"
target="t"
column="created_at"
retention="90d"
'''
for kind in ("sym","hard","bind"):
    s=S(base("other.db" if kind!="bind" else "mnt/app.db"))
    s.ex(f"create table t(id integer primary key, created_at text); insert into t values(1,'{iso(400)}'),(2,'{iso(400)}')")
    if kind=="sym": os.symlink("app.db", s.dir/"other.db")
    elif kind=="hard": os.link(s.dir/"app.db", s.dir/"other.db")
    else:
        (s.dir/"mnt").mkdir(); rc=subprocess.run(["mount","--bind",str(s.dir),str(s.dir/"mnt")],capture_output=True)
        if rc.returncode: print("no bind mounts here", rc.stderr); continue
    h=s.run("hold","add","a/t","--key","1","--reason","case",check=(0,))
    r=s.json("run","--apply") if kind=="hard" else s.approve_run("old")  # two names of a database are refused
    j=s.job(r,"old"); print(kind,j["status"],j["removed"],j["kept"],j["message"])
    if kind=="bind": subprocess.run(["umount",str(s.dir/"mnt")])
    expect((1,) in s.q("select id from t"), f"{kind}: a held row went under the store's other name")
    s.close()
done()
PY
