/* cli-pictures.h: a task's result as JSON, with the pictures that belong to its parts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/task.h"

G_BEGIN_DECLS

/**
 * vt_cli_result_json:
 * @output: (nullable): the file that the JSON is meant for
 *
 * The task's JSON; where pictures belong to its entries, these are written as PNG beside
 * @output ("parts.json": "parts-0.png" and so on) and named, or, without one, stand there
 * in base64, as the Hub answers. Blocks.
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_FAILED where a picture cannot be written
 */
char *vt_cli_result_json (const VtTaskClass *task, GHashTable *inputs, GHashTable *outputs, const char *output, GError **error);

G_END_DECLS
