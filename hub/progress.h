/* progress.h: reports progress, but not for every block.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/digest.h"

G_BEGIN_DECLS

#define VT_PROGRESS_INTERVAL_US 50000

typedef struct
{
  VtBytesFunc func;  /* nullable */
  gpointer data;
  gint64 last;       /* when it was told last, in monotonic microseconds */
} VtProgress;

/* Tells at most twenty times a second, and always at the end. */
static inline void
vt_progress_report (VtProgress *progress, guint64 done, guint64 total)
{
  gint64 now = g_get_monotonic_time ();

  if (progress->func == NULL || (done != total && now - progress->last < VT_PROGRESS_INTERVAL_US))
    return;
  progress->last = now;
  progress->func (done, total, progress->data);
}

G_END_DECLS
