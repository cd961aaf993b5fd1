/* data-path.h: where the files lie that come with the program.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_data_path:
 * @below: a path below the folder of our data, as `spaces` or `models/NAME`
 *
 * The folder is `VITRINE_DATA_DIR` (set by ./run to the source tree's
 * resources/), else the one the program was installed with. Thread-safe.
 *
 * Returns: (transfer full): an absolute path; nothing need be there
 */
char *vt_data_path (const char *below);

/**
 * vt_locale_dir:
 *
 * Returns: (transfer none): the folder of translations, for bindtextdomain():
 *   `VITRINE_LOCALE_DIR`, else the one the program was installed with
 */
const char *vt_locale_dir (void);

/**
 * vt_studio_path:
 *
 * Returns: (transfer none): the program of the studio's windows, which `vitrine`
 *   starts when it is not told to do something else: `VITRINE_STUDIO`, else the
 *   one installed
 */
const char *vt_studio_path (void);

G_END_DECLS
