/* space-run-step.h: makes a job of a step; for app/space-run.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-run.h"

G_BEGIN_DECLS

/**
 * vt_space_step_find_model:
 * @missing: (out) (optional): the reference, where it is the model that is missing
 *
 * Fills the report's @model and @path. Errors: VT_ERROR_INVALID (none is chosen),
 * VT_ERROR_NOT_FOUND with its size where that is known, VT_ERROR_DENIED (another
 * computer that is not allowed).
 */
gboolean vt_space_step_find_model (const VtSpaceRunSettings *settings, VtSpaceStepReport *report,
                                   VtSpaceWireLookup lookup, gpointer data, char **missing, GError **error);

/**
 * vt_space_step_take_inputs:
 *
 * Returns: (transfer full) (element-type utf8 VtValue): the inputs by name; %NULL
 *   with VT_ERROR_INVALID and a sentence that names the component
 */
GHashTable *vt_space_step_take_inputs (const VtSpaceRunSettings *settings, const VtSpaceStep *step,
                                       VtSpaceWireLookup lookup, gpointer data, GError **error);

/**
 * vt_space_step_new_job:
 * @report: with its model found; gets the parameters
 * @prefix: (nullable) (element-type gint32): tokens that the answer begins with
 *
 * Returns: (transfer full): a job with everything but its inputs
 */
VtJob *vt_space_step_new_job (const VtSpaceRunSettings *settings, VtSpaceStepReport *report, GArray *prefix,
                              VtSpaceWireLookup lookup, gpointer data, GError **error);

/* Gives each of @inputs to the job. */
gboolean vt_space_step_set_inputs (VtJob *job, GHashTable *inputs, GError **error);

G_END_DECLS
