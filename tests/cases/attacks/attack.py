"""Helpers of these cases. Right behaviour: exit 0; wrong: exit 1 with why."""
import hashlib, json, os, pathlib, shutil, signal, sqlite3, stat, subprocess, sys, tempfile, time, datetime as dt
BIN = os.environ["WINNOW"]
TMP = os.path.join(tempfile.gettempdir(), "winnow-cases"); os.makedirs(TMP, exist_ok=True); os.chmod(TMP, 0o1777)
NOW = dt.datetime.now(dt.timezone.utc)
def iso(days): return (NOW - dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
def epoch(days): return int(NOW.timestamp() - days * 86400)
bad = []
def wrong(why):
    print("WRONG:", why); bad.append(why)
def expect(cond, why):
    if not cond: wrong(why)
    return bool(cond)
def done(note=""):
    print(("FAIL " if bad else "OK ") + note); sys.exit(1 if bad else 0)
class S:
    def __init__(self, toml, base=None):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="case-", dir=base or TMP))
        self.toml(toml)
    def toml(self, text): (self.dir / "winnow.toml").write_text(text)
    def run(self, *args, env=None, timeout=180, input=None, pre=(), check=None):
        r = subprocess.run([*pre, BIN, *map(str, args)], cwd=self.dir, capture_output=True, timeout=timeout,
                           env={**os.environ, **(env or {})}, input=input)
        r.out = r.stdout.decode("utf-8", "replace"); r.err = r.stderr.decode("utf-8", "replace")
        if check is not None and r.returncode not in check:
            wrong(f"{' '.join(map(str,args))}: exit {r.returncode}: {r.out[-400:]} {r.err[-400:]}")
        return r
    def json(self, *args, **kw):
        r = self.run("--json", *args, **kw)
        try: d = json.loads(r.out)
        except ValueError: d = {"_out": r.out, "_err": r.err}
        if isinstance(d, dict): d["_rc"] = r.returncode; d["_err"] = r.err
        return d
    def job(self, doc, name): return next(j for j in doc["jobs"] if j["job"] == name)
    def db(self, name="app.db"):
        c = sqlite3.connect(self.dir / name); return c
    def q(self, sql, name="app.db", *a):
        c = sqlite3.connect(self.dir / name)
        try: return c.execute(sql, a).fetchall()
        finally: c.close()
    def ex(self, sql, name="app.db", many=None):
        c = sqlite3.connect(self.dir / name, isolation_level=None)
        c.execute("pragma foreign_keys=on")
        if many is not None:
            c.execute("begin"); c.executemany(sql, many); c.execute("commit")
        else: c.executescript(sql)
        c.close()
    def dump(self, name="app.db"):
        c = sqlite3.connect(self.dir / name); c.text_factory = bytes
        out = {}
        for (t,) in c.execute("select name from sqlite_schema where type='table' and name not like 'sqlite_%'").fetchall():
            n = t.decode()
            try: out[n] = sorted(map(repr, c.execute(f'select * from "{n}"').fetchall()))
            except sqlite3.Error as e: out[n] = str(e)
        c.close(); return out
    def approve_run(self, *jobs, codes=(0,)):
        self.run("plan", *jobs)
        for j in jobs: self.run("approve", j, check=(0,))
        return self.json("run", *jobs, "--apply")
    def close(self):
        subprocess.run(["chattr", "-R", "-i", "-a", str(self.dir)], capture_output=True)
        shutil.rmtree(self.dir, ignore_errors=True)
def tree(root, trash=False):
    out = {}
    root = os.fsencode(str(root))
    for d, ds, fs in os.walk(root):
        for f in fs:
            p = os.path.join(d, f); rel = os.path.relpath(p, root)
            if not trash and rel.split(b"/")[0] == b".trash": continue
            st = os.lstat(p)
            h = hashlib.sha256(open(p, "rb").read()).hexdigest() if stat.S_ISREG(st.st_mode) else os.readlink(p) if stat.S_ISLNK(st.st_mode) else "special"
            out[rel] = (h, st.st_mtime_ns, st.st_mode, st.st_uid, st.st_gid)
    return out
def age(path, days):
    t = NOW.timestamp() - days * 86400
    os.utime(path, (t, t), follow_symlinks=False)
def mk(path, content="x", days=100):
    path = pathlib.Path(path); path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode()); age(path, days); return path
LIM = '[limits]\nmax_share="100%"\nmax_deletes=100000\n'
def sq(table, extra="", job="audit-prune", column="created_at", ret="90d", name="old", allow=None, pre=LIM):
    allow = allow or [table]
    return f'''{pre}
[stores.app]
plugin="sqlite"
path="app.db"
allow={json.dumps(allow)}
[jobs.{name}]
plugin="{job}"
store="app"
target={json.dumps(table)}
column="{column}"
retention="{ret}"
{extra}
'''
def fl(target="private/", allow=None, extra="", ret="30d", name="files", storex="", pre=LIM):
    allow = allow or [target]
    return f'''{pre}
[stores.up]
plugin="files"
root="uploads"
allow={json.dumps(allow)}
{storex}
[jobs.{name}]
plugin="soft-delete-sweep"
store="up"
target={json.dumps(target)}
column="modified"
retention="{ret}"
{extra}
'''
