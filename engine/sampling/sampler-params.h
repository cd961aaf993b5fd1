/* sampler-params.h: the parameters of sampling, each declared once. A stage
 * takes its own; a task that samples takes VT_SAMPLER_PARAMS into its table.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/error.h"
#include "engine/base/param.h"

#define VT_PARAM_DO_SAMPLE                                                                         \
  { .name = "do_sample", .type = VT_PARAM_BOOLEAN, .maximum = 1, .number = 1,                      \
    .title = N_("Draw at random"),                                                                 \
    .help = N_("Draws each token by its probability. Off: always takes the most probable one.") }

#define VT_PARAM_TEMPERATURE                                                                       \
  { .name = "temperature", .type = VT_PARAM_NUMBER, .minimum = 0, .maximum = 5, .step = 0.05,      \
    .number = 1, .title = N_("Temperature"),                                                       \
    .help = N_("Below 1 the probable tokens become more probable, above 1 the others do. 0 always takes the most probable one.") }

#define VT_PARAM_TOP_K                                                                             \
  { .name = "top_k", .type = VT_PARAM_INTEGER, .minimum = 0, .maximum = 1000000, .step = 1,        \
    .number = 50, .title = N_("Top k"),                                                            \
    .help = N_("Draws among this many of the most probable tokens only. 0: among all."),           \
    .advanced = TRUE }

#define VT_PARAM_TOP_P                                                                             \
  { .name = "top_p", .type = VT_PARAM_NUMBER, .minimum = 0, .maximum = 1, .step = 0.01,            \
    .number = 1, .title = N_("Top p"),                                                             \
    .help = N_("Draws among the fewest tokens that are together at least this probable. 1: among all."), \
    .advanced = TRUE }

#define VT_PARAM_MIN_P                                                                             \
  { .name = "min_p", .type = VT_PARAM_NUMBER, .minimum = 0, .maximum = 1, .step = 0.01,            \
    .number = 0, .title = N_("Min p"),                                                             \
    .help = N_("Leaves out tokens that are less probable than this share of the most probable one."), \
    .advanced = TRUE }

#define VT_PARAM_TYPICAL_P                                                                         \
  { .name = "typical_p", .type = VT_PARAM_NUMBER, .minimum = 0, .maximum = 1, .step = 0.01,        \
    .number = 1, .title = N_("Typical p"),                                                         \
    .help = N_("Draws among tokens that surprise about as much as one would expect, together this probable. 1: among all."), \
    .advanced = TRUE }

#define VT_PARAM_REPETITION_PENALTY                                                                \
  { .name = "repetition_penalty", .type = VT_PARAM_NUMBER, .minimum = 0.1, .maximum = 10,          \
    .step = 0.05, .number = 1, .title = N_("Repetition penalty"),                                  \
    .help = N_("Above 1 tokens that are in the text already become less probable."),               \
    .advanced = TRUE }

#define VT_PARAM_FREQUENCY_PENALTY                                                                 \
  { .name = "frequency_penalty", .type = VT_PARAM_NUMBER, .minimum = -2, .maximum = 2,             \
    .step = 0.1, .number = 0, .title = N_("Frequency penalty"),                                    \
    .help = N_("Taken off the score of a token for each time that it has been written."),          \
    .advanced = TRUE }

#define VT_PARAM_PRESENCE_PENALTY                                                                  \
  { .name = "presence_penalty", .type = VT_PARAM_NUMBER, .minimum = -2, .maximum = 2,              \
    .step = 0.1, .number = 0, .title = N_("Presence penalty"),                                     \
    .help = N_("Taken off the score of a token that has been written at all."),                    \
    .advanced = TRUE }

/* All of them, for the table of a task. */
#define VT_SAMPLER_PARAMS                                                                          \
  VT_PARAM_DO_SAMPLE, VT_PARAM_TEMPERATURE, VT_PARAM_TOP_K, VT_PARAM_TOP_P, VT_PARAM_MIN_P,        \
      VT_PARAM_TYPICAL_P, VT_PARAM_REPETITION_PENALTY, VT_PARAM_FREQUENCY_PENALTY,                 \
      VT_PARAM_PRESENCE_PENALTY
