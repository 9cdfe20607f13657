#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# The hidden command `worker` called by hand: passes over the trust check of the TOML, and takes any time for now.
s=S(sq("t")); s.ex("create table t(id integer primary key, created_at text)"); s.ex("insert into t values(?,?)",many=[(i,iso(20)) for i in range(10)]+[(100,iso(400))])
s.approve_run("old"); n0=s.q("select count(*) from t")[0][0]
asof=int((time.time()+99*86400)*1e6)
r=subprocess.run(["bash","-c",f"exec 3>/dev/null; exec {BIN} worker old --run X-1 --as-of {asof} --mode apply"],cwd=s.dir,capture_output=True); print(r.returncode,r.stdout,r.stderr)
n=s.q("select count(*) from t")[0][0]; expect(n==n0, f"`winnow worker … --as-of` (99 days ahead) removed {n0-n} rows of 20 days with retention 90d")
s2=S(sq("t")); s2.ex("create table t(id integer primary key, created_at text)"); s2.ex("insert into t values(?,?)",many=[(i,iso(400)) for i in range(10)]); s2.run("plan"); s2.run("approve","old"); os.chmod(s2.dir/"winnow.toml",0o666)
x=s2.run("run","--apply"); print(x.returncode,x.err.strip())
r=subprocess.run(["bash","-c",f"exec 3>/dev/null; exec {BIN} worker old --run X-1 --as-of {int(time.time()*1e6)} --mode apply"],cwd=s2.dir,capture_output=True); expect(s2.q("select count(*) from t")==[(10,)],"`winnow worker` works under a TOML that everyone can write to")
s.close(); s2.close(); done()
PY
