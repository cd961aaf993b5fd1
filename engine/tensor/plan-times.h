/* plan-times.h: where a plan's time goes, for those who make kernels faster.
 *
 * With VITRINE_PLAN_TIMES=1 in the environment every plan is timed, and tells on
 * standard error, every 32 runs and when it is freed, what its operations took: a line for each
 * operation and shape, the largest share first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tensor/plan.h"

G_BEGIN_DECLS

#define VT_PLAN_TIMES_RUNS 32

gboolean vt_plan_times_wanted (void);

/* Adds the last run to @sum_us, which is made when first needed. */
void vt_plan_times_add (const VtPlan *plan, double **sum_us);

/* Tells of @n_runs runs that took @sum_us together. */
void vt_plan_times_print (const VtPlan *plan, const double *sum_us, guint n_runs);

G_END_DECLS
