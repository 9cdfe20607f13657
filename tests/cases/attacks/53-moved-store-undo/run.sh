#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# The data moved to another folder (new disk, new host). Undo and purge of what was removed before.
s=S(LIM+'[stores.app]\nplugin="sqlite"\npath="data/app.db"\nallow=["c"]\n[stores.up]\nplugin="files"\nroot="data/uploads"\nallow=["private/"]\n[jobs.c]\nplugin="soft-delete-sweep"\nstore="app"\ntarget="c"\ncolumn="deleted_at"\nretention="30d"\nfiles=[{column="f",store="up"}]\n')
(s.dir/"data").mkdir(); s.ex(f"create table c(id integer primary key, f text, deleted_at text); insert into c values(1,'private/a','{iso(100)}')","data/app.db"); mk(s.dir/"data/uploads/private/a","A")
r=s.approve_run("c"); print(s.job(r,"c")["removed"])
os.rename(s.dir/"data",s.dir/"data2"); s.toml((s.dir/"winnow.toml").read_text().replace('"data/','"data2/'))
u=s.run("undo",r["run"]); print("moved:",u.returncode,u.out,u.err)
os.symlink("data2",s.dir/"data"); s.toml((s.dir/"winnow.toml").read_text().replace('"data2/','"data/'))
u2=s.run("undo",r["run"]); print("with a symlink at the old path:",u2.returncode,u2.out,u2.err)
expect(s.q("select count(*) from c","data2/app.db")==[(1,)], "what was removed cannot be brought back once the data moved, not even with a symlink at the old place")
s.close(); done()
PY
