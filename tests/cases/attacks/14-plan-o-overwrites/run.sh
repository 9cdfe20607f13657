#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# `plan` "removes nothing, writes to no store": plan -o onto the database, the TOML, through a symlink FILE.new
s=S(sq("t"))
s.ex(f"create table t(id integer primary key, created_at text); insert into t values(1,'{iso(400)}')")
(s.dir/"victim").write_text("PRECIOUS"); os.symlink(s.dir/"victim", s.dir/"p.jsonl.new")
r=s.run("plan","-o","p.jsonl"); print(r.returncode,r.out[-200:],r.err)
expect((s.dir/"victim").read_text()=="PRECIOUS","plan -o wrote through a symlink FILE.new and destroyed another file")
for f in ("app.db",):
    h=hashlib.sha256((s.dir/f).read_bytes()).hexdigest(); r=s.run("plan","-o",f); print(f,r.returncode,r.out[-150:],r.err)
    expect(hashlib.sha256((s.dir/f).read_bytes()).hexdigest()==h, f"plan -o {f} destroyed the database it planned on (exit {r.returncode})")
s.close(); done()
PY
