#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Store "sub" has its root inside store "all". A job of "all" must never match sub's bin.
s=S(f'''{LIM}
[stores.sub]
plugin="files"
root="uploads/tenant"
allow=["private/"]
[stores.all]
plugin="files"
root="uploads"
allow=["tenant/"]
[jobs.one]
plugin="soft-delete-sweep"
store="sub"
target="private/"
column="modified"
retention="30d"
[jobs.two]
plugin="soft-delete-sweep"
store="all"
target="tenant/"
column="modified"
retention="30d"
''')
mk(s.dir/"uploads/tenant/private/a.txt","A")
mk(s.dir/"uploads/tenant/keep.txt","K",days=1)
r1=s.approve_run("one"); print(s.job(r1,"one")["removed"])
p=s.json("plan","two"); j=s.job(p,"two"); print("two nominates", j["nominated"], j["samples"], j["refused"])
expect(not any(".trash" in str(x["key"]) for x in j["samples"]), "a job of the outer store nominates copies in the inner store's bin")
s.run("approve","two"); r2=s.json("run","two","--apply"); print(s.job(r2,"two")["removed"])
u=s.run("undo",r1["run"]); print("undo of the first run:", u.out, u.err, u.returncode)
expect((s.dir/"uploads/tenant/private/a.txt").exists(), "undo of the inner run finds its parked copy gone")
print(s.run("trash","check","--read-data").out)
s.close(); done()
PY
