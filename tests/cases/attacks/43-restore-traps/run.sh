#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Undo of files: home folder became a symlink outside, a file, another mount; home occupied; parked copy replaced, inode reused.
def fresh():
    s=S(fl()); 
    for n in "abc": mk(s.dir/f"uploads/private/d/{n}.txt",n*10)
    out=s.dir/"outside"; out.mkdir(); r=s.approve_run("files"); assert s.job(r,"files")["removed"]==3; return s,r["run"],out
def parked(s): return [p for p in (s.dir/"uploads/.trash").rglob("*.txt")]
for how in ("symlink","file","occupied","replaced","deleted+inode","hardlinked","modified"):
    s,run,out=fresh(); d=s.dir/"uploads/private/d"
    if how=="symlink": shutil.rmtree(d,ignore_errors=True); os.symlink(out,d)
    if how=="file": os.rmdir(d); d.write_text("f")
    if how=="occupied": mk(d/"a.txt","NEW",1)
    p=[x for x in parked(s) if x.name=="a.txt"][0]
    if how=="replaced": t=p.with_name("tmp"); t.write_text("EVIL"); age(t,100); os.replace(t,p)
    if how=="modified": p.write_text("MODIFIED")
    if how=="hardlinked": os.link(p,out/"h")
    if how=="deleted+inode":
        ino=p.stat().st_ino; os.remove(p)
        for i in range(400):
            f=d/"a.txt"; f.write_text("other content")
            if f.stat().st_ino==ino: break
            os.rename(f,d/f"x{i}")
        print("inode reused:",f.stat().st_ino==ino)
    u=s.run("undo",run); print(how,u.returncode,u.out.strip()[-120:].replace("\n"," | "),u.err.strip()[:100])
    expect(not [x for x in os.listdir(out) if x!="h"], f"{how}: restored outside of the root")
    a=d/"a.txt" if d.is_dir() and not d.is_symlink() else None
    txt=a.read_text() if a and a.exists() else None
    print("   a.txt is",txt)
    if how=="occupied": expect(txt=="NEW","overwrote")
    if how=="replaced": expect(txt!="EVIL" and u.returncode!=0,"restored what was not put there")
    if how=="modified": expect(u.returncode!=0 or txt=="MODIFIED","?"); 
    if how=="deleted+inode": expect(u.returncode!=0 or txt=="a"*10, f"undo claims to have restored a.txt (exit 0), but it holds {txt!r}")
    s.close()
done()
PY
