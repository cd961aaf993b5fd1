/* run-figures.h: single figures out of the JSON that a run reports of itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_run_figure:
 * @stats: (nullable): as vt_space_runner_dup_stats_json() gives it
 * @name: as `tokens_per_s`
 *
 * Thread-safe.
 *
 * Returns: the number, or -1 where it is not there
 */
double vt_run_figure (const char *stats, const char *name);

G_END_DECLS
