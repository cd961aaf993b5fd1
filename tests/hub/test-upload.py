#!/usr/bin/env python3
"""`vitrine hub upload` asks what huggingface_hub asks, which is recorded in hf-upload.json; what comes
out on the other side; and a Hub that refuses.

Usage: test-upload.py VITRINE

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from upload_double import Double

VITRINE = sys.argv[1]
RECORDED = json.loads((pathlib.Path(__file__).resolve().parents[1] / "vectors/hf-upload.json").read_text(encoding="utf-8"))
FILES = {"README.md": b"---\nlicense: mit\n---\n# Mine\n", "config.json": b"{}", "deep/weights.bin": bytes(range(256)) * 20}
REPOS = {"model": "owner/mine", "dataset": "datasets/owner/mine", "space": "spaces/owner/mine"}


class Upload(unittest.TestCase):
    def setUp(self):
        self.hub = Double()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-upload-"))
        self.write(FILES)

    def tearDown(self):
        self.hub.stop()
        shutil.rmtree(self.folder)

    def write(self, files):
        for name, content in files.items():
            path = self.folder / "mine" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def upload(self, repo="owner/mine", *more, token="hf_good"):
        env = {**os.environ, "HF_ENDPOINT": self.hub.url(), "XDG_CONFIG_HOME": str(self.folder), "HF_HUB_OFFLINE": "0",
               "VITRINE_KEYS": "file", "HF_HOME": str(self.folder / "hf"), "no_proxy": "*"}
        if token:
            env["HF_TOKEN"] = token
        return subprocess.run([VITRINE, "hub", "upload", str(self.folder / "mine"), repo, *more], env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)

    def seen(self):
        return [[m, p, s.decode("latin-1") if isinstance(s, bytes) else s, bool(k)] for m, p, s, k in self.hub.seen]

    def tidy(self, questions):
        """What differs rightly: we ask once whether the card is good, before anything else; and for no multipart."""
        kept = []
        for method, path, said, key in questions:
            said = json.loads(json.dumps(said))
            if path.endswith("/batch"):
                said["transfers"] = ["basic"]
            if [method, path, said, key] not in kept:
                kept.append([method, path, said, key])
        return sorted(kept, key=lambda q: q[1] != "/api/validate-yaml")

    def test_as_huggingface_hub(self):
        for kind, repo in REPOS.items():
            with self.subTest(kind):
                self.hub.seen.clear()
                self.hub.objects.clear()
                result = self.upload(repo, "--private", "--message", "Upload by hand", "--yes")
                self.assertEqual((result.returncode, result.stdout, result.stderr), (0, f"{self.hub.url()}/{repo}\n", ""))
                self.assertEqual(self.tidy(self.seen()), self.tidy(RECORDED[kind]))
                self.assertEqual(self.hub.repos[f"{kind}s/owner/mine"], FILES)

    def test_preview(self):
        self.write({".git/config": b"x", "deep/.hidden": b"x"})
        os.symlink("/etc/passwd", self.folder / "mine/link")
        result = self.upload()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.hub.seen, [])
        for name in FILES:
            self.assertIn(name, result.stdout)
        for text in ("in 3 files", "everybody can see", "Nothing has been sent"):
            self.assertIn(text, result.stdout)
        for text in ("hidden", "config\n", "link"):
            self.assertNotIn(text, result.stdout)

    def test_again(self):
        """What is there is not sent again, a repository that is there is used."""
        self.assertEqual(self.upload("owner/mine", "--yes").returncode, 0)
        self.hub.seen.clear()
        self.write({"config.json": b"{1}", "a.tmp": b""})
        result = self.upload("owner/mine", "--yes")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("PUT", [m for m, *_ in self.hub.seen])
        self.assertEqual(self.hub.repos["models/owner/mine"], {**FILES, "config.json": b"{1}"})

    def test_space(self):
        """The Hub knows no sdk of ours."""
        self.write({"README.md": b"---\ntitle: Mine\nsdk: vitrine\n---\nNotes\n", "space.json": b"{}"})
        self.assertEqual(self.upload("spaces/owner/mine", "--yes").returncode, 0)
        self.assertEqual(self.hub.repos["spaces/owner/mine"]["README.md"], b"---\ntitle: Mine\nsdk: static\n---\nNotes\n")
        self.assertEqual((self.folder / "mine/README.md").read_bytes(), b"---\ntitle: Mine\nsdk: vitrine\n---\nNotes\n")

    def fails(self, *parts, **more):
        result = self.upload("owner/mine", "--yes", **more)
        self.assertEqual((result.returncode, result.stdout, result.stderr.count("\n")), (1, "", 1), result)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertFalse(self.hub.repos.get("models/owner/mine"), "something became visible")

    def test_refusals(self):
        self.fails("Sign in to the Hub first", token=None)
        self.assertEqual(self.hub.seen, [])
        self.fails("does not let the account", "Invalid username or password", token="hf_bad")
        for does, parts in {"no write": ("does not let the account", "don't have the rights"), "refuse": ("weights.bin", "storage is full"),
                            "drop storage": ("in trouble",)}.items():
            with self.subTest(does):
                self.hub.does = does
                self.fails(*parts)
        self.assertTrue(all(key is None for m, _, _, key in self.hub.seen if m == "PUT"), "the token went to the storage")

    def test_nothing(self):
        shutil.rmtree(self.folder / "mine")
        self.fails("There is no file in")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
