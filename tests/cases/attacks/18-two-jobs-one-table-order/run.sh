#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Links declared by ANOTHER job of the same TOML: a live lead names the file that a dead contact names.
s=S(f'''{LIM}
[stores.app]
plugin="sqlite"
path="app.db"
allow=["contacts","leads"]
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
files=[{{column="photo",store="up"}}]
[jobs.l]
plugin="soft-delete-sweep"
store="app"
target="leads"
column="deleted_at"
retention="30d"
files=[{{column="photo",store="up"}}]
''')
s.ex(f'''create table contacts(id integer primary key, photo text, deleted_at text);
create table leads(id integer primary key, photo text, deleted_at text);
insert into contacts values(1,'private/shared.pdf','{iso(100)}');
insert into leads values(1,'private/shared.pdf',null);''')
mk(s.dir/"uploads/private/shared.pdf","S")
r=s.approve_run("c","l"); j=s.job(r,"c"); print(j["removed"],j["shared"],j["notes"])
expect((s.dir/"uploads/private/shared.pdf").exists(), "the file of a live lead went with a contact, though this TOML says that leads.photo names files of `up`")
s.close(); done()
PY
