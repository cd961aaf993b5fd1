/* worker.h: the thread that a device's work is done on, with the models that
 * are loaded there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/model-kind.h"

G_BEGIN_DECLS

typedef struct _VtWorker VtWorker;
typedef void (*VtWorkerFunc) (VtWorker *worker, gpointer data);

/* @nice: of its thread and those that it starts, 0 to 19; @budget: bytes that its
 * models may take together. */
VtWorker *vt_worker_new (const char *device_id, guint threads, int nice, guint64 budget);

/* Ends the thread after what it does now and frees everything. */
void vt_worker_free (VtWorker *worker);

/* Has @func called on the worker's thread, after all that was pushed before. */
void vt_worker_push (VtWorker *worker, VtWorkerFunc func, gpointer data);

/*< on the worker's thread >*/

/* The device, opened when first asked for; borrowed. */
VtDevice *vt_worker_get_device (VtWorker *worker, GError **error);

/* The model at @path, loaded if it is not; borrowed until the next call.
 * Others leave, the least recently used first, where the budget demands it.
 * VT_ERROR_NO_MEMORY, said before loading, where it cannot fit. */
gpointer vt_worker_get_model (VtWorker *worker, const VtModelKind *kind, const char *path, GError **error);

/* Drops all models. */
void vt_worker_unload (VtWorker *worker);

/* After a device failed: drops all models and the device, so that the next run starts afresh. */
void vt_worker_reset (VtWorker *worker);

/* Bytes of all loaded models. */
guint64 vt_worker_bytes (VtWorker *worker);

G_END_DECLS
