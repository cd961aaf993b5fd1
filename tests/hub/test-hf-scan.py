#!/usr/bin/env python3
"""huggingface_hub accepts the cache that we write, and we what it writes.

Usage: test-hf-scan.py CACHE-TOOL
CACHE-TOOL is the program of cache-tool.c. Skipped (77) without huggingface_hub.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import subprocess
import sys
import tempfile

try:
    import huggingface_hub
    from huggingface_hub import scan_cache_dir, try_to_load_from_cache
except ImportError:
    print("skipped: the Python package huggingface_hub is not installed")
    sys.exit(77)

COMMIT = "0123456789abcdef0123456789abcdef01234567"
TOOL = sys.argv[1]


def tool(*words):
    return subprocess.run([TOOL, *words], check=True, capture_output=True, text=True).stdout.strip()


with tempfile.TemporaryDirectory() as folder:
    source = os.path.join(folder, "source")
    cache = os.path.join(folder, "hub")
    for name, text in (("m.gguf", "hello"), ("deep/config.json", "{}")):
        with open(source, "w", encoding="utf-8") as out:
            out.write(text)
        tool("import", cache, "owner/name", COMMIT, name, source)
    info = scan_cache_dir(cache)
    assert not info.warnings, info.warnings
    assert info.size_on_disk == 7, info.size_on_disk
    (repo,) = info.repos
    assert (repo.repo_id, repo.repo_type, repo.nb_files) == ("owner/name", "model", 2), repo
    (revision,) = repo.revisions
    assert (revision.commit_hash, revision.refs) == (COMMIT, frozenset({"main"})), revision
    ours = tool("resolve", cache, "owner/name")
    theirs = try_to_load_from_cache("owner/name", "m.gguf", cache_dir=cache)
    assert os.path.realpath(ours) == os.path.realpath(theirs), (ours, theirs)
    info.delete_revisions(COMMIT).execute()
    assert not os.path.exists(ours)
print(f"huggingface_hub {huggingface_hub.__version__} reads our cache")
