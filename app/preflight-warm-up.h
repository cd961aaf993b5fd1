/* preflight-warm-up.h: a small run of a model, so that it is loaded; for app/preflight.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/api/job.h"

G_BEGIN_DECLS

/* A word, a second of silence, a grey square, as the task wants it: gives @callback
 * the result once something has come, or an error. Used from one thread. */
void vt_warm_up_async (VtEngine *engine, const VtTaskClass *task, const char *path, const char *device,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/* Seconds that it took, loading included; negative with an error. */
double vt_warm_up_finish (GAsyncResult *result, GError **error);

G_END_DECLS
