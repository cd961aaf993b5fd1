"""llama.cpp's own server, with the starter model, from the Python package xllamacpp; for tests
of models on other computers and for what is recorded from it.

    python3 llama_server.py MODEL.gguf      prints its address, and serves until it is ended

The package is looked for in the Python that VITRINE_PEER_PYTHON names, else in this one.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import glob
import os
import signal
import subprocess
import sys

PYTHON = os.environ.get("VITRINE_PEER_PYTHON", sys.executable)
REPO = "models--hugginllam--gemma-3-270m-Q4_K_M-GGUF"


def find_model():
    home = os.environ.get("HF_HOME", os.path.expanduser("~/.cache/huggingface"))
    cache = os.environ.get("HF_HUB_CACHE", os.path.join(home, "hub"))
    return next(iter(glob.glob(os.path.join(cache, REPO, "snapshots", "*", "*.gguf"))), None)


def missing():
    """Why there is no such server here, or None."""
    if subprocess.run([PYTHON, "-c", "import xllamacpp"], capture_output=True, check=False).returncode:
        return f"{PYTHON} has no xllamacpp, in which llama.cpp's server is (pip install xllamacpp; VITRINE_PEER_PYTHON)"
    return None if find_model() else "the starter model is not in the Hub's cache (./run models get --starter)"


class LlamaServer:
    def __enter__(self):
        self.process = subprocess.Popen([PYTHON, os.path.abspath(__file__), find_model()], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.url = self.process.stdout.readline().strip()
        assert self.url, "llama.cpp's server did not start"
        return self

    def __exit__(self, *_):
        self.process.kill()  # it has nothing to lose, and may be in the middle of an answer
        self.process.wait(10)
        self.process.stdout.close()


def serve(model):
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.model_alias = {"gemma"}
    params.n_ctx = 1024
    params.n_parallel = 1
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = 2
    params.port = 0
    server = xllamacpp.Server(params)  # kept: it serves as long as it lives
    print(server.listening_address, flush=True)
    signal.pause()


if __name__ == "__main__":
    serve(sys.argv[1])
