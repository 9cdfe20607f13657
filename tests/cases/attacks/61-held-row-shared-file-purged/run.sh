#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Rows 1 (held, binned) and 3 (binned later, with the file that both name). Purging row 3 must keep the file of the held row 1.
s=S("[trash]\nretention=\"1s\"\n"+LIM+'[stores.app]\nplugin="sqlite"\npath="app.db"\nallow=["c"]\n[stores.up]\nplugin="files"\nroot="uploads"\nallow=["private/"]\n[jobs.c]\nplugin="soft-delete-sweep"\nstore="app"\ntarget="c"\ncolumn="deleted_at"\nretention="30d"\nfiles=[{column="f",store="up"}]\n[jobs.purge]\nplugin="trash-purge"\n')
s.ex(f"create table c(id integer primary key, f text, deleted_at text); insert into c values(1,'private/a','{iso(100)}'),(3,'private/a',null)"); A=mk(s.dir/"uploads/private/a","A")
r=s.approve_run("c"); expect(A.exists(),"setup"); s.run("hold","add","app/c","--key","1","--reason","lawsuit",check=(0,))
s.ex(f"update c set deleted_at='{iso(100)}' where id=3"); r2=s.json("run","--apply","c"); expect(not A.exists(),"setup2")
s.run("plan","purge"); s.run("approve","purge"); p=s.json("run","purge","--apply",pre=("faketime","-f","+3s")); j=p["jobs"][0]; print("purged",j["removed"],j["kept"])
have=[q for q in s.dir.rglob("a") if q.is_file() and q.read_text()=="A"]; print(have)
expect(have, "the only copy of a held row's file was destroyed")
u=s.run("undo",r["run"]); print(u.returncode,u.out.strip()[-60:]); expect(u.returncode!=0 or A.exists(), "undo says row 1 is whole; its file is destroyed")
s.close(); done()
PY
