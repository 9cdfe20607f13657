#!/bin/bash
# exits 0 when the behaviour is right
CASES=$(cd "$(dirname "$0")/.." && pwd) exec python3 - <<'PY'
import sys; sys.path.insert(0, __import__("os").environ["CASES"])
from attack import *
# Own hostile policies: time, memory, state kept between items, escapes, nondeterminism, host crashes.
P='return { about="x", fields={"id","created_at"}, %s }'
D='decide=function(item,p,ctx) %s end'
cases={
 "counter in upvalue": 'local n=0 return { about="x", fields={"id"}, decide=function(i) n=n+1 return n>10 end }',
 "counter in table": 'local t={0} return { about="x", fields={"id"}, decide=function(i) t[1]=t[1]+1 return t[1]>10 end }',
 "counter through closure made later": 'local function mk() local n=0 return function() n=n+1 return n end end local c=mk() return { about="x", fields={"id"}, decide=function(i) return c()>10 end }',
 "counter in p": P%(D%'p.x=1 return true'),
 "counter in ctx": P%(D%'ctx.x=1 return true'),
 "keep item": 'local t={} return { about="x", fields={"id"}, decide=function(i) t[#t+1]=i return true end }',
 "table.insert on frozen": 'local t={} return { about="x", fields={"id"}, decide=function(i) table.insert(t,1) return #t>5 end }',
 "table.sort on frozen": 'local t={3,2,1} return { about="x", fields={"id"}, decide=function(i) table.sort(t) return t[1]==1 end }',
 "table.remove on frozen": 'local t={3,2,1} return { about="x", fields={"id"}, decide=function(i) table.remove(t) return true end }',
 "ipairs iterator kept": 'local f,s,c=ipairs({1,2,3,4,5}) return { about="x", fields={"id"}, decide=function(i) c=f(s,c) return c==3 end }',
 "pairs closure kept": 'local f,s,c=pairs({a=1,b=2}) return { about="x", fields={"id"}, decide=function(i) local k=f(s,c) return k=="a" end }',
 "rawequal/rawlen": P%(D%'return rawequal(item,item)'),
 "string methods": P%(D%'return (""):rep(1e9)==nil'),
 "format bomb": P%(D%'local s=string.format("%%99.99f",1e308) return #s>0 and string.format("%%.99f",1e308):len()>1e9'),
 "format width": P%(D%'return #string.format("%%999999999d",1)>5'),
 "goto loop": P%(D%'::a:: goto a'),
 "numeric for inf": P%(D%'for i=math.mininteger,math.maxinteger do end return true'),
 "for float tiny": P%(D%'for i=0,1,1e-300 do end return true'),
 "nested pcall missing": P%(D%'return pcall(error)'),
 "xpcall": P%(D%'return xpcall'),
 "error table": P%(D%'error(setmetatable({},{__tostring=function() while true do end end}))'),
 "error nil": P%(D%'error(nil)'),
 "deep recursion": P%(D%'local function f(n) return 1+f(n+1) end return f(1)'),
 "tail recursion": P%(D%'local function f(n) return f(n+1) end return f(1)'),
 "deep concat": P%(D%'local s="x" for i=1,100 do s=s..s end return true'),
 "many strings": P%(D%'local t={} for i=1,1e8 do t[i]=tostring(i) end return true'),
 "close var": P%(D%'local x<close> = setmetatable({},{__close=function() while true do end end}) return true'),
 "gc": P%(D%'setmetatable({},{__gc=function() while true do end end}) return true'),
 "load": P%(D%'return load("return true")()'),
 "string.dump": P%(D%'return string.dump(function() end)'),
 "require os": P%(D%'return require("os")'),
 "G": P%(D%'return _G.os'),
 "ENV": P%(D%'local _ENV={} return x'),
 "ENV set": P%(D%'_ENV=nil return true'),
 "metatable of string": P%(D%'getmetatable("").__index=nil return true'),
 "coroutine": P%(D%'return coroutine.wrap(function() while true do end end)()'),
 "select huge": P%(D%'return select(-1e9,1)'),
 "select many": P%(D%'return select("#",table.unpack({},1,1e8))'),
 "matches bomb": P%(D%'return ctx.matches(("a"):rep(1000000),"(a*)*b")'),
 "matches bomb2": P%(D%'return ctx.matches(("a"):rep(1000000),"(((a{0,100}){0,100}){0,100}){0,100}")'),
 "matches loop": P%(D%'for i=1,1e7 do ctx.matches(("a"):rep(100000),"a*b") end return true'),
 "glob bomb": P%(D%'return ctx.glob(("a"):rep(1000000),("*a"):rep(100))'),
 "contains big": P%(D%'for i=1,1e7 do ctx.contains(("a"):rep(1000000),("a"):rep(500000).."b") end return true'),
 "calendar": P%(D%'return ctx.calendar(1e308)'),
 "age": P%(D%'return ctx.age(math.maxinteger,"y")'),
 "age minint": P%(D%'return ctx.age(math.mininteger,"mo")'),
 "duration": P%(D%'return ctx.duration("99999999999999999999d")'),
 "log flood": P%(D%'for i=1,1e6 do ctx.log(("x"):rep(100000)) end return true'),
 "reason huge": P%(D%'return true,("x"):rep(1000000)'),
 "reason number": P%(D%'return true,1'),
 "reason nul esc": P%(D%'return true,"\\27[2J\\0\\n<script>"'),
 "1": P%(D%'return 1'), "\"true\"": P%(D%'return "true"'), "nan": P%(D%'return 0/0'),
 "int overflow cmp": P%(D%'return item.created_at < math.mininteger'),
 "time mul": P%(D%'return (item.created_at*1e300) > ctx.now'),
 "lightuserdata": P%(D%'return item.created_at + 0.5'),
 "parser bomb": "return "+"{"*200000,
 "parser bomb2": "return "+"("*200000+"1",
 "parser bomb3": "local a="+"-"*200000+"1 return {}",
 "many locals": "\n".join(f"local a{i}={i}" for i in range(300))+"\nreturn {}",
 "many upvalues": "return "+ "function() "*300 + "end "*300,
 "long string": 'return "'+"a"*300000+'"',
 "bytecode": "\x1bLua\x54\x00\x19\x93\r\n\x1a\n",
 "empty": "", "not table": "return 1", "infinite load": "while true do end", "load mem": "local t={} while true do t[#t+1]={} end",
 "where loop": 'return { about="x", fields={"id"}, where=function() while true do end end, decide=function() return true end }',
 "fields function loop": 'return { about="x", fields=function() while true do end end, decide=function() return true end }',
 "collide keys": P%(D%'local t={} for i=1,2e5 do t[i*2^32]=i end return true'),
 "weak": P%(D%'return setmetatable({},{__mode="k"})'),
 "int div": P%(D%'return 1//0 == 1'),"mod": P%(D%'return 1%%0==1'),
 "shift": P%(D%'return 1<<1e300 == 1'),
 "tostring addr": P%(D%'return tostring(item)=="userdata"'),
 "compare strcoll": P%(D%'local a=("\\0"):rep(3000000) for i=1,1e9 do if a<a then return true end end return true'),
 "self freeze loop": 'local t={} t.t=t return { about="x", fields={"id"}, decide=function(i) return t.t.t.t==t end }',
 "deep freeze": 'local t={} for i=1,1000 do t={t} end return { about="x", fields={"id"}, decide=function(i) return t~=nil end }',
 "vararg": P%("decide=function(...) local a,b,c,d=... return d==nil and select('#',...)==3 end"),
 "yield in sort": P%(D%'table.sort({3,2,1},function(a,b) while true do end end) return true'),
 "sort invalid": P%(D%'local t={} for i=1,1000 do t[i]=i end table.sort(t,function() return true end) return true'),
 "sort mutates": P%(D%'local t={} for i=1,1000 do t[i]=i end table.sort(t,function() t[#t+1]=1 return true end) return true'),
 "concat mutate": P%(D%'local t={} for i=1,1e5 do t[i]="x" end return #table.concat(t,("y"):rep(1000))>0'),
 "group keep wrong list": 'return { about="x", fields={"id","created_at"}, time="created_at", group_by={"id"}, decide_group=function(items,p,ctx) return {true,true,true} end }',
 "group mutate items": 'return { about="x", fields={"id","created_at"}, time="created_at", group_by={"id"}, decide_group=function(items,p,ctx) items[1]=nil return {} end }',
 "group nested": 'return { about="x", fields={"id","created_at"}, time="created_at", group_by={"id"}, decide_group=function(items,p,ctx) return {{true,"x",true}} end }',
 "group str": 'return { about="x", fields={"id","created_at"}, time="created_at", group_by={"id"}, decide_group=function(items,p,ctx) return {{"true","x"}} end }',
}
fine={"format width","sort mutates","rawequal/rawlen","numeric ok","tostring addr","vararg","self freeze loop","sort invalid","concat mutate","reason nul esc","format bomb ok","mod","int div","deep freeze","compare","pairs closure kept","time mul"}
s=S(""); s.ex("create table t(id integer primary key, created_at text)"); s.ex("insert into t values(?,?)",many=[(i,"2020-01-01T00:00:00Z") for i in range(20)])
(s.dir/"policies").mkdir(); 
s.toml('[winnow]\npolicies="policies"\n'+LIM+'[stores.a]\nplugin="sqlite"\npath="app.db"\nallow=["t"]\n[jobs.bad]\npolicy="p.lua"\nstore="a"\ntarget="t"\n[jobs.good]\npolicy="g.lua"\nstore="a"\ntarget="t"\n')
(s.dir/"policies/g.lua").write_text(P%(D%'return true,"old"'))
for n,body in cases.items():
    (s.dir/"policies/p.lua").write_text(body,encoding="latin-1")
    t=time.time()
    try: r=s.json("plan",timeout=60)
    except subprocess.TimeoutExpired: wrong(f"{n}: still running after 60 s"); continue
    el=time.time()-t
    if "jobs" not in r: wrong(f"{n}: no report {r['_err'][:200]}"); continue
    b,g=s.job(r,"bad"),s.job(r,"good")
    if g["nominated"]!=20: wrong(f"{n}: good job got {g['nominated']} {g['message']}")
    if el>3: wrong(f"{n}: took {el:.1f}s")
    if "signal" in b["message"]: wrong(f"{n}: crashed: {b['message']}")
    print(f"{n:34} {b['nominated']:3} {el:.2f}s {b['status']} {(b['message'] or str(b['reasons']))[-110:]!r}")
    if b["nominated"] not in (0,) and n not in fine: wrong(f"{n}: nominated {b['nominated']}")
s.close(); done()
PY
