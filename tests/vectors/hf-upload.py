#!/usr/bin/env python3
"""What huggingface_hub asks a Hub when it uploads a folder: hf-upload.json, for
tests/hub/test-upload.py. Needs huggingface_hub; the Hub is tests/hub/upload_double.py.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "hub"))
os.environ["HF_HUB_DISABLE_XET"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
from upload_double import Double  # noqa: E402

FILES = {"README.md": b"---\nlicense: mit\n---\n# Mine\n", "config.json": b"{}", "deep/weights.bin": bytes(range(256)) * 20}


def record(kind):
    import huggingface_hub

    hub = Double()
    api = huggingface_hub.HfApi(endpoint=hub.url(), token="hf_good")
    with tempfile.TemporaryDirectory() as folder:
        for name, content in FILES.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        api.create_repo("owner/mine", repo_type=kind, private=True, exist_ok=True, **({"space_sdk": "static"} if kind == "space" else {}))
        api.upload_folder(repo_id="owner/mine", repo_type=kind, folder_path=folder, commit_message="Upload by hand")
    hub.stop()
    return [[method, path, said.decode("latin-1") if isinstance(said, bytes) else said, bool(key)] for method, path, said, key in hub.seen]


if __name__ == "__main__":
    import huggingface_hub

    recorded = {"client": "huggingface_hub " + huggingface_hub.__version__, **{kind: record(kind) for kind in ("model", "dataset", "space")}}
    text = json.dumps(recorded, indent=1, ensure_ascii=True)
    (HERE / "hf-upload.json").write_text(text + "\n", encoding="utf-8")
