/* job-events.h: what a run tells, carried from the worker's thread to the main
 * context of the one who asked, a bundle at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/task.h"

G_BEGIN_DECLS

typedef struct _VtJobEvents VtJobEvents;

/* Called in the main context. */
typedef struct
{
  void (*progress) (double fraction, const char *what, gpointer data);
  void (*partial) (const char *output, VtValue *value, gpointer data);
  void (*token) (VtTokenTrace *trace, gpointer data);
} VtJobListener;

/* @listener is static; @data (a GObject) is kept alive while events wait. */
VtJobEvents *vt_job_events_new (GMainContext *context, const VtJobListener *listener, GObject *data);
void vt_job_events_unref (VtJobEvents *events);

/* Any thread. A partial value replaces one that was not delivered yet, and so
 * does progress; traces are all delivered. */
void vt_job_events_progress (VtJobEvents *events, double fraction, const char *what);
void vt_job_events_partial (VtJobEvents *events, const char *output, VtValue *value);
void vt_job_events_token (VtJobEvents *events, VtTokenTrace *trace); /* takes @trace */

/* In the main context: delivers what waits, at once. */
void vt_job_events_flush (VtJobEvents *events);

G_END_DECLS
