#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# PRIMARY KEY(k COLLATE BINARY) on a NOCASE column: 'a' and 'A' are two rows. Undo of 'a' while 'A' lives.
s=S(sq("t"))
s.ex(f'''create table t(k text collate nocase, v text, created_at text, primary key(k collate binary));
insert into t values('a','old','{iso(400)}'); insert into t values('A','new','{iso(1)}');
insert into t values('B','new','{iso(1)}'); insert into t values('b','old','{iso(400)}');''')
d0=s.dump()
r=s.approve_run("old"); j=s.job(r,"old"); print(j["status"],j["removed"],j["gone"],j["changed"],j["message"],j["nominated"])
print(s.dump())
left=sorted(x[0] for x in s.q("select k from t"))
expect(left==["A","B"] and j["removed"]==2, f"left {left}, report removed {j['removed']} gone {j['gone']}")
u=s.run("undo",r["run"]); print(u.out,u.err,u.returncode)
expect(s.dump()==d0,"undo did not bring the rows back")
s.close(); done()
PY
