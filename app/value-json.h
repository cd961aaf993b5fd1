/* value-json.h: values as JSON, and made into another type.
 *
 * Thread-safe, since values do not change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json-write.h"
#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * vt_value_from_json:
 * @node: (nullable): any value
 *
 * Returns: (transfer full): a text, number or boolean; nothing for null; JSON
 *   for arrays and objects
 */
VtValue *vt_value_from_json (const VtJsonNode *node);

/* As JSON: labels as `[{"label", "score"}]`, a chat as `[{"role", "content"}]`. */
void vt_value_write_json (VtValue *value, VtJsonWriter *writer);
char *vt_value_to_json (VtValue *value);

/**
 * vt_value_convert:
 * @value: from a widget, a document, a command line or a step
 * @type: what is wanted
 *
 * Texts become numbers, booleans and JSON where they read as such; JSON becomes
 * labels (`{"cat": 0.9}`, `[{"label", "score"}]` or Gradio's
 * `{"label", "confidences": [{"label", "confidence"}]}`) and chats
 * (`[{"role", "content"}]`); everything becomes JSON. A file stands for the sound
 * or picture in it and stays one (value-media.h loads it), and a text is the path
 * of such a file. Nothing stays nothing.
 *
 * Returns: (transfer full): or %NULL with VT_ERROR_INVALID; the sentence begins
 *   in lower case, for a place to stand before it
 */
VtValue *vt_value_convert (VtValue *value, VtValueType type, GError **error);

G_END_DECLS
