/* cli-space-help.h: what `vitrine run --help` says of the spaces: those that come with the
 * program, a line each, or what one of them lets a person fill in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @words: (array zero-terminated=1): what stood beside the options; the first may name a space.
 * Transfer full: lines for a terminal; of a space that cannot be read the sentence that says why. */
char *vt_cli_space_help (const char *const *words);

G_END_DECLS
