#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# faketime: back, ahead within 100 days, far ahead; purge after a leap; a clock that leaps while a run works.
def F(t): return ("faketime","-f",t)
s=S("[trash]\nretention=\"14d\"\n"+sq("t")+'[jobs.purge]\nplugin="trash-purge"\n')
s.ex("create table t(id integer primary key, created_at text)"); s.ex("insert into t values(?,?)",many=[(i,iso(400)) for i in range(10)]+[(100+i,iso(20)) for i in range(10)])
r=s.approve_run("old"); s.run("plan","purge"); s.run("approve","purge")
def go(t,*a): 
    x=s.json("run",*a,"--apply",pre=F(t)); print(t,a,x["_rc"],[(j["job"],j["status"],j["removed"],j["message"][:110]) for j in x.get("jobs",[])]); return x
x=go("-400d","old"); expect(x["_rc"]==4,"clock back ran")
s.run("breaker","reset","--reason","x")
x=go("+3650d","old"); expect(x["_rc"]==4 and s.q("select count(*) from t")==[(10,)],"clock +10y removed")
s.run("breaker","reset","old","--reason","x")
x=go("+3650d","purge"); expect(x["_rc"]==4 and len(s.json("trash","list")["items"])==10,"clock +10y purged")
s.run("breaker","reset","--reason","x")
x=go("+99d","purge"); it=[i["state"] for i in s.json("trash","list")["items"]]
print("after +99d purge:",it)
if "purged" in it or not it: wrong("a clock 99 days ahead destroys the whole bin (retention 14d) on its word alone")
s.close(); done()
PY
