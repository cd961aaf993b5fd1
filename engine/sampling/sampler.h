/* sampler.h: chooses the next token from a row of logits.
 *
 * A sampler is a chain of stages. Their order and meaning are those of
 * transformers' generate(): first what acts on the scores (repetition_penalty,
 * then frequency_penalty and presence_penalty, which transformers lacks and
 * which mean what they mean in OpenAI's interface: on what has been written,
 * not on the prompt), then, only if do_sample, temperature, top_k, top_p,
 * min_p, typical_p; the choice is made among what they leave. Each stage has
 * one parameter, declared in sampler-params.h.
 *
 * Without top_k, top_p or min_p, tokens that are together less likely than one
 * in ten million are left out of the draw.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/base/param.h"
#include "engine/sampling/logits.h"

G_BEGIN_DECLS

typedef struct _VtSampler VtSampler;

/**
 * vt_sampler_new:
 * @n_vocab: the length of every row
 *
 * Returns: (transfer full): a sampler for one text with every parameter at its
 *   default and nothing in its history. Not for several threads at once.
 */
VtSampler *vt_sampler_new (guint n_vocab);

void vt_sampler_free (VtSampler *self);

/**
 * vt_sampler_set:
 * @name: a parameter of sampler-params.h: "do_sample", "top_k" …
 * @value: its value; for booleans 0 or 1
 *
 * Returns: %FALSE with %VT_ERROR_INVALID if the value is out of its range, or
 *   with %VT_ERROR_NOT_FOUND if there is no such parameter
 */
gboolean vt_sampler_set (VtSampler *self, const char *name, double value, GError **error);

/* Starts the random numbers anew; @stream tells the rows of a batch apart. */
void vt_sampler_seed (VtSampler *self, guint64 seed, guint64 stream);

/* Adds a token to the history; @written: by the model, not part of the prompt. */
void vt_sampler_accept (VtSampler *self, gint32 token, gboolean written);

/* Forgets the history. */
void vt_sampler_reset (VtSampler *self);

/**
 * vt_sampler_choose:
 * @logits: (array): a row; the penalties are applied to it in place
 *
 * Does not call vt_sampler_accept(). Takes well under a millisecond for 262,144
 * tokens.
 *
 * Returns: a token
 */
gint32 vt_sampler_choose (VtSampler *self, float *logits);

/**
 * vt_sampler_distribution:
 * @logits: (array): a row; the penalties are applied to it in place
 * @out: (element-type VtCandidate): replaced by the tokens that the stages
 *   leave, most probable first; their logit is the log of their probability
 *   among these
 *
 * What vt_sampler_choose() would draw from if do_sample is set.
 */
void vt_sampler_distribution (VtSampler *self, float *logits, GArray *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtSampler, vt_sampler_free)

G_END_DECLS
