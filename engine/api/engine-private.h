/* engine-private.h: what jobs ask of their engine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/api/engine.h"
#include "engine/api/worker.h"

G_BEGIN_DECLS

/* The worker of the device with this id, made when first asked for; it lives as
 * long as @engine. Any thread. */
VtWorker *vt_engine_get_worker (VtEngine *engine, const char *device_id);

G_END_DECLS
