/* picture-texts.h: how a picture was made, as the texts that its PNG carries.
 *
 * "Software" names the program; "vitrine" holds one JSON object: task, model,
 * inputs (the texts and numbers among them), parameters and seed, so that the
 * picture can be made again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/**
 * vt_picture_texts_new:
 * @model: (nullable): its reference
 * @inputs, @params: (element-type utf8 VtValue)
 *
 * Returns: (transfer full) (element-type utf8 utf8): for vt_picture_write()
 */
GHashTable *vt_picture_texts_new (const char *task, const char *model, GHashTable *inputs, GHashTable *params,
                                  gint64 seed);

G_END_DECLS
