#!/usr/bin/env python3
"""German and Spanish are complete: every text of the sources has a translation
that is not a guess, with the same placeholders (msgfmt --check).

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(os.environ.get("VITRINE_SRCDIR", pathlib.Path(__file__).resolve().parents[2]))


def entries(text):
    """(msgid, is_good) of each entry of a catalogue."""
    for entry in re.split(r"\n\s*\n", text):
        if entry.startswith("#~") or 'msgid ""\nmsgstr ""\n"Project' in entry:
            continue
        found = re.search(r'^msgid ((?:".*"(?:\n|$))+)', entry, re.M)
        if not found:
            continue
        msgid = "".join(re.findall(r'"(.*)"', found.group(1)))
        strings = re.findall(r'^msgstr(?:\[\d\])? ((?:".*"(?:\n|$))+)', entry, re.M)
        full = all("".join(re.findall(r'"(.*)"', s)) for s in strings)
        yield msgid, full and "fuzzy" not in entry.split("msgid")[0]


def check(language, folder, wanted):
    catalogue = ROOT / "po" / f"{language}.po"
    done = subprocess.run(["msgfmt", "--check", "-o", os.path.join(folder, "x.mo"), str(catalogue)],
                          capture_output=True, text=True, check=False)
    problems = done.stderr.splitlines() if done.returncode else []
    good = dict(entries(catalogue.read_text(encoding="utf-8")))
    problems += [f"{language}: not translated: {m}" for m in wanted if not good.get(m)]
    return problems


def main():
    if not shutil.which("xgettext"):
        print("skipped: gettext is not installed")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        script = (ROOT / "po/update.sh").read_text(encoding="utf-8")
        keywords = re.findall(r"--keyword=\S+", script)
        pot = os.path.join(folder, "now.pot")
        subprocess.run(["xgettext", "--from-code=UTF-8", *keywords, "--files-from=po/POTFILES.in", f"--output={pot}"],
                       cwd=ROOT, check=True)
        wanted = [m for m, _ in entries(pathlib.Path(pot).read_text(encoding="utf-8")) if m]
        problems = [p for language in (ROOT / "po/LINGUAS").read_text().split()
                    for p in check(language, folder, wanted)]
    print("\n".join(problems) or f"{len(wanted)} texts, complete")
    return 1 if problems or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
