#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# N rows, each with a file of its own, in one batch. 400 works; 501 and more?
for N in (400,499,501,1200):
    s=S(f'''{LIM}
[stores.app]
plugin="sqlite"
path="app.db"
allow=["c"]
[stores.up]
plugin="files"
root="uploads"
allow=["private/"]
[jobs.c]
plugin="soft-delete-sweep"
store="app"
target="c"
column="deleted_at"
retention="30d"
files=[{{column="f",store="up"}}]
''')
    s.ex("create table c(id integer primary key, f text, deleted_at text)"); s.ex("insert into c values(?,?,?)",many=[(i,f"private/{i}.txt",iso(100)) for i in range(N)])
    for i in range(N): mk(s.dir/f"uploads/private/{i}.txt",f"c{i}")
    d0,t0=s.dump(),tree(s.dir/"uploads")
    r=s.approve_run("c"); j=s.job(r,"c"); left=s.q("select count(*) from c")[0][0]; fl_=len(tree(s.dir/"uploads"))
    print(N,r["_rc"],j["status"],"report removed",j["removed"],"failed",j["failed"],"| rows left",left,"files left",fl_,j["message"][-70:])
    expect(left==0 and fl_==0,f"{N}: rows went ({N-left}), their {fl_} files stayed")
    r2=s.json("run","--apply"); print("   next run:",r2["_rc"],[(x["status"],x["removed"],x["message"][-60:]) for x in r2["jobs"]])
    u=s.run("undo",r["run"]); print("   undo:",u.returncode,u.out.strip()[-50:],u.err.strip()[-70:]); expect(s.dump()==d0 and tree(s.dir/"uploads")==t0,f"{N}: undo cannot bring them back")
    s.close()
done()
PY
