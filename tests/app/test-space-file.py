#!/usr/bin/env python3
"""A space given away: the same values from its folder, from its file, and on a
computer that has neither its model nor a network.

    test-space-file.py VITRINE

SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

VITRINE = sys.argv[1]
ROOT = os.environ.get("VITRINE_SRCDIR", os.path.join(os.path.dirname(__file__), "..", ".."))
TINY = os.path.join(ROOT, "tests", "vectors", "lm", "llama3")
COMMIT = "0123456789" * 4
SPACE = {
    "version": 1,
    "components": [{"id": "prompt", "type": "textbox", "value": "t1"}, {"id": "twice", "type": "checkbox"},
                   {"id": "go", "type": "button"}, {"id": "answer", "type": "textbox"},
                   {"id": "table", "type": "dataframe"}, {"id": "more", "type": "textbox", "value": "as before"}],
    "events": [{"on": [["go", "click"]],
                "steps": [{"id": "s", "task": "text-generation", "model": "owner/tiny", "inputs": {"text": "$prompt"},
                           "parameters": {"max_new_tokens": 5}},
                          {"id": "t", "task": "text-generation", "model": "owner/tiny", "inputs": {"text": "$s.text"},
                           "parameters": {"max_new_tokens": 2}, "if": "$twice"}],
                "outputs": {"answer": "$s.text", "more": "$t.text"}}]}
SETTINGS = ["--device", "cpu", "--seed", "3", "--set", "prompt=t5 t6", "--set", "twice=true"]


def vitrine(*args, env=None, status=0):
    done = subprocess.run([VITRINE, *args], env=dict(os.environ, **(env or {})), capture_output=True, timeout=120)
    assert done.returncode == status, (args, done)
    return done.stdout.decode()


def make_cache(folder):
    """The tiny model as a repository in the Hub's layout, small files by their git hash."""
    repo = os.path.join(folder, "models--owner--tiny")
    for name in ("blobs", "refs", f"snapshots/{COMMIT}"):
        os.makedirs(os.path.join(repo, name))
    for name in os.listdir(TINY):
        with open(os.path.join(TINY, name), "rb") as file:
            content = file.read()
        digest = hashlib.sha256(content).hexdigest() if name.endswith(".safetensors") \
            else hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        shutil.copy(os.path.join(TINY, name), os.path.join(repo, "blobs", digest))
        os.symlink(f"../../blobs/{digest}", os.path.join(repo, "snapshots", COMMIT, name))
    with open(os.path.join(repo, "refs", "main"), "w") as file:
        file.write(COMMIT)


def main():
    with tempfile.TemporaryDirectory(prefix="vitrine-file-") as folder:
        def path(name):
            return os.path.join(folder, name)
        here = {"HF_HUB_CACHE": path("full"), "XDG_CACHE_HOME": path("cache"), "XDG_DATA_HOME": path("data")}
        there = {"HF_HUB_CACHE": path("empty"), "XDG_CACHE_HOME": path("cache2"), "XDG_DATA_HOME": path("data2"),
                 "HF_HUB_OFFLINE": "1"}
        make_cache(path("full"))
        os.mkdir(path("space"))
        with open(path("space/space.json"), "w") as file:
            json.dump(SPACE, file)
        print("1..5")
        first = json.loads(vitrine("run", path("space"), *SETTINGS, "--json", env=here))
        assert first["answer"].startswith("t5 t6 ") and first["more"].startswith(first["answer"]), first
        once = json.loads(vitrine("run", path("space"), *SETTINGS[:-2], "--json", env=here))
        assert once == {"answer": first["answer"], "more": "as before"}, once
        print("ok 1 folder")
        vitrine("export", path("space"), "--output", path("plain.vitrine"), env=here)
        assert json.loads(vitrine("run", path("plain.vitrine"), *SETTINGS, "--json", env=here)) == first
        print("ok 2 file")
        vitrine("run", path("plain.vitrine"), *SETTINGS, "--json", env=there, status=1)
        checks = json.loads(vitrine("check", path("plain.vitrine"), "--json", env=there, status=1))
        assert [c["missing_model"] for c in checks if c["result"] == "bad"] == ["owner/tiny"], checks
        print("ok 3 model is missing")
        vitrine("export", path("space"), "--models", "--output", path("whole.vitrine"), env=here)
        assert json.loads(vitrine("run", path("whole.vitrine"), *SETTINGS, "--json", env=there)) == first
        print("ok 4 with its model")
        own = vitrine("import", path("whole.vitrine"), env=there).strip()
        assert own.startswith(path("data2")), own
        assert json.loads(vitrine("run", own, *SETTINGS, "--json", env=there)) == first
        checks = json.loads(vitrine("check", own, "--device", "cpu", "--json", env=there))
        assert [c["result"] for c in checks] == ["good"] * 3 and "has answered" in checks[2]["sentence"], checks
        print("ok 5 imported")


main()
