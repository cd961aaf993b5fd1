"""A server that speaks as OpenAI's does, as an inference endpoint of Hugging Face does, and
as neither should; for the tests.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import http.server
import json
import threading

WORDS = ["The", " sky", " is", " blue", " —", " über", " alles", "."]
TEXT = "".join(WORDS)


class Server(http.server.ThreadingHTTPServer):
    """What it is to do is set by the tests; what it was asked is kept for them."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen = []
        self.does = ""
        self.times = 0
        self.open = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reset(self, does="", times=1 << 30):
        self.seen, self.does, self.times = [], does, times
        self.open = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.seen.append((self.path, None, self.headers.get("Authorization")))
        self.give(200, {"object": "list", "data": [{"id": "tiny", "object": "model"}, {"id": "org/big", "object": "model"}]}
                  if self.path == "/v1/models" else {"error": "Not Found"})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        question = json.loads(body) if self.headers["Content-Type"] == "application/json" else body
        self.server.seen.append((self.path, question, self.headers.get("Authorization")))
        does = self.server.does if self.server.times > 0 else ""
        self.server.times -= 1
        if does and getattr(self, "fail_" + does, None):
            return getattr(self, "fail_" + does)(question)
        if self.path == "/v1/chat/completions":
            return self.stream_chat(does)
        if self.path == "/v1/completions":
            if does == "only_chat":
                return self.give(404, {"detail": "Not Found"})
            return self.stream([{"choices": [{"index": 0, "text": w, "finish_reason": None}]} for w in WORDS]
                               + [{"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}])
        if self.path == "/":
            return self.stream_tokens() if does != "plain" else self.give(200, [{"generated_text": TEXT}])
        self.give(404, {"error": {"message": "no such path", "type": "invalid_request_error", "code": 404}})

    # --- good answers -------------------------------------------------------------------

    def give(self, status, value, kind="application/json", **headers):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(body)

    def chunk(self, text):
        data = text.encode() if isinstance(text, str) else text
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def begin(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def stream(self, events, done=True):
        self.begin()
        for event in events:
            self.chunk("data: %s\n\n" % json.dumps(event, ensure_ascii=False))
        if done:
            self.chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def chat_events(self):
        # As the official client's recordings have them: a role first, null content, an empty
        # list of choices with the usage at the end.
        base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "tiny"}
        yield {**base, "choices": [{"index": 0, "delta": {"role": "assistant", "content": None, "refusal": None},
                                    "logprobs": None, "finish_reason": None}]}
        for word in WORDS:
            yield {**base, "choices": [{"index": 0, "delta": {"content": word}, "logprobs": None, "finish_reason": None}]}
        yield {**base, "choices": [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}]}
        yield {**base, "choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 8, "total_tokens": 15}}

    def stream_chat(self, does):
        events = list(self.chat_events())
        if does == "whole":
            return self.give(200, {"choices": [{"index": 0, "message": {"role": "assistant", "content": TEXT},
                                                "finish_reason": "stop"}], "usage": {"prompt_tokens": 7, "completion_tokens": 8}})
        if does == "cut":
            return self.stream(events[:4], done=False)
        if does == "no_done":
            return self.stream(events, done=False)
        if does == "stops":
            return self.stream(events[:4] + [{"error": {"message": "out of memory", "type": "server_error"}}])
        if does == "bytewise":  # lines cut anywhere, also in the middle of a letter
            self.begin()
            text = "".join(": ping\r\n\r\nevent: x\r\ndata: %s\r\n\r\n" % json.dumps(e, ensure_ascii=False) for e in events)
            for byte in (text + "data: [DONE]\r\n\r\n").encode():
                self.chunk(bytes([byte]))
            return self.wfile.write(b"0\r\n\r\n")
        if does == "slow":
            self.begin()
            for event in events[:4]:
                self.chunk("data: %s\n\n" % json.dumps(event))
            self.server.open.wait(60)
            self.close_connection = True
            return None
        return self.stream(events)

    def stream_tokens(self):
        events = [{"index": i, "token": {"id": i, "text": w, "logprob": -1, "special": False}, "generated_text": None}
                  for i, w in enumerate(WORDS)]
        self.stream(events + [{"index": 8, "token": {"id": 2, "text": "</s>", "logprob": 0, "special": True},
                               "generated_text": TEXT, "details": None}], done=False)

    # --- bad ones -------------------------------------------------------------------------

    def fail_key(self, _):
        self.give(401, {"error": {"message": "Incorrect API key provided", "type": "invalid_request_error"}})

    def fail_model(self, _):
        self.give(404, {"error": {"message": "The model `x` does not exist", "code": "model_not_found"}})

    def fail_newer(self, question):
        if "max_tokens" in question:
            return self.give(400, {"error": {"message": "Unsupported parameter: use 'max_completion_tokens' instead."}})
        return self.stream_chat("")

    def fail_loading(self, _):
        self.give(503, {"error": "Model org/x is currently loading", "estimated_time": 20.0}, Retry_After="0")

    def fail_html(self, _):
        self.give(200, b"<html>Please sign in</html>", "text/html")

    def fail_redirect(self, _):
        self.give(307, {}, Location="http://127.0.0.1:1/")

    def fail_garbage(self, _):
        self.begin()
        self.chunk("data: {\"choices\": [\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def fail_drop(self, _):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b"data: {\"choices\": [{\"delta\": {\"content\": \"The\"}}]}\n\n")
        self.close_connection = True

    def fail_endless(self, _):
        self.begin()
        self.chunk("data: ")
        try:
            for _ in range(20):
                self.chunk("x" * (1 << 20))
        except OSError:
            pass

    def fail_detail(self, _):
        self.give(422, {"detail": [{"loc": ["body"], "msg": "field required", "type": "value_error"}]})
