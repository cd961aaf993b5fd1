/* cli-task-help.h: what `vitrine pipeline --help` says of the tasks: all of them, a line each, or
 * one with everything that it takes and gives.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @words: (array zero-terminated=1): what stood beside the options; the first may name a task.
 * Transfer full: lines for a terminal. */
char *vt_cli_task_help (const char *const *words);

G_END_DECLS
