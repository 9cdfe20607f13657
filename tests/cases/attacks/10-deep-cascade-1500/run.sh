#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# One thread of 1,500 messages beside ordinary rows: the ordinary rows must still go.
s=S(sq("msgs",extra='cascade="archive"'))
s.ex('create table msgs(id integer primary key, parent integer references msgs on delete cascade, created_at text); create index i on msgs(parent)')
N=1500
s.ex("insert into msgs values(?,?,?)",many=[(i,i-1 if i else None, iso(400) if i==0 else iso(1)) for i in range(N)])
s.ex("insert into msgs values(?,?,?)",many=[(100000+i,None, iso(400)) for i in range(50)])
r=s.approve_run("old"); j=s.job(r,"old"); print(r["_rc"],j["status"],j["removed"],j["failed"],j["message"][:300],j["notes"],j["errors"][:3])
left=s.q("select count(*) from msgs where id>=100000")[0][0]
expect(left==0, f"{left} of 50 ordinary rows could not go because of one deep thread: {j['message']}")
s.close(); done()
PY
