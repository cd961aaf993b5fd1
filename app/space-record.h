/* space-record.h: makes of a run what the history keeps; for app/space-runner.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/history.h"
#include "app/space-run.h"

G_BEGIN_DECLS

/**
 * vt_space_record_new:
 * @given, @values: (element-type utf8 VtValue): what components held when it
 *   began, and hold now
 * @reports: (nullable) (element-type VtSpaceStepReport)
 * @began: microseconds since 1970
 *
 * Inputs are the components that the event takes from, outputs those that it
 * gives to. Values are not copied.
 *
 * Returns: (transfer full): a run that ended just now
 */
VtHistoryRun *vt_space_record_new (VtSpace *space, const VtSpaceEvent *event, GHashTable *given, GHashTable *values,
                                   GPtrArray *reports, gint64 began, const GError *error);

G_END_DECLS
