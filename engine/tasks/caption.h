/* caption.h: words about a picture, one after the other: what image-to-text and
 * visual-question-answering share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/captioner.h"
#include "engine/tasks/task-run.h"

G_BEGIN_DECLS

/* The parameter both have. */
#define VT_CAPTION_MAX_NEW_TOKENS(value) \
  { "max_new_tokens", VT_PARAM_INTEGER, 1, 500, 1, value, NULL, NULL, N_("Length"), N_("How many words and parts of words to write at most"), FALSE }

/**
 * vt_caption_write:
 * @question: (nullable): of models that take one
 * @output: (nullable): the output that is told while it grows
 * @probability: (out) (optional): that of all its words together
 *
 * Looks at the input "image" and takes the most probable word each time.
 *
 * Returns: (transfer full): the text, or %NULL
 */
char *vt_caption_write (VtTaskRun *run, const char *question, const char *output, double *probability, GError **error);

G_END_DECLS
