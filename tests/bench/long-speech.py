#!/usr/bin/env python3
"""An hour of speech, or many: whether memory stays flat, and it stops at once.

    tests/bench/long-speech.py [--minutes 60] [--every SECONDS] [--model Systran/faster-whisper-tiny.en]

The recording of the tests is said again and again, so what repeats itself is no fault here; with --every it is said
once in so many seconds, and between there is silence. Memory is what the process has beyond mapped files (RssAnon); of
a long sound the samples lie in a file.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import json
import pathlib
import signal
import subprocess
import tempfile
import threading
import time
import wave

ROOT = pathlib.Path(__file__).resolve().parents[2]
VITRINE = ROOT / "_build/app/vitrine"
SPEECH = ROOT / "tests/data/jfk.wav"
LAST = "your country"


def make(path, minutes, every):
    """How often it is said."""
    with wave.open(str(SPEECH)) as source, wave.open(str(path), "w") as sink:
        sink.setparams(source.getparams())
        said, frame = source.readframes(source.getnframes()), source.getsampwidth() * source.getnchannels()
        said += bytes(max(int(every * source.getframerate()) - source.getnframes(), 0) * frame)
        times = int(minutes * 60 * source.getframerate() * frame / len(said))
        for _ in range(times):
            sink.writeframes(said)
    return times


def memory(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return 0


def start(path, args):
    return subprocess.Popen([VITRINE, "pipeline", "automatic-speech-recognition", "--model", args.model, "--device", "cpu",
                             "--threads", str(args.threads), "--set", "compression_ratio_threshold=100", "--input", f"audio=@{path}", "--stats"],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(path, args):
    process = start(path, args)
    begun, seen, text = time.monotonic(), [], []
    reader = threading.Thread(target=lambda: text.append(process.stdout.read()))
    reader.start()
    while process.poll() is None:
        try:
            seen.append((time.monotonic() - begun, memory(process.pid)))
        except OSError:
            break
        time.sleep(0.5)
    reader.join()
    return time.monotonic() - begun, seen, text, json.loads(process.stderr.read().strip().splitlines()[-1])


def stop(path, args, after):
    """Milliseconds from the interrupt to the end of the process."""
    process = start(path, args)
    time.sleep(after)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate()
    return (time.monotonic() - begun) * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--every", type=float, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--model", default="Systran/faster-whisper-tiny.en")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "long.wav")
        times = make(path, args.minutes, args.every)
        took, seen, text, stats = run(path, args)
        words = "".join(text)
        quarters = [max(m for t, m in seen if took * q / 4 <= t <= took * (q + 1) / 4) for q in range(4)]
        print(json.dumps({"minutes": args.minutes, "seconds": round(took, 1), "real_time_factor": stats["real_time_factor"],
                          "memory_mb_by_quarter": [round(m) for m in quarters],
                          "said": times, "heard": words.lower().count(LAST) // 2,
                          "stop_ms": [round(stop(path, args, after)) for after in (3, 5, 7)]}))


if __name__ == "__main__":
    main()
