#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# files = two columns of one table into one store. Live row names by column b the file that a dead row names by column a.
s = S(f'''{LIM}
[stores.app]
plugin="sqlite"
path="app.db"
allow=["contacts"]
[stores.up]
plugin="files"
root="uploads"
allow=["private/"]
[jobs.c]
plugin="soft-delete-sweep"
store="app"
target="contacts"
column="deleted_at"
retention="30d"
files=[{{column="photo",store="up"}},{{column="contract",store="up"}}]
''')
s.ex(f'''create table contacts(id integer primary key, photo text, contract text, deleted_at text);
insert into contacts values(1,'private/shared.pdf',null,'{iso(100)}');
insert into contacts values(2,null,'private/shared.pdf',null);
insert into contacts values(3,'private/own.pdf','private/own.pdf','{iso(100)}');
''')
mk(s.dir/"uploads/private/shared.pdf","S"); mk(s.dir/"uploads/private/own.pdf","O")
t0=tree(s.dir/"uploads"); d0=s.dump()
r=s.approve_run("c"); j=s.job(r,"c"); print(j["removed"],j["shared"],j["errors"],j["status"],j["message"], r["_err"])
print(tree(s.dir/"uploads",trash=True).keys())
live=[x[0] for x in s.q("select contract from contacts where id=2")]
expect((s.dir/"uploads/private/shared.pdf").exists(), "a live row's file went to the bin: the file is named by another linked column of the same job")
u=s.run("undo",r["run"]); print(u.out,u.err,u.returncode)
expect(tree(s.dir/"uploads")==t0 and s.dump()==d0, "undo not identical")
s.close(); done()
PY
