#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Killed after the store's COMMIT, before the state's: the application re-creates one removed row as it was and another one otherwise. The old copy of the latter must stay.
found=False
for k in range(2,40):
    s=S(sq("t")); s.ex("create table t(id integer primary key, created_at text, v text)"); s.ex("insert into t values(?,?,?)",many=[(i,iso(400),f"v{i}") for i in range(5)])
    s.run("plan"); s.run("approve","old")
    x=subprocess.run(["strace","-f","-qq","-o","/dev/null","-e","trace=fdatasync,fsync","-e",f"inject=fdatasync,fsync:signal=KILL:when={k}",BIN,"run","--apply"],cwd=s.dir,capture_output=True,timeout=60)
    st=s.q("select state from segments",".winnow/state.db"); n=s.q("select count(*) from t")[0][0]
    if st==[("sealed",)] and n==0: found=True; break
    s.close()
print("kill point",k,found)
if not found: done("no such point found")
s.ex(f"insert into t values(1,'{iso(400)}','v1'),(2,'{iso(5)}','NEW')")
r=s.json("run","--apply"); print(r["_rc"],[(j["status"],j["removed"],j["notes"]) for j in r["jobs"]])
items={i["key"]:i["state"] for i in s.json("trash","list")["items"] if i["run"]!=r["run"]}; print(items)
expect("2" in items, "the old copy of row 2 (removed, then made anew otherwise) stands for nothing now: it will be destroyed with its segment, no one can bring v2 back")
s.close(); done()
PY
