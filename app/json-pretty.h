/* json-pretty.h: JSON laid out for people: what fits on a line stays on it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @json: a JSON text as VtJsonWriter makes it. Transfer full: the same with a
 * line break and an indent at each container longer than a line, and a line
 * break at the end. */
char *vt_json_pretty (const char *json);

G_END_DECLS
