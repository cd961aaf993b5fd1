/* cli-job.h: inputs, parameters and the run of one job from a command line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/api/job.h"

G_BEGIN_DECLS

/**
 * vt_cli_read_spec:
 * @spec: `NAME=VALUE`, `NAME=@FILE`; `@-` is standard input, `@@` an @ itself
 * @as_path: whether `@FILE` is to give the file's path instead of what it holds
 * @name: (out) (transfer full)
 *
 * Returns: (transfer full): the value, a text or a file; %NULL with
 *   VT_ERROR_INVALID or VT_ERROR_NOT_FOUND
 */
VtValue *vt_cli_read_spec (const char *spec, gboolean as_path, char **name, GError **error);

/* Reads each of `NAME=VALUE` into @inputs (utf8 → VtValue); values of one name
 * given more than once are a batch. VT_ERROR_INVALID for wrong arguments. */
gboolean vt_cli_read_inputs (const VtTaskClass *task, char **specs, GHashTable *inputs, GError **error);

/* Reads each of `PARAM=VALUE` into @params; an unknown name's error lists those there are. */
gboolean vt_cli_read_parameters (const VtTaskClass *task, char **specs, GHashTable *params, GError **error);

/* A table for the two above. */
GHashTable *vt_cli_value_table (void);

/* Transfer full: @device may be NULL for "auto". */
VtJob *vt_cli_new_job (VtEngine *engine, const VtTaskClass *task, const char *model, const char *device,
                       GHashTable *inputs, GHashTable *params, GError **error);

/* Runs on the default main context until it is done, so that Ctrl-C is heard. */
GHashTable *vt_cli_run_job (VtJob *job, GCancellable *cancellable, GError **error);

/* Prints the part of @text that is new since @printed, and keeps it there. */
void vt_cli_print_new (GString *printed, const char *text);

G_END_DECLS
