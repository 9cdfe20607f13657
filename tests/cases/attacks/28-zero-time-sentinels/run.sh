#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# "Zero" times of other worlds in deleted_at mean "not deleted": Go 0001-01-01, .NET, OLE 1899-12-30, FILETIME 1601-01-01, '0000-01-01'.
s=S(f'''{LIM}
[stores.app]
plugin="sqlite"
path="app.db"
allow=["c"]
[jobs.old]
plugin="soft-delete-sweep"
store="app"
target="c"
retention="30d"
''')
z=["0001-01-01T00:00:00Z","0001-01-01 00:00:00+00:00","0000-01-01","1899-12-30","1601-01-01T00:00:00Z","1753-01-01","1970-01-01T00:00:00Z",None]
s.ex("create table c(id integer primary key, deleted_at text)"); s.ex("insert into c values(?,?)",many=list(enumerate(z))); s.ex("insert into c values(?,?)",many=[(100,iso(90))])
r=s.approve_run("old"); j=s.job(r,"old"); left=[x[0] for x in s.q("select deleted_at from c")]; print(j["removed"],j["refused"],left)
gone=[x for x in z if x not in left]
expect(not gone, f"rows whose deleted_at is a zero value went: {gone}")
s.close(); done()
PY
