#!/usr/bin/env bash
# update.sh: after a text in the sources has changed: POTFILES.in, vitrine.pot and the .po files.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$(dirname "$0")/.."
{
  echo "# Sources with texts to translate; po/update.sh writes this list."
  {
    grep -rlE '\b(_|N_|C_|NC_|ngettext|g_dngettext) ?\(' --include='*.c' --include='*.h' app engine hub ui
    grep -rl 'translatable="yes"' --include='*.ui' ui
  } | LC_ALL=C sort
} >po/POTFILES.in
xgettext --from-code=UTF-8 --add-comments=Translators --package-name=vitrine --copyright-holder='The Vitrine contributors' \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=g_dngettext:2,3 --keyword=ngettext:1,2 \
  --files-from=po/POTFILES.in --output=po/vitrine.pot
while read -r language; do
  [ -e "po/$language.po" ] || msginit --no-translator --no-wrap --locale="$language" --input=po/vitrine.pot --output="po/$language.po"
  msgmerge --quiet --update --backup=none --no-wrap --previous "po/$language.po" po/vitrine.pot
  msgfmt --statistics --check -o /dev/null "po/$language.po"
done <po/LINGUAS
