"""A dataset viewer that knows one set, for the tests.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import http.server
import json
import threading
import urllib.parse

ROWS = [{"text": f"row {i}", "label": i % 2, "image": {"src": "", "height": 1, "width": 1}, "more": [i]} for i in range(250)]
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


class Handler(http.server.BaseHTTPRequestHandler):
    """The addresses that hub.md names, for one set."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        path, _, query = self.path.partition("?")
        query = dict(urllib.parse.parse_qsl(query))
        self.server.seen.append((path, query, self.headers.get("Authorization")))
        if path == "/pixel.png":
            return self.give(200, PIXEL, "image/png")
        if query.get("dataset") != "owner/set":
            return self.give(404, {"error": "The dataset does not exist, or is not accessible without authentication."})
        if path == "/splits":
            return self.give(200, {"splits": [{"dataset": "owner/set", "config": "de", "split": s} for s in ("train", "test")],
                                   "pending": [], "failed": []})
        rows = [r for r in ROWS if query.get("query", "") in r["text"]]
        if path not in ("/rows", "/search") or int(query["length"]) > 100:
            return self.give(422, {"error": "Parameter 'length' must not be greater than 100"})
        first = int(query["offset"])
        page = rows[first:first + int(query["length"])]
        for row in page:
            row["image"]["src"] = f"http://127.0.0.1:{self.server.server_port}/pixel.png"
        kinds = {"text": {"dtype": "string", "_type": "Value"}, "label": {"names": ["no", "yes"], "_type": "ClassLabel"},
                 "image": {"_type": "Image"}, "more": [{"dtype": "int64", "_type": "Value"}]}
        self.give(200, {"features": [{"feature_idx": i, "name": k, "type": v} for i, (k, v) in enumerate(kinds.items())],
                        "rows": [{"row_idx": first + i, "row": r, "truncated_cells": []} for i, r in enumerate(page)],
                        "num_rows_total": len(rows), "num_rows_per_page": 100, "partial": False})

    def give(self, status, value, kind="application/json"):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Viewer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen = []
        threading.Thread(target=self.serve_forever, daemon=True).start()
