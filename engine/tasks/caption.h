/* caption.h: words about a picture, one after the other: what image-to-text and
 * visual-question-answering share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/captioner.h"
#include "engine/tasks/task-run.h"

G_BEGIN_DECLS

/* The parameters both have. */
#define VT_CAPTION_PARAMS(length)                                                                                               \
  { "max_new_tokens", VT_PARAM_INTEGER, 1, 500, 1, length, NULL, NULL, N_("Length"),                                            \
    N_("How many words and parts of words to write at most"), FALSE },                                                          \
  { "prefix_ids", VT_PARAM_JSON, 0, 0, 0, 0, NULL, NULL, N_("First tokens"), N_("Numbers of the tokens that the answer begins with"), TRUE }

/**
 * vt_caption_write:
 * @question: (nullable): of models that take one
 * @output: (nullable): the output that is told while it grows
 * @probability: (out) (optional): that of all its words together
 *
 * Looks at the input "image", begins with the words of "prefix_ids" and then takes the most
 * probable word each time.
 *
 * Returns: (transfer full): the text, or %NULL
 */
char *vt_caption_write (VtTaskRun *run, const char *question, const char *output, double *probability, GError **error);

G_END_DECLS
