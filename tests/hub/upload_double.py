"""A Hub that takes uploads, in memory: what it was asked is kept, what was sent becomes files when
the commit comes. Its storage is another server, as the Hub's is.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import hashlib
import http.server
import json
import threading

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Double(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.storage = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Storage)
        self.storage.daemon_threads = True
        self.storage.handle_error = self.handle_error
        self.storage.hub = self
        self.does = ""       # what it does wrong
        self.seen = []       # (method, path, JSON or bytes, token)
        self.repos = {}      # "models/owner/name": {path: bytes}
        self.objects = {}    # by SHA-256
        self.role = "write"  # of the token
        self.go_on = threading.Event()  # what is sent to the storage waits for it
        self.go_on.set()
        for server in (self, self.storage):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_):
        """A client that goes in the middle is what some tests do."""

    def stop(self):
        for server in (self, self.storage):
            server.shutdown()
            server.server_close()


class Base(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def give(self, status, value=None, **headers):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)


class Storage(Base):
    def do_PUT(self):
        hub, content = self.server.hub, self.body()
        hub.seen.append(("PUT", self.path, content, self.headers.get("Authorization")))
        hub.go_on.wait(60)
        if hub.does == "drop storage":
            return self.give(503)
        name = self.path.rpartition("/")[2]
        if hashlib.sha256(content).hexdigest() != name:
            return self.give(400, {"error": "wrong bytes"})
        hub.objects[name] = content
        self.give(200)


class Handler(Base):
    def do_GET(self):
        self.server.seen.append(("GET", self.path, None, self.headers.get("Authorization")))
        if self.path.startswith("/api/whoami"):
            if self.headers.get("Authorization") != "Bearer hf_good":
                return self.give(401, {"error": "Invalid username or password."})
            return self.give(200, {"name": "owner", "type": "user", "auth": {"accessToken": {"role": self.server.role}}})
        if self.path.removeprefix("/api/") in self.server.repos:
            return self.give(200, {"id": self.path.partition("s/")[2]})
        self.give(404, {"error": "no such page"}, X_Error_Code="EntryNotFound")

    def do_POST(self):
        content = self.body()
        lines = "ndjson" in self.headers["Content-Type"]
        said = [json.loads(line) for line in content.splitlines() if line] if lines else json.loads(content)
        self.server.seen.append(("POST", self.path, said, self.headers.get("Authorization")))
        if self.headers.get("Authorization") != "Bearer hf_good":
            return self.give(401, {"error": "Invalid username or password."})
        if self.server.does == "no write":
            return self.give(403, {"error": "You don't have the rights to create a repo under the namespace owner"})
        if self.path == "/api/validate-yaml":
            return self.give(200, {"errors": [], "warnings": []})
        if self.path == "/api/repos/create":
            return self.create(said)
        parts = self.path.partition("?")[0].strip("/").split("/")
        if parts[-3:] == ["lfs", "objects", "batch"]:
            return self.batch(said)
        if parts[-2:-1] == ["preupload"]:
            return self.give(200, {"files": [{"path": f["path"], "shouldIgnore": f["path"].endswith(".tmp"), "oid": None,
                                              "uploadMode": "lfs" if f["size"] > 1000 or f["path"].endswith(".bin") else "regular"}
                                             for f in said["files"]]})
        if parts[-2:-1] == ["commit"]:
            return self.commit("/".join(parts[1:-2]), said)
        if parts[-1] == "verify":
            return self.give(200 if said["oid"] in self.server.objects else 404, {})
        self.give(404, {"error": "no such page"}, X_Error_Code="EntryNotFound")

    def create(self, said):
        repo = f"{said['type']}s/{said.get('organization') or 'owner'}/{said['name']}"
        if repo in self.server.repos:
            return self.give(409, {"error": "You already created this repo", "url": self.server.url() + "/" + repo})
        self.server.repos[repo] = {}
        self.give(200, {"url": self.server.url() + "/" + repo, "name": repo, "id": "1"})

    def batch(self, said):
        objects = []
        for entry in said["objects"]:
            answer = dict(entry)
            if self.server.does == "refuse":
                answer["error"] = {"code": 422, "message": "storage is full"}
            elif entry["oid"] not in self.server.objects:
                answer["actions"] = {
                    "upload": {"href": f"http://127.0.0.1:{self.server.storage.server_port}/put/{entry['oid']}", "header": {}},
                    "verify": {"href": self.server.url() + "/verify", "header": {}}}
            objects.append(answer)
        self.give(200, {"transfer": "basic", "objects": objects})

    def commit(self, repo, lines):
        files = {}
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                files[value["path"]] = self.server.objects[value["oid"]]
        self.server.repos[repo].update(files)
        url = f"{self.server.url()}/{repo.removeprefix('models/')}/commit/{COMMIT}"
        self.give(200, {"success": True, "commitOid": COMMIT, "commitUrl": url, "hookOutput": ""})
