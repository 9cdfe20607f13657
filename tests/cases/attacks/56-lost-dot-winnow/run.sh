#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# .winnow (state and bin of rows) is lost; uploads/.trash is whole. Can the parked files be taken over and brought back?
s=S(fl()); A=mk(s.dir/"uploads/private/a","A"); r=s.approve_run("files"); expect(not A.exists(),"setup")
shutil.rmtree(s.dir/".winnow"); 
a=s.run("trash","check"); print(a.returncode,a.out,a.err)
a=s.run("trash","adopt","--reason","x"); print("adopt:",a.returncode,a.out.strip(),a.err.strip())
a=s.run("trash","adopt","up","--reason","x"); print("adopt up:",a.returncode,a.out.strip(),a.err.strip())
l=s.json("trash","list")["items"]; print(l)
for i in l: print(s.run("trash","restore",i["id"]).out)
expect(A.exists(), "winnow's own parked files cannot be taken over once its state and bin are lost (contract: trash adopt \"takes into the index what lies in a bin without an index row: after a lost state\")")
s.close(); done()
PY
