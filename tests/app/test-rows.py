#!/usr/bin/env python3
"""Data sets by `vitrine data`: Parquet as pyarrow reads it, CSV, JSON lines, text, folders, and the
Hub's dataset viewer as we were told that it answers.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import csv
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest

from dataset_viewer import PIXEL, Viewer

VITRINE = sys.argv[1]
PARQUET = pathlib.Path(__file__).resolve().parents[1] / "vectors/parquet"

class Rows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Viewer()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-rows-"))
        cls.env = {**os.environ, "XDG_CONFIG_HOME": str(cls.folder), "HF_HUB_CACHE": str(cls.folder / "hub"), "no_proxy": "*",
                   "VITRINE_DATASET_VIEWER": f"http://127.0.0.1:{cls.server.server_port}/", "HF_TOKEN": "hf_secret",
                   "HF_HUB_OFFLINE": "0", "TZ": "Asia/Tokyo"}

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        shutil.rmtree(cls.folder)

    def data(self, *words, **more):
        return subprocess.run([VITRINE, "data", *map(str, words)], env=self.env, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120, check=False, **more)

    def rows(self, *words):
        result = self.data(*words, "--json")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return [json.loads(line) for line in result.stdout.splitlines()]

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    # --- Parquet ---------------------------------------------------------------------------

    def leaves(self, row):
        """A row as we have it: the members of structs as columns."""
        flat = {}
        for key, value in row.items():
            if key == "point":
                flat.update({"point.x": value and value["x"], "point.y": value and value["y"]})
            else:
                flat[key] = value
        return flat

    def same(self, ours, theirs, key):
        if isinstance(theirs, float) and isinstance(ours, (int, float)):
            self.assertAlmostEqual(ours, theirs, places=12, msg=key)
        elif key == "time" and theirs is not None:
            self.assertEqual(ours[:19], theirs[:19])
            self.assertEqual(ours[19:].rstrip("0"), theirs[19:].rstrip("0"))
        else:
            self.assertEqual(ours, theirs, key)

    def test_parquet(self):
        for name in ("snappy", "zstd-2", "gzip-plain", "none-int96", "nested", "nested-2"):
            theirs = [self.leaves(row) for row in json.loads((PARQUET / f"{name}.json").read_text(encoding="utf-8"))]
            for first, limit in ((0, 1000), (19, 3), (45, 12), (56, 5), (57, 5)):
                with self.subTest(name, first=first):
                    ours = self.rows(PARQUET / f"{name}.parquet", "--first", first, "--limit", limit)
                    self.assertEqual(len(ours), len(theirs[first:first + limit]))
                    for mine, other in zip(ours, theirs[first:]):
                        self.assertEqual(list(mine), list(other))
                        for key in other:
                            self.same(mine[key], other[key], key)

    def test_pictures(self):
        theirs = json.loads((PARQUET / "pictures.json").read_text(encoding="utf-8"))
        folder = self.folder / "out"
        result = self.data(PARQUET / "pictures.parquet", "--first", 25, "--limit", 8, "--output", folder)
        self.assertEqual((result.returncode, result.stdout), (0, f"{folder}/table.csv\n"))
        with open(folder / "table.csv", encoding="utf-8", newline="") as file:
            table = list(csv.reader(file))
        self.assertEqual(table[0], ["image", "label"])
        for row, other in zip(table[1:], theirs[25:33]):
            self.assertEqual(row[1], ["dark", "bright"][other["label"]])
            self.assertEqual((folder / row[0]).read_bytes(), base64.b64decode(other["image"]["bytes"]))
        # What was taken out is a data set again.
        again = self.rows(folder / "table.csv")
        self.assertEqual([r["label"] for r in again], ["dark"] * 4 + ["bright"] * 4)
        self.assertEqual(again[0]["image"]["path"], str(folder / table[1][0]))

    def test_what_parquet_cannot(self):
        for name, words in (("delta", "that Vitrine does not know"), ("brotli", "that Vitrine does not know")):
            result = self.data(PARQUET / f"{name}.parquet")
            self.assertEqual(result.returncode, 1)
            self.assertIn(words, result.stderr)
        for content in (b"", b"PAR1", b"PAR1" + b"\xff" * 30 + b"PAR1", (PARQUET / "snappy.parquet").read_bytes()[:-5]):
            result = self.data(self.write("bad.parquet", content), "--json")
            self.assertEqual((result.returncode, result.stderr.count("\n")), (1, 1))
            self.assertIn("bad.parquet is no Parquet file", result.stderr)

    # --- texts ------------------------------------------------------------------------------

    def test_csv(self):
        path = self.write("a.csv", '\ufefftext;n\r\n"two\r\nlines; ""so""";1,5\r\n;2\r\nplain;\n')
        self.assertEqual(self.rows(path), [{"text": 'two\r\nlines; "so"', "n": "1,5"}, {"text": "", "n": "2"}, {"text": "plain", "n": ""}])
        self.assertEqual(self.rows(self.write("empty.csv", "")), [])

    def test_large_csv(self):
        """From anywhere in a file of more than can be read at a glance, in little memory."""
        path = self.folder / "large.csv"
        with open(path, "w", encoding="utf-8") as file:
            file.write("i,text\n")
            for i in range(400000):
                file.write(f'{i},"{"x" * (i % 200)}\n"\n')
        self.assertGreater(path.stat().st_size, 40 << 20)
        limit = lambda: resource.setrlimit(resource.RLIMIT_DATA, (300 << 20, 300 << 20))
        for first in (0, 1023, 1024, 399990):
            result = self.data(path, "--first", first, "--limit", 12, "--json", preexec_fn=limit)
            self.assertEqual(result.returncode, 0, result.stderr)
            found = [json.loads(line) for line in result.stdout.splitlines()]
            self.assertEqual(found, [{"i": i, "text": "x" * (i % 200) + "\n"} for i in range(first, min(first + 12, 400000))])

    def test_json_lines(self):
        path = self.write("a.jsonl", '{"a": 1, "b": "x"}\n{"b": null, "c": {"d": [1]}}\n\n{"a": 2.5, "e": true}')
        self.assertEqual(self.rows(path), [{"a": 1, "b": "x", "c": None, "e": None}, {"a": None, "b": None, "c": {"d": [1]}, "e": None},
                                           {"a": None, "b": None, "c": None, "e": None}, {"a": 2.5, "b": None, "c": None, "e": True}])
        result = self.data(self.write("b.jsonl", '{"a": 1}\n[2]\n'))
        self.assertEqual((result.returncode, result.stderr), (1, "Line 2 is no JSON object.\n"))

    def test_text(self):
        self.assertEqual(self.rows(self.write("a.txt", b"one\r\n\ntw\xffo")), [{"text": "one"}, {"text": ""}, {"text": "tw\ufffdo"}])

    # --- folders ----------------------------------------------------------------------------

    def test_folder(self):
        for name in ("zoo/cat/2.PNG", "zoo/cat/1.jpg", "zoo/dog/a.webp", "zoo/readme.txt", "zoo/.hidden/x.png"):
            self.write(name, PIXEL)
        os.symlink("/etc", self.folder / "zoo/link")
        rows = self.rows(self.folder / "zoo")
        self.assertEqual([(os.path.relpath(r["image"]["path"], self.folder), r["label"]) for r in rows],
                         [("zoo/cat/1.jpg", "cat"), ("zoo/cat/2.PNG", "cat"), ("zoo/dog/a.webp", "dog")])
        self.write("files/a.wav", b"RIFF")
        self.write("files/metadata.csv", "file_name,said\na.wav,Hello\n../a.wav,No\n")
        self.assertEqual(self.rows(self.folder / "files"), [{"audio": {"path": str(self.folder / "files/a.wav"), "bytes": 0}}])
        self.assertEqual([r["file_name"]["path"] for r in self.rows(self.folder / "files/metadata.csv")],
                         [str(self.folder / "files/a.wav"), "../a.wav"])
        result = self.data(self.write("void/x", b"").parent)
        self.assertIn("no picture and no sound", result.stderr)
        self.assertIn("no data set", self.data(self.write("a.xyz", b"")).stderr)

    # --- the viewer -------------------------------------------------------------------------

    def test_viewer(self):
        self.server.seen.clear()
        rows = self.rows("datasets/owner/set", "--first", 3, "--limit", 230)
        self.assertEqual([r["text"] for r in rows], [f"row {i}" for i in range(3, 233)])
        self.assertEqual((rows[0]["label"], rows[0]["more"]), ("yes", [3]))
        self.assertTrue(rows[0]["image"]["path"].endswith("/pixel.png"))
        self.assertEqual({(q.get("config"), q.get("split")) for p, q, _ in self.server.seen if p == "/rows"}, {("de", "train")})
        self.assertEqual({key for _, _, key in self.server.seen}, {None}, "the token went to another computer")
        self.assertEqual([r["text"] for r in self.rows("datasets/owner/set", "--search", "row 24", "--split", "test")],
                         ["row 24", *(f"row {i}" for i in range(240, 249))])

    def test_viewer_output(self):
        folder = self.folder / "taken"
        self.assertEqual(self.data("datasets/owner/set", "--limit", 2, "--output", folder).returncode, 0)
        self.assertEqual((folder / "3-000001.png").read_bytes(), PIXEL)
        self.assertIn("3-000002.png", (folder / "table.csv").read_text(encoding="utf-8"))

    def test_viewer_token(self):
        """The token goes to datasets-server.HOST of the endpoint, not to where the pictures are, and to no other viewer."""
        port, env = self.server.server_port, dict(self.env)
        for viewer, endpoint, told in ((f"http://datasets-server.localhost:{port}", f"http://localhost:{port}", "Bearer hf_secret"),
                                       (f"http://datasets-server.localhost:{port}", "http://example.localhost", None),
                                       (f"http://datasets-server.localhost:{port}", f"http://localhost:{port + 1}", None),
                                       (f"http://datasets-server.localhost:{port}", f"https://localhost:{port}", None),
                                       (f"http://other.localhost:{port}", f"http://localhost:{port}", None)):
            with self.subTest(viewer=viewer, endpoint=endpoint):
                self.server.seen.clear()
                self.env.update(VITRINE_DATASET_VIEWER=viewer, HF_ENDPOINT=endpoint)
                result = self.data("datasets/owner/set", "--limit", 1, "--output", self.folder / "token")
                self.env.clear()
                self.env.update(env)
                self.assertEqual(result.returncode, 0, result)
                keys = {path: key for path, _, key in self.server.seen}
                self.assertEqual(keys, {"/splits": told, "/rows": told, "/pixel.png": None})

    def test_viewer_knows_nothing(self):
        result = self.data("datasets/no/such")
        self.assertEqual(result.returncode, 1)
        self.assertIn("cannot be looked at", result.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
