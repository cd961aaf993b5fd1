/* probe.h: looking at the hidden states of a network, for comparing it with
 * its reference layer by layer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/plan.h"

G_BEGIN_DECLS

/* Told every named value that was computed: rows of @ne0 numbers. */
typedef void (*VtNnProbe) (const char *name, const float *values, gint64 ne0, gint64 rows, gpointer data);

/* Before the plan is made: keeps every named value to the end. */
void vt_nn_probe_expose (VtGraph *g);

/* After a run. */
gboolean vt_nn_probe_tell (VtPlan *plan, VtNnProbe probe, gpointer data, GError **error);

G_END_DECLS
