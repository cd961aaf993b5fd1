/* vits-plans.h: the networks of a voice as plans, kept for the lengths that come
 * again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/models/vits-graph.h"
#include "engine/tensor/plan.h"

G_BEGIN_DECLS

typedef enum
{
  VT_VITS_ENCODER,  /* ids -> stats, condition, shape of the first duration flow */
  VT_VITS_DURATION, /* z, condition -> shape, for the duration flow @which */
  VT_VITS_FLOW,     /* z -> latent */
  VT_VITS_DECODER,  /* latent -> sound */
} VtVitsNetwork;

/**
 * VtVitsPlan: one network for one length; tensors that it has not are %NULL.
 * @in: z, the latent
 * @out: the last result
 */
typedef struct
{
  VtVitsNetwork network;
  guint which;
  guint length;
  VtPlan *plan;
  VtTensor *ids, *keys, *mask, *speaker, *in, *condition_in;
  VtTensor *stats, *condition, *out;
} VtVitsPlan;

/* (element-type VtVitsPlan), for vt_vits_plan_get(). */
GPtrArray *vt_vits_plans_new (void);

/* The plan of @network for @length; made when it is not there. Borrowed until the next call. */
VtVitsPlan *vt_vits_plan_get (GPtrArray *plans, const VtVitsConfig *config, VtVitsWeights *weights, VtVitsNetwork network,
                              guint which, guint length, GError **error);

/* Builds every graph without a plan, so that all weights are checked and brought to the device. */
gboolean vt_vits_plans_check (const VtVitsConfig *config, VtVitsWeights *weights, GError **error);

guint64 vt_vits_plans_bytes (GPtrArray *plans);

G_END_DECLS
