"""A small server that speaks as much of Cloudinary's Admin and Upload API as examples/cloudinary asks for: pages with a cursor,
Basic authentication, signed uploads that overwrite nothing, deletions of several, originals under an address of their own.

Prints its port. SEED on standard input: one asset a line, {"public_id", "content", "created_at", ...}. POST /break/N makes the next N
deletions happen without an answer; GET /state shows everything that is there."""

import base64
import email
import hashlib
import http.server
import json
import sys
import time
import urllib.parse

CLOUD, KEY, SECRET, PAGE = "demo", "key", "secret", 7
assets, contents = {}, {}
broken = 0


def store(public_id, content, **more):
    contents[public_id] = content
    asset = {"public_id": public_id, "resource_type": "image", "type": "upload", "version": time.time_ns(), "bytes": len(content),
             "etag": hashlib.md5(content).hexdigest(), "created_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
             "tags": [], "context": {}, "access_control": None, **more}
    assets[public_id] = asset
    return asset


def unescaped(text, end):
    """Cuts at unescaped characters `end`, and takes the backslashes off."""
    parts, escaped = [""], False
    for c in text:
        if escaped or (c != "\\" and c != end):
            parts[-1] += ("\\" + c) if escaped and end == "|" else c
            escaped = False
        elif c == "\\":
            escaped = True
        else:
            parts.append("")
    return parts


class Cloudinary(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body of an answer waits for the client to have acknowledged its head

    def answer(self, status, body, kind="application/json"):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def begin(self):
        self.url = urllib.parse.urlsplit(self.path)
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        wanted = "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        self.admin = self.url.path.startswith(f"/v1_1/{CLOUD}/resources/")
        if self.admin and self.headers.get("Authorization") != wanted:
            self.answer(401, {"error": {"message": "unknown api_key"}})
            return False
        return True

    def shown(self, asset, custom=True):
        out = {**asset, "secure_url": f"http://{self.headers['Host']}/{CLOUD}/image/upload/v{asset['version']}/" + urllib.parse.quote(asset["public_id"])}
        if asset["context"] and custom:
            out["context"] = {"custom": asset["context"]}
        return out

    def do_GET(self):
        if not self.begin():
            return
        details, original = f"/v1_1/{CLOUD}/resources/image/upload/", f"/{CLOUD}/image/upload/"
        if self.url.path == "/state":
            self.answer(200, {key: {**{k: v for k, v in asset.items() if k not in ("version", "created_at")}, "content": contents[key].decode("latin-1")} for key, asset in sorted(assets.items())})
        elif self.url.path.startswith(details):
            asset = assets.get(urllib.parse.unquote(self.url.path[len(details):]))
            self.answer(200, self.shown(asset)) if asset else self.answer(404, {"error": {"message": "Resource not found"}})
        elif self.url.path.startswith(original):
            content = contents.get(urllib.parse.unquote(self.url.path[len(original):].split("/", 1)[1]))
            self.answer(200, content, "image/png") if content is not None else self.answer(404, b"")
        else:
            self.answer(404, {})

    def do_DELETE(self):
        global broken
        if not self.begin():
            return
        ids = urllib.parse.parse_qs(self.url.query)["public_ids[]"]
        assert len(ids) <= 100, ids
        deleted = {key: "deleted" if assets.pop(key, None) else "not_found" for key in ids}
        if broken:
            broken -= 1
            self.close_connection = True
            return
        self.answer(200, {"deleted": deleted, "partial": False})

    def do_POST(self):
        global broken
        if not self.begin():
            return
        if self.url.path.startswith("/break/"):
            broken = int(self.url.path[7:])
            self.answer(200, {})
        elif self.admin:
            self.search(json.loads(self.body))
        else:
            self.upload()

    def search(self, question):
        prefix = unescaped(question["expression"].split("public_id:")[1].removesuffix("*"), "\0")[0]
        assert question["sort_by"] == [{"public_id": "asc"}] and set(question["with_field"]) == {"tags", "context"}
        after = question.get("next_cursor", "")
        found = sorted(key for key in assets if key.startswith(prefix) and key > after)
        page = {"resources": [self.shown(assets[key], custom=False) for key in found[:PAGE]]}
        if len(found) > PAGE:
            page["next_cursor"] = found[PAGE - 1]
        self.answer(200, page)

    def upload(self):
        form = email.message_from_bytes(b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + self.body)
        given = {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in form.get_payload()}
        content, signature, key = given.pop("file"), given.pop("signature").decode(), given.pop("api_key").decode()
        given = {name: text.decode() for name, text in given.items()}
        text = "&".join(f"{name}={given[name]}" for name in sorted(given)) + SECRET
        if key != KEY or signature != hashlib.sha1(text.encode()).hexdigest() or abs(int(given["timestamp"]) - time.time()) > 3600:
            self.answer(401, {"error": {"message": "Invalid Signature"}})
            return
        public_id = given["public_id"]
        if public_id in assets and given["overwrite"] == "false":
            self.answer(200, {**self.shown(assets[public_id]), "existing": True})
            return
        pairs = [unescaped(pair, "=") for pair in unescaped(given.get("context", ""), "|") if pair]
        tags = given["tags"].split(",") if given.get("tags") else []
        self.answer(200, self.shown(store(public_id, content, tags=tags, context=dict(pairs))))

    def log_message(self, *arguments):
        pass


for line in sys.stdin:
    seed = json.loads(line)
    store(seed.pop("public_id"), seed.pop("content").encode("latin-1"), **seed)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cloudinary)
print(server.server_port, flush=True)
server.serve_forever()
