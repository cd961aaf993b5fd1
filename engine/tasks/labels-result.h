/* labels-result.h: scores of a network as labels, best first, and in the Hub's shape.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/value.h"

G_BEGIN_DECLS

/* Turns @scores (n) into shares of 1. */
void vt_labels_softmax (float *scores, guint n);

/* The @top largest of @scores (n), named @labels, best first; transfer full. */
VtValue *vt_labels_best (const char *const *labels, const float *scores, guint n, guint top);

/* [{"label": …, "score": …}] of the output "labels"; for VtTaskClass.to_json. */
char *vt_labels_to_json (GHashTable *inputs, GHashTable *outputs);

G_END_DECLS
