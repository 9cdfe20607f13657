#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Run ids are a second and 16 random bits. 1,000 short plans: does one ever fail because of its id?
s=S(sq("t",name="a")); s.ex("create table t(id integer primary key, created_at text)")
import concurrent.futures as cf
def one(_):
    r=s.run("plan"); return r.returncode,(r.out+r.err)
N=600; n=0
with cf.ThreadPoolExecutor(4) as ex:
    for rc,o in ex.map(one,range(N)):
        if rc: n+=1; print(rc,[l for l in o.splitlines() if "error" in l or "winnow:" in l][:2])
print(n,"of",N,"failed")
expect(n==0, f"{n} of {N} plans failed on their run id or on a busy state")
s.close(); done()
PY
