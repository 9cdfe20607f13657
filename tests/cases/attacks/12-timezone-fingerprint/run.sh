#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# [winnow] timezone decides how naive times are read, and so which rows go.
toml=lambda tz: f'[winnow]\ntimezone="{tz}"\n'+sq("t")
s=S(toml("UTC"))
t=lambda h:(NOW-dt.timedelta(days=90)+dt.timedelta(hours=h)).strftime("%Y-%m-%d %H:%M:%S")
s.ex("create table t(id integer primary key, created_at text)")
s.ex("insert into t values(?,?)",many=[(i,t(i)) for i in range(-5,14)])
p=s.json("plan"); a=s.job(p,"old")["nominated"]; s.run("approve","old",check=(0,))
s.toml(toml("Pacific/Kiritimati"))
r=s.json("run","--apply"); j=s.job(r,"old"); print(a,j["status"],j["removed"],r["_rc"])
expect(r["_rc"]==6, f"timezone changed: {j['removed']} rows went, {a} were approved, without a new approval")
s.close(); done()
PY
