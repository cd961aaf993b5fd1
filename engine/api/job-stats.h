/* job-stats.h: the figures of a run.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VtJobStats VtJobStats;

/* Thread-safe; names are static strings. */
VtJobStats *vt_job_stats_new (void);
void vt_job_stats_free (VtJobStats *stats);
void vt_job_stats_set (VtJobStats *stats, const char *name, double value);
double vt_job_stats_get (VtJobStats *stats, const char *name); /* -1 where unknown */

/* {"device": …, figures in the order of their first setting}; transfer full. */
char *vt_job_stats_to_json (VtJobStats *stats, const char *device);

/* The most memory that this process has had resident so far, in bytes. */
double vt_job_stats_peak_bytes (void);

G_END_DECLS
