#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Approved job; then the root of the store of its linked files is changed. Fingerprint must change (store identity).
toml=lambda root: f'''{LIM}
[stores.app]
plugin="sqlite"
path="app.db"
allow=["contacts"]
[stores.up]
plugin="files"
root="{root}"
allow=["private/"]
[jobs.c]
plugin="soft-delete-sweep"
store="app"
target="contacts"
column="deleted_at"
retention="30d"
files=[{{column="photo",store="up"}}]
'''
s=S(toml("uploads"))
s.ex(f'''create table contacts(id integer primary key, photo text, deleted_at text);
insert into contacts values(1,'private/a.pdf','{iso(100)}');''')
mk(s.dir/"uploads/private/a.pdf","A"); mk(s.dir/"other/private/a.pdf","SOMEBODY ELSE'S")
s.run("plan"); s.run("approve","c",check=(0,))
s.toml(toml("other"))
r=s.json("run","--apply"); j=s.job(r,"c"); print(j["status"],j["removed"],j["message"],r["_rc"])
expect((s.dir/"other/private/a.pdf").exists() and r["_rc"]==6, f"a file of another tree went without a new approval (status {r['_rc']})")
s.close(); done()
PY
