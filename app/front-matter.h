/* front-matter.h: where the YAML front matter of a README.md lies, between two lines `---`,
 * the first of which is the file's first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_front_matter_find:
 * @text: the whole README.md; its lines may end in CR LF
 * @yaml: (out) (optional): where the YAML begins
 * @size: (out) (optional): its bytes
 *
 * Returns: (transfer none): what follows the front matter, in @text; all of it, and an empty
 *   YAML, where there is none
 */
const char *vt_front_matter_find (const char *text, const char **yaml, gsize *size);

G_END_DECLS
