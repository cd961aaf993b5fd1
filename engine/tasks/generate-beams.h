/* generate-beams.h: writing on by beam search.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/tasks/generate.h"

G_BEGIN_DECLS

/* Follows @n_beams continuations of @sequence and writes the best one into it.
 * Parameters length_penalty and early_stopping of @run count. Errors as
 * vt_generate(). */
gboolean vt_generate_beams (VtTaskRun *run, VtSequence *sequence, guint n_beams, GError **error);

G_END_DECLS
