"""A sound server whose only loudspeaker is heard by its only microphone, and what
tests that speak to the studio share.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from studio import wait


class SoundServer:
    def __init__(self):
        self.home = tempfile.mkdtemp()
        socket = os.path.join(self.home, "socket")
        self.environment = {"HOME": self.home, "XDG_RUNTIME_DIR": self.home, "PULSE_SERVER": "unix:" + socket}
        pathlib.Path(self.home, ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n",
                                                        encoding="utf-8")
        self.process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm",
             "-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
             "-L", "module-null-sink sink_name=test rate=44100 channels=2"],
            env=dict(os.environ, **self.environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait(self.answers, 30, what="pulseaudio")

    def answers(self):
        return subprocess.run(["pactl", "list", "short", "sinks"], env=dict(os.environ, **self.environment),
                              capture_output=True, text=True, check=False).stdout.find("test") >= 0

    def play(self, path):
        subprocess.run(["paplay", str(path)], env=dict(os.environ, **self.environment), check=True, timeout=120)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
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
