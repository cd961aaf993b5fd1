"""A sound server whose only loudspeaker is heard by its only microphone, and what
tests that speak to the studio share.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import difflib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile

from studio import wait


class SoundServer:
    """@refusing: it lets nobody in."""

    def __init__(self, refusing=False):
        self.home = tempfile.mkdtemp()
        protocol, address = self.refusing_protocol() if refusing else self.open_protocol()
        self.environment = {"HOME": self.home, "XDG_RUNTIME_DIR": self.home, "PULSE_SERVER": address,
                            "PULSE_COOKIE": os.path.join(self.home, "cookie")}
        pathlib.Path(self.home, ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n",
                                                        encoding="utf-8")
        self.process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm",
             "-L", protocol, "-L", "module-null-sink sink_name=test rate=44100 channels=2"],
            env=dict(os.environ, **self.environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait(self.refuses if refusing else self.answers, 30, what="pulseaudio")

    def open_protocol(self):
        path = os.path.join(self.home, "socket")
        return f"module-native-protocol-unix auth-anonymous=1 socket={path}", "unix:" + path

    def refusing_protocol(self):
        """Through a socket a user's own programs are let in without a cookie."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        cookie = os.path.join(self.home, "another-cookie")
        return f"module-native-protocol-tcp listen=127.0.0.1 port={port} auth-cookie={cookie}", f"tcp:127.0.0.1:{port}"

    def ask(self):
        return subprocess.run(["pactl", "list", "short", "sinks"], env=dict(os.environ, **self.environment),
                              capture_output=True, text=True, check=False)

    def answers(self):
        return "test" in self.ask().stdout

    def refuses(self):
        return "Access denied" in self.ask().stderr

    def stop(self):
        self.process.kill()
        self.process.wait()

    def play(self, path):
        subprocess.run(["paplay", str(path)], env=dict(os.environ, **self.environment), check=True, timeout=120)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def words_of(text):
    return re.findall("[a-z]+", text.lower())


def likeness(text, said):
    """How many of the words came in their order, from 0 to 1. Not all must: on a busy
    computer the sound server leaves gaps."""
    return difflib.SequenceMatcher(None, words_of(text), words_of(said)).ratio()


def hub_cache():
    home = os.environ.get("HF_HOME", str(pathlib.Path.home() / ".cache/huggingface"))
    return pathlib.Path(os.environ.get("HF_HUB_CACHE", home + "/hub"))


def press(studio, name, then):
    """Presses the button @name until there is one that is called @then: while a page is
    still being laid out, a click may miss."""
    for _ in range(10):
        button = studio.find("push button", then) or studio.wait_for("push button", name, seconds=60)
        if button.name == then:
            return
        studio.click(button)
        try:
            studio.wait_for("push button", then, seconds=20)
            return
        except AssertionError:
            pass
    raise AssertionError(f"“{name}” was pressed in vain")


def start_recording(studio):
    """Before anything is played the microphone is silent, and after a second the studio says so."""
    press(studio, "Record", "Stop recording")
    studio.wait_for(name=lambda n: n.startswith(("Recording, ", "The microphone gives only silence")), seconds=120)
