#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# hold_if / keep protect rows of the target; a protected row hangs (same table, ON DELETE CASCADE) on one that goes.
for rule in ('hold_if={tag="legal"}','keep=[{tag="legal"}]','where={tag="x"}'):
    s=S(sq("m",extra='cascade="archive"\n'+rule))
    s.ex(f"create table m(id integer primary key, up int references m on delete cascade, tag text, created_at text); insert into m values(1,null,'x','{iso(400)}'),(2,1,'legal','{iso(400)}'),(3,null,'legal','{iso(400)}')")
    r=s.approve_run("old"); j=s.job(r,"old"); left=s.q("select id,tag from m"); print(rule,j["removed"],j["dependants"],j["kept"],left)
    if "where" not in rule: expect((2,"legal") in left, f"{rule}: a row that the job itself must keep went along with its parent")
    s.close()
done()
PY
