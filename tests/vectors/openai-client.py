#!/usr/bin/env python3
"""What the official `openai` client asks a real server, what the server answers, and what
the client makes of it: recorded for tests/app/test-remote-recorded.py.

    python3 openai-client.py BASE-URL MODEL NAME > openai/NAME.json

For instance beside tests/app/llama_server.py, or beside `transformers serve`. Needs the Python
package openai.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import http.server
import inspect
import json
import sys
import threading
import urllib.error
import urllib.request

import openai

CHAT = [{"role": "system", "content": "Answer in one word."}, {"role": "user", "content": "Which colour has the sky? 🌤"}]
COMMON = {"temperature": 0, "seed": 7, "max_tokens": 12}
# name, which call, its arguments
CALLS = [
    ("chat, streamed", "chat", {"messages": CHAT, "stream": True, **COMMON}),
    ("chat, streamed, with usage", "chat", {"messages": CHAT, "stream": True, "stream_options": {"include_usage": True}, **COMMON}),
    ("chat, whole", "chat", {"messages": CHAT, **COMMON}),
    ("chat, streamed, with probabilities", "chat", {"messages": CHAT, "stream": True, "logprobs": True, "top_logprobs": 2, **COMMON}),
    ("completion, streamed", "text", {"prompt": "The three primary colors are", "stream": True, **COMMON}),
    ("completion, whole", "text", {"prompt": "The three primary colors are", **COMMON}),
    ("chat, stop word", "chat", {"messages": CHAT, "stream": True, "stop": ["\n"], "top_p": 0.9, **COMMON}),
    ("models", "models", {}),
    ("no such path", "nowhere", {}),
    ("wrong question", "chat", {"messages": "this is no list", "stream": True, **COMMON}),
]
seen = []


class Proxy(http.server.BaseHTTPRequestHandler):
    """Passes on, and keeps what went by."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.pass_on(None)

    def do_POST(self):
        self.pass_on(self.rfile.read(int(self.headers["Content-Length"])))

    def pass_on(self, body):
        request = urllib.request.Request(TARGET + self.path, body, {"Content-Type": "application/json"})
        try:
            answer = urllib.request.urlopen(request, timeout=300)
        except urllib.error.HTTPError as error:
            answer = error
        content = answer.read()
        kind = answer.headers.get("Content-Type")
        seen.append({"path": self.path, "question": json.loads(body) if body else None, "status": answer.status,
                     "type": kind, "answer": content.decode()})
        self.send_response(answer.status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def text_of(piece):
    for choice in piece.choices:
        said = getattr(choice, "delta", None) or getattr(choice, "message", None)
        yield (said.content if said else choice.text) or ""


def read(answer):
    return "".join(text for piece in answer for text in text_of(piece))


def call(client, kind, words):
    if kind == "models":
        return [model.id for model in client.models.list()]
    if kind == "nowhere":
        return client.post("/nowhere", cast_to=object, body={})
    create = {"chat": client.chat.completions, "text": client.completions}[kind].create
    answer = create(model=MODEL, **words)
    return read(answer if words.get("stream") else [answer])


def record(client, name, kind, words):
    seen.clear()
    try:
        text, error = call(client, kind, words), None
    except openai.APIError as failure:
        text, error = None, failure.message
    assert len(seen) == 1, (name, seen)
    return {"name": name, **seen[0], "understood": text, "error": error}


TARGET, MODEL, NAME = sys.argv[1:4]
proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
threading.Thread(target=proxy.serve_forever, daemon=True).start()
official = openai.OpenAI(api_key="none", base_url=f"http://127.0.0.1:{proxy.server_port}/v1", max_retries=0)
known = {kind: sorted(set(inspect.signature(create).parameters) - {"extra_headers", "extra_query", "extra_body", "timeout"})
         for kind, create in (("/v1/chat/completions", official.chat.completions.create), ("/v1/completions", official.completions.create))}
json.dump({"server": NAME, "client": openai.__version__, "members": known,
           "exchanges": [record(official, *entry) for entry in CALLS]}, sys.stdout, indent=1, ensure_ascii=False)
print()
