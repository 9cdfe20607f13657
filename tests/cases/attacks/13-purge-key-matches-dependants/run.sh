#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Erasure `trash purge --key 17` of contact 17: other parents that merely had a child row with key 17 must stay.
s=S(sq("contacts",extra='cascade="archive"'))
s.ex(f'''create table contacts(id integer primary key, name text, created_at text);
create table notes(id integer primary key, c integer references contacts on delete cascade, t text);
insert into contacts values(1,'one','{iso(400)}'),(17,'seventeen','{iso(400)}');
insert into notes values(17,1,'note of contact one'),(18,17,'note of seventeen');''')
d0=s.dump(); r=s.approve_run("old"); print(s.job(r,"old")["removed"],s.job(r,"old")["dependants"])
p=s.run("trash","purge","--key","17","--job","old","--reason","erase contact 17"); print(p.out,p.err)
p=s.run("trash","purge","--key","17","--job","old","--reason","erase contact 17","--apply"); print(p.out,p.err)
u=s.run("undo",r["run"]); print(u.out,u.err); print(s.dump())
expect(any("'one'" in x for x in s.dump()["contacts"]), "contact 1 was destroyed by an erasure of contact 17 (its note has key 17)")
s.close(); done()
PY
