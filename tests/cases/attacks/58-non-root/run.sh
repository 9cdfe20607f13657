#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# As an ordinary user: one folder that it may not read; one that it may not write; sticky folders; others must go on.
def U(*a): return ("setpriv","--reuid=65534","--regid=65534","--clear-groups")
os.chmod(TMP,0o1777)
s=S(fl()); os.chmod(s.dir,0o777)
for p in ("ok/a","noread/b","nowrite/c","sticky/d"): mk(s.dir/f"uploads/private/{p}","x")
subprocess.run(["chown","-R","65534:65534",str(s.dir)]); os.chmod(s.dir,0o755)
pr=s.dir/"uploads/private"; os.chown(pr/"noread",0,0); os.chmod(pr/"noread",0o700); os.chown(pr/"nowrite",0,0); os.chmod(pr/"nowrite",0o755); os.chown(pr/"sticky",0,0); os.chmod(pr/"sticky",0o1777); os.chown(pr/"sticky/d",0,0)
p=s.run("plan",pre=U()); print(p.returncode,p.out[:600],p.err[:200]); s.run("approve","files",pre=U()); r=s.json("run","--apply",pre=U()); print(r["_rc"],r["_err"][:300],[(j["status"],j["removed"],j["failed"],j["message"],j["errors"]) for j in r.get("jobs",[])])
expect(not (pr/"ok/a").exists(), "one folder that the account may not read stops the whole job (nothing of the rest goes)")
expect((pr/"nowrite/c").exists() and (pr/"sticky/d").exists(),"?")
s.close(); done()
PY
