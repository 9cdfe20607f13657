#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Undo makes folders anew that vanished meanwhile: owner, mode of each level, default ACL or xattr.
s=S(fl()); A=mk(s.dir/"uploads/private/t1/t2/a","A"); 
os.chmod(s.dir/"uploads/private/t1",0o2775); os.chown(s.dir/"uploads/private/t1",1234,1234); os.chmod(s.dir/"uploads/private/t1/t2",0o700); os.chown(s.dir/"uploads/private/t1/t2",1235,1235); os.chown(A,1235,1235)
st=lambda: {p:(os.stat(s.dir/p).st_mode&0o7777,os.stat(s.dir/p).st_uid) for p in ("uploads/private/t1","uploads/private/t1/t2","uploads/private/t1/t2/a")}
b=st(); r=s.approve_run("files"); shutil.rmtree(s.dir/"uploads/private/t1"); u=s.run("undo",r["run"]); print(u.returncode,b,st())
expect(st()==b, f"folders came back otherwise: {b} -> {st()}")
s.close(); done()
PY
