#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# `references` names a table that is not there / a store out of reach / a column that is not there: must be found before the first removal.
for what in ("table","column","store gone","not allowed"):
    ref={"table":'{store="app",target="leadz",column="f"}',"column":'{store="app",target="leads",column="ff"}',"store gone":'{store="other",target="leads",column="f"}',"not allowed":'{store="app",target="secret",column="f"}'}[what]
    s=S(LIM+'[stores.app]\nplugin="sqlite"\npath="app.db"\nallow=["c","leads"]\n[stores.other]\nplugin="sqlite"\npath="other.db"\nallow=["leads"]\n[stores.up]\nplugin="files"\nroot="uploads"\nallow=["private/"]\n[jobs.c]\nplugin="soft-delete-sweep"\nstore="app"\ntarget="c"\ncolumn="deleted_at"\nretention="30d"\nfiles=[{column="f",store="up"}]\nreferences=['+ref+']\n')
    s.ex(f"create table c(id integer primary key, f text, deleted_at text); insert into c values(1,'private/x','{iso(100)}'); create table leads(id integer primary key,f text); create table secret(id integer primary key,f text)")
    A=mk(s.dir/"uploads/private/x","X"); d0=s.dump()
    k=s.run("check"); p=s.run("plan"); a=s.run("approve","c"); r=s.json("run","--apply"); j=s.job(r,"c")
    print(what,"| check",k.returncode,"plan",p.returncode,"approve",a.returncode,"apply",r["_rc"],j["status"],"removed",j["removed"],j["message"][-80:])
    u=s.run("undo",r["run"]); print("    undo:",u.returncode,u.out.strip()[-60:],u.err.strip()[-100:],"rows",s.q("select count(*) from c"))
    if what!="not allowed": expect(j["removed"]==0, f"{what}: rows were removed before the mistake was found")
    expect(s.dump()==d0, f"{what}: undo cannot bring the row back")
    s.close()
done()
PY
