#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# The shipped policy orphaned_files over a tree of 1,200 files, with references.
s=S(LIM+'[stores.app]\nplugin="sqlite"\npath="app.db"\nallow=["c"]\n[stores.up]\nplugin="files"\nroot="uploads"\nallow=["private/"]\n[jobs.o]\npolicy="orphaned_files.lua"\nstore="up"\ntarget="private/"\nreferences=[{store="app",target="c",column="f"}]\n')
s.ex("create table c(id integer primary key, f text)"); N=1200
s.ex("insert into c values(?,?)",many=[(i,f"private/{i}.txt") for i in range(N//2)])
for i in range(N): mk(s.dir/f"uploads/private/{i}.txt",f"c{i}",300)
r=s.approve_run("o"); j=s.job(r,"o"); print(r["_rc"],j["status"],j["removed"],j["message"][-200:])
expect(j["removed"]==N//2,"orphaned_files cannot work on more than some hundred files")
s.close(); done()
PY
