/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/vits-plans.h"

#include "engine/base/error.h"

#define MAX_PLANS 16

static void
plan_free (gpointer data)
{
  VtVitsPlan *p = data;

  g_clear_pointer (&p->plan, vt_plan_free);
  g_free (p);
}

GPtrArray *
vt_vits_plans_new (void)
{
  return g_ptr_array_new_with_free_func (plan_free);
}

static void
build_encoder (VtVitsPlan *p, VtVitsGraph *b)
{
  VtTensor *hidden;

  p->ids = vt_graph_input (b->g, "ids", VT_TYPE_I32, p->length, 1, 1, 1);
  p->keys = vt_graph_input (b->g, "keys", VT_TYPE_F32, p->length, 1, 1, 1);
  p->in = vt_graph_input (b->g, "z", VT_TYPE_F32, 1, p->length, 1, 1);
  p->stats = vt_graph_output (b->g, vt_vits_encoder (b, p->ids, p->keys, &hidden), "stats");
  p->condition = vt_graph_output (b->g, vt_vits_duration_condition (b, hidden), "condition");
  p->out = vt_graph_output (b->g, vt_vits_duration_flow (b, b->c->duration_flows[0], p->in, p->condition), "shape");
}

static void
build_duration (VtVitsPlan *p, VtVitsGraph *b)
{
  p->in = vt_graph_input (b->g, "z", VT_TYPE_F32, 1, p->length, 1, 1);
  p->condition_in = vt_graph_input (b->g, "condition", VT_TYPE_F32, b->c->duration_hidden, p->length, 1, 1);
  p->out = vt_graph_output (b->g, vt_vits_duration_flow (b, p->which, p->in, p->condition_in), "shape");
}

static void
build_flow (VtVitsPlan *p, VtVitsGraph *b)
{
  p->in = vt_graph_input (b->g, "z", VT_TYPE_F32, b->c->inter, p->length, 1, 1);
  p->out = vt_graph_output (b->g, vt_vits_flow (b, p->in), "latent");
}

static void
build_decoder (VtVitsPlan *p, VtVitsGraph *b)
{
  b->mask = NULL;
  p->in = vt_graph_input (b->g, "latent", VT_TYPE_F32, b->c->inter, p->length, 1, 1);
  p->out = vt_graph_output (b->g, vt_vits_decoder (b, p->in), "sound");
}

static void (*const builders[]) (VtVitsPlan *, VtVitsGraph *) = {
  [VT_VITS_ENCODER] = build_encoder,
  [VT_VITS_DURATION] = build_duration,
  [VT_VITS_FLOW] = build_flow,
  [VT_VITS_DECODER] = build_decoder,
};

static VtGraph *
build (VtVitsPlan *p, const VtVitsConfig *c, VtVitsWeights *weights)
{
  VtVitsGraph b = { vt_graph_new (), weights, c, NULL, NULL };

  if (p->network != VT_VITS_DECODER)
    b.mask = p->mask = vt_graph_input (b.g, "mask", VT_TYPE_F32, 1, p->length, 1, 1);
  if (c->gin > 0 && p->network != VT_VITS_DURATION)
    {
      p->speaker = vt_graph_input (b.g, "speaker", VT_TYPE_I32, 1, 1, 1, 1);
      b.speaker = vt_get_rows (b.g, vt_vits_table (weights, b.g, "emb_g.weight", c->gin, c->speakers, 1), p->speaker);
    }
  builders[p->network] (p, &b);
  return b.g;
}

static VtVitsPlan *
find (GPtrArray *plans, VtVitsNetwork network, guint which, guint length)
{
  for (guint i = 0; i < plans->len; i++)
    {
      VtVitsPlan *p = g_ptr_array_index (plans, i);

      if (p->network != network || p->which != which || p->length != length)
        continue;
      g_ptr_array_steal_index (plans, i);
      g_ptr_array_insert (plans, 0, p);
      return p;
    }
  return NULL;
}

VtVitsPlan *
vt_vits_plan_get (GPtrArray *plans, const VtVitsConfig *config, VtVitsWeights *weights, VtVitsNetwork network,
                  guint which, guint length, GError **error)
{
  VtVitsPlan *p = find (plans, network, which, length);

  if (p != NULL)
    return p;
  if (plans->len == MAX_PLANS)
    g_ptr_array_set_size (plans, MAX_PLANS - 1);
  p = g_new0 (VtVitsPlan, 1);
  p->network = network;
  p->which = which;
  p->length = length;
  p->plan = vt_plan_new (weights->device, build (p, config, weights), error);
  if (p->plan == NULL)
    {
      g_free (p);
      return NULL;
    }
  g_ptr_array_insert (plans, 0, p);
  return p;
}

static gboolean
check (const VtVitsConfig *config, VtVitsWeights *weights, VtVitsNetwork network, guint which, GError **error)
{
  VtVitsPlan p = { network, which, 8 };
  g_autoptr (VtGraph) g = build (&p, config, weights);
  GError **wrong = weights->error != NULL ? &weights->error : &g->error;

  if (*wrong == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (wrong));
  return FALSE;
}

gboolean
vt_vits_plans_check (const VtVitsConfig *config, VtVitsWeights *weights, GError **error)
{
  for (guint i = 1; i < config->n_duration_flows; i++)
    if (!check (config, weights, VT_VITS_DURATION, config->duration_flows[i], error))
      return FALSE;
  return check (config, weights, VT_VITS_ENCODER, 0, error) && check (config, weights, VT_VITS_FLOW, 0, error)
         && check (config, weights, VT_VITS_DECODER, 0, error);
}

guint64
vt_vits_plans_bytes (GPtrArray *plans)
{
  guint64 bytes = 0;

  for (guint i = 0; i < plans->len; i++)
    bytes += vt_plan_bytes (((VtVitsPlan *) g_ptr_array_index (plans, i))->plan);
  return bytes;
}
