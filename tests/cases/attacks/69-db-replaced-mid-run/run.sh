#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# The application replaces its database by rename while a paced run works. What is claimed must be true of what stands at the path.
s=S(sq("t",pre='[limits]\nmax_share="100%"\nmax_deletes=1000000\npace="1500/s"\n')); s.ex("create table t(id integer primary key, created_at text)"); s.ex("insert into t values(?,?)",many=[(i,iso(400)) for i in range(5000)])
s.run("plan"); s.run("approve","old"); shutil.copy(s.dir/"app.db",s.dir/"new.db")
p=subprocess.Popen([BIN,"--json","run","--apply"],cwd=s.dir,stdout=subprocess.PIPE)
while not any(s.dir.glob(".winnow/trash/*/*/*.zst")) and p.poll() is None: pass
os.rename(s.dir/"new.db",s.dir/"app.db"); o=json.loads(p.communicate()[0]); j=o["jobs"][0]
n=s.q("select count(*) from t")[0][0]; print(j["status"],j["removed"],j["message"],"rows in the live database",n)
expect('read-only for this account' not in j['message'], 'a replaced database is told as a lack of permission')
u=s.json("undo",o["run"]); print(u["restored"],u["conflicts"],s.q("select count(*) from t")); s.close(); done()
PY
