/* text-generation-params.h: the parameters of tasks in which a language model
 * writes, each declared once, with transformers' names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/sampler-params.h"

#define NUMBER(name, min, max, step, value, title, help, advanced) \
  { name, VT_PARAM_NUMBER, min, max, step, value, NULL, NULL, title, help, advanced }
#define INTEGER(name, min, max, value, title, help, advanced) \
  { name, VT_PARAM_INTEGER, min, max, 1, value, NULL, NULL, title, help, advanced }
#define BOOLEAN(name, value, title, help, advanced) \
  { name, VT_PARAM_BOOLEAN, 0, 1, 1, value, NULL, NULL, title, help, advanced }
#define WORDS(name, type, title, help) \
  { name, type, 0, 0, 0, 0, NULL, NULL, title, help, TRUE }

/* @full: whether the given text is repeated unless the caller says otherwise */
#define VT_TEXT_GENERATION_PARAMS(full)                                                                                          \
  INTEGER ("max_new_tokens", 1, 1 << 20, 128, N_("Length"), N_("How many tokens to write at most"), FALSE), VT_SAMPLER_PARAMS,   \
  INTEGER ("num_beams", 1, 16, 1, N_("Beams"), N_("Follow this many continuations at once and keep the best"), TRUE),            \
  NUMBER ("length_penalty", -10, 10, 0.1, 1, N_("Length penalty"), N_("With beams: above 0 favours longer texts"), TRUE),        \
  BOOLEAN ("early_stopping", 0, N_("Stop early"), N_("With beams: stop as soon as there are enough finished texts"), TRUE),      \
  WORDS ("stop", VT_PARAM_TEXTS, N_("Stop at"), N_("Texts at which to stop")),                                                   \
  WORDS ("json_schema", VT_PARAM_JSON, N_("JSON schema"), N_("Write JSON that follows this schema")),                            \
  WORDS ("grammar", VT_PARAM_TEXT, N_("Grammar"), N_("Write only what this grammar (GBNF) allows")),                             \
  BOOLEAN ("return_full_text", full, N_("Repeat the beginning"), N_("Put the given text before what was written"), TRUE),        \
  WORDS ("prefix_ids", VT_PARAM_JSON, N_("First tokens"), N_("Numbers of the tokens that the answer begins with"))
