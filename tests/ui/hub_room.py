"""A Hub for the tests of windows: `vitrine serve hub` with a cache that they fill.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import subprocess

from studio import ROOT

COMMIT = "0123456789abcdef0123456789abcdef01234567"
VECTORS = ROOT / "tests/vectors/lm"


def put(tool, cache, repo, *paths):
    """Files into a repository of @cache, by their own names."""
    for path in paths:
        subprocess.run([tool, "import", str(cache), repo, COMMIT, path.name, str(path)], check=True,
                       stdout=subprocess.DEVNULL)


class Hub:
    def __init__(self, vitrine, cache):
        self.process = subprocess.Popen([vitrine, "serve", "hub", "--local", "--port", "0", "--quiet"],
                                        env={**os.environ, "HF_HUB_CACHE": str(cache)}, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.url = re.search(r"http://\S+", self.process.stdout.readline()).group(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()
