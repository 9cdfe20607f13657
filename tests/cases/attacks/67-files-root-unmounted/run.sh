#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# The disk with the linked files is not mounted: the root is an empty folder. In doubt rows must stay (or at least be named).
s=S(LIM+'[stores.app]\nplugin="sqlite"\npath="app.db"\nallow=["c"]\n[stores.up]\nplugin="files"\nroot="uploads"\nallow=["private/"]\n[jobs.c]\nplugin="soft-delete-sweep"\nstore="app"\ntarget="c"\ncolumn="deleted_at"\nretention="30d"\nfiles=[{column="f",store="up"}]\n')
s.ex("create table c(id integer primary key, f text, deleted_at text)"); s.ex("insert into c values(?,?,?)",many=[(i,f"private/{i}",iso(100)) for i in range(200)])
for i in range(200): mk(s.dir/f"uploads/private/{i}","x")
s.run("plan"); s.run("approve","c"); os.rename(s.dir/"uploads",s.dir/"disk"); (s.dir/"uploads").mkdir()
r=s.json("run","--apply"); j=s.job(r,"c"); print(r["_rc"],j["status"],j["removed"],j["files"],j["notes"],j["errors"][:2])
expect(j["removed"]==0 or j["notes"], f"{j['removed']} rows went although all of their {200} files are missing (disk not mounted), and the report says nothing of it; the files stay behind, named by nothing")
s.close(); done()
PY
