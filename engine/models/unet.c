/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/models/unet.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

extern const VtUnetClass vt_unet_2d_condition, vt_unet_2d;

static const VtUnetClass *const classes[] = { &vt_unet_2d_condition, &vt_unet_2d };

/* --- configuration --- */

gint64
vt_unet_config_at (const VtJsonNode *config, const char *key, guint i, gint64 fallback)
{
  const VtJsonNode *node = vt_json_get (config, key);
  gint64 value = fallback;

  if (vt_json_type (node) == VT_JSON_ARRAY)
    node = vt_json_at (node, i);
  return vt_json_read_int (node, &value) ? value : fallback;
}

gboolean
vt_unet_config_only (const VtJsonNode *config, const char *key, const char *value, GError **error)
{
  const VtJsonNode *node = vt_json_get (config, key);
  g_autofree char *text = NULL;
  gboolean yes;
  double number;

  if (vt_json_type (node) <= VT_JSON_NULL)
    return TRUE;
  if (vt_json_string (node, NULL) != NULL)
    text = g_strdup (vt_json_string (node, NULL));
  else if (vt_json_read_boolean (node, &yes))
    text = g_strdup (yes ? "true" : "false");
  else if (vt_json_read_double (node, &number))
    text = g_strdup_printf ("%g", number);
  else
    text = g_strdup ("a list");
  if (value != NULL && strcmp (text, value) == 0)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
               "The picture model's configuration has “%s” as %s, which this version cannot compute.", key, text);
  return FALSE;
}

static gboolean
absurd (const char *key, GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The picture model's configuration has no usable “%s”.", key);
  return FALSE;
}

static gboolean
read_blocks (VtUnet *u, const VtJsonNode *c, GError **error)
{
  VtNnUnet *body = &u->body;
  const VtJsonNode *channels = vt_json_get (c, "block_out_channels");

  body->n_blocks = vt_json_length (channels);
  if (body->n_blocks == 0 || body->n_blocks > VT_NN_UNET_MAX_BLOCKS)
    return absurd ("block_out_channels", error);
  for (guint i = 0; i < body->n_blocks; i++)
    {
      VtNnUnetBlock *b = &body->blocks[i];

      b->channels = vt_unet_config_at (c, "block_out_channels", i, 0);
      b->layers = (guint) CLAMP (vt_unet_config_at (c, "layers_per_block", i, 2), 0, 7);
      b->transformer_layers = (guint) CLAMP (vt_unet_config_at (c, "transformer_layers_per_block", i, 1), 0, 64);
      if (b->channels < 1 || b->channels > 65536)
        return absurd ("block_out_channels", error);
    }
  return TRUE;
}

static gboolean
read_norms (VtUnet *u, const VtJsonNode *c, GError **error)
{
  VtNnResnet *r = &u->body.resnet;
  const char *shift = vt_json_get_string (c, "resnet_time_scale_shift", "default"), *act = vt_json_get_string (c, "act_fn", "silu");

  r->groups = (int) vt_json_get_int (c, "norm_num_groups", 32);
  r->eps = (float) vt_json_get_double (c, "norm_eps", 1e-5);
  r->output_scale = 1;
  r->scale_shift = strcmp (shift, "scale_shift") == 0;
  if (r->groups < 1)
    return absurd ("norm_num_groups", error);
  if (!r->scale_shift && !vt_unet_config_only (c, "resnet_time_scale_shift", "default", error))
    return FALSE;
  return strcmp (act, "swish") == 0 || vt_unet_config_only (c, "act_fn", "silu", error);
}

static void
read_sample_size (VtUnet *u, const VtJsonNode *c)
{
  u->sample_height = CLAMP (vt_unet_config_at (c, "sample_size", 0, 64), 1, 16384);
  u->sample_width = CLAMP (vt_unet_config_at (c, "sample_size", 1, u->sample_height), 1, 16384);
}

gboolean
vt_unet_read_config (VtUnet *u, const VtJsonNode *c, GError **error)
{
  VtNnUnet *body = &u->body;

  if (!read_blocks (u, c, error) || !read_norms (u, c, error))
    return FALSE;
  body->in_channels = vt_json_get_int (c, "in_channels", 4);
  body->out_channels = vt_json_get_int (c, "out_channels", 4);
  body->downsample_pad = (int) CLAMP (vt_json_get_int (c, "downsample_padding", 1), 0, 1);
  body->mid_scale = (float) vt_json_get_double (c, "mid_block_scale_factor", 1);
  body->mid_groups = body->resnet.groups;
  if (body->in_channels < 1 || body->in_channels > 4096 || body->out_channels < 1 || body->out_channels > 4096)
    return absurd ("in_channels", error);
  u->center = vt_json_get_boolean (c, "center_input_sample", FALSE);
  u->flip = vt_json_get_boolean (c, "flip_sin_to_cos", TRUE);
  u->freq_shift = vt_json_get_double (c, "freq_shift", 0);
  u->time_channels = body->blocks[0].channels;
  u->time_embed = vt_json_get_int (c, "time_embedding_dim", 4 * u->time_channels);
  read_sample_size (u, c);
  return vt_unet_config_only (c, "time_embedding_type", "positional", error);
}

/* --- the network --- */

/* A graph for one shape, and then its plan. */
typedef struct
{
  gint64 width, height, n, n_words;
  VtGraph *g;
  VtPlan *plan;
  VtNnUnetInputs inputs;
  VtTensor *sample, *time, *words, *guidance, *added, *out;
  VtNnLooks looks;
  VtTensor *looks_out; /* NULL where nobody asked */
} Ready;

static void
ready_free (gpointer data)
{
  Ready *r = data;

  if (r->plan != NULL)
    vt_plan_free (r->plan);
  else
    g_clear_pointer (&r->g, vt_graph_free);
  g_free (r);
}

static VtTensor *
two_layers (const VtNnScope *s, const char *name, VtTensor *x, gint64 out)
{
  VtNnScope child = vt_nn_child (s, "%s", name);

  x = vt_unary (s->g, vt_nn_linear (&child, "linear_1", x, out, VT_NN_BIAS, NULL), VT_UNARY_SILU);
  return vt_nn_name (&child, vt_nn_linear (&child, "linear_2", x, out, VT_NN_BIAS, NULL));
}

/* SiLU of the time's embedding with all that is added to it. */
static VtTensor *
embed_time (const VtNnScope *s, const VtUnet *u, Ready *r)
{
  VtTensor *x = r->time = vt_graph_input (s->g, "time", VT_TYPE_F32, u->time_channels, 1, 1, r->n);

  if (u->guidance > 0)
    {
      r->guidance = vt_graph_input (s->g, "guidance", VT_TYPE_F32, u->guidance, 1, 1, r->n);
      x = vt_nn_linear (s, "time_embedding.cond_proj", r->guidance, u->time_channels, VT_NN_NO_BIAS, x);
    }
  x = two_layers (s, "time_embedding", x, u->time_embed);
  if (u->added > 0)
    {
      r->added = vt_graph_input (s->g, "added", VT_TYPE_F32, u->added, 1, 1, r->n);
      x = vt_add (s->g, x, two_layers (s, "add_embedding", r->added, u->time_embed));
    }
  return vt_unary (s->g, x, VT_UNARY_SILU);
}

/* Lets the pass gather at which words it looks. */
static void
ask_for_looks (const VtUnet *u, Ready *r)
{
  r->looks = (VtNnLooks){ .width = r->width, .height = r->height };
  if (vt_nn_unet_looks_size (&u->body, &r->looks.width, &r->looks.height))
    r->inputs.looks = &r->looks;
}

static Ready *
build (VtUnet *u, gint64 width, gint64 height, gint64 n, gint64 n_words, gboolean looks)
{
  Ready *r = g_new0 (Ready, 1);
  VtGraph *g = r->g = vt_graph_new ();
  VtNnScope s = vt_nn_scope (u->weights, g);
  VtTensor *x, *temb;

  r->width = width;
  r->height = height;
  r->n = n;
  r->n_words = n_words;
  x = r->sample = vt_graph_input (g, "sample", VT_TYPE_F32, u->body.in_channels, width, height, n);
  if (u->words > 0)
    r->words = vt_graph_input (g, "words", VT_TYPE_F32, u->words, n_words * n, 1, 1);
  vt_nn_unet_inputs (&r->inputs, g, &u->body, width, height, n, r->words);
  if (looks)
    ask_for_looks (u, r);
  temb = embed_time (&s, u, r);
  if (u->center)
    x = vt_scale (g, x, 2, -1);
  r->out = vt_graph_output (g, vt_nn_unet (&s, &u->body, x, temb, &r->inputs), "conv_out");
  if (r->looks.layers > 0)
    r->looks_out = vt_graph_output (g, vt_scale (g, r->looks.sum, 1 / (float) r->looks.layers, 0), "looks");
  return r;
}

static const VtUnetClass *
class_of (const VtJsonNode *config, GError **error)
{
  const char *name = vt_json_get_string (config, "_class_name", "UNet2DConditionModel");

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i]->name, name) == 0)
      return classes[i];
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "The picture model is a “%s”, which this version cannot compute.", name);
  return NULL;
}

VtUnet *
vt_unet_new (VtDevice *device, VtWeights *source, const VtJsonNode *config, GError **error)
{
  g_autoptr(VtUnet) u = g_new0 (VtUnet, 1);
  gint64 least;
  Ready *r;
  gboolean ok;

  u->weights = vt_nn_weights_new (device, source);
  u->klass = class_of (config, error);
  if (u->klass == NULL || !u->klass->read_config (u, config, error))
    return NULL;
  least = G_GINT64_CONSTANT (1) << (u->body.n_blocks - 1);
  r = build (u, least, least, 1, 1, FALSE);
  ok = r->g->error == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&r->g->error));
  ready_free (r);
  return ok ? g_steal_pointer (&u) : NULL;
}

void
vt_unet_forget (VtUnet *u)
{
  g_clear_pointer (&u->ready, ready_free);
}

void
vt_unet_make_room (VtUnet *u)
{
  Ready *r = u->ready;

  if (r != NULL && vt_plan_is_large (r->plan))
    vt_unet_forget (u);
}

void
vt_unet_free (VtUnet *u)
{
  vt_unet_forget (u);
  g_clear_pointer (&u->weights, vt_nn_weights_free);
  g_free (u);
}

guint64
vt_unet_bytes (const VtUnet *u)
{
  Ready *r = u->ready;

  return vt_nn_weights_bytes (u->weights) + (r != NULL ? vt_plan_bytes (r->plan) : 0);
}

static Ready *
get_ready (VtUnet *u, const VtUnetCall *c, gboolean expose, GError **error)
{
  Ready *r = u->ready;

  if (r != NULL && !expose && r->width == c->width && r->height == c->height && r->n == c->n && r->n_words == c->n_words
      && (r->looks_out != NULL) == (c->looks != NULL))
    return r;
  vt_unet_forget (u);
  r = build (u, c->width, c->height, c->n, c->n_words, c->looks != NULL);
  if (expose)
    vt_nn_probe_expose (r->g);
  r->plan = vt_plan_new (vt_nn_weights_device (u->weights), g_steal_pointer (&r->g), error);
  if (r->plan == NULL || !vt_nn_unet_write_spans (&r->inputs, &u->body, r->plan, c->width, c->height, c->n, error))
    g_clear_pointer (&r, ready_free);
  u->ready = r;
  return r;
}

void
vt_unet_sines (double time, float *to, gint64 n, gboolean flip, double freq_shift)
{
  gint64 half = n / 2;

  for (gint64 i = 0; i < half; i++)
    {
      float angle = (float) time * expf ((float) (-log (10000) * (double) i / ((double) half - freq_shift)));

      to[flip ? half + i : i] = sinf (angle);
      to[flip ? i : half + i] = cosf (angle);
    }
  if (n % 2 == 1)
    to[n - 1] = 0;
}

/* The guidance scale's embedding (Meng et al. 2023; get_guidance_scale_embedding). */
static void
guidance_sines (double scale, float *to, gint64 n)
{
  vt_unet_sines ((scale - 1) * 1000, to, n, FALSE, 1);
}

static gboolean
write_time (VtUnet *u, Ready *r, const VtUnetCall *c, GError **error)
{
  g_autofree float *time = g_new (float, u->time_channels * c->n), *guidance = g_new (float, u->guidance * c->n + 1);

  for (gint64 i = 0; i < c->n; i++)
    {
      vt_unet_sines (c->time, time + i * u->time_channels, u->time_channels, u->flip, u->freq_shift);
      if (u->guidance > 0)
        guidance_sines (c->guidance_scale, guidance + i * u->guidance, u->guidance);
    }
  return vt_plan_write (r->plan, r->time, time, (gsize) (u->time_channels * c->n) * sizeof *time, error) &&
         (u->guidance == 0 || vt_plan_write (r->plan, r->guidance, guidance, (gsize) (u->guidance * c->n) * sizeof *time, error));
}

/* The pooled words, then the sines of each number. */
static gboolean
write_added (VtUnet *u, Ready *r, const VtUnetCall *c, GError **error)
{
  g_autofree float *added = g_new0 (float, u->added * c->n);
  gint64 pooled = u->added - VT_UNET_ADDED_IDS * u->added_time;

  for (gint64 i = 0; i < c->n; i++)
    {
      float *to = added + i * u->added;

      memcpy (to, c->pooled + i * pooled, (gsize) pooled * sizeof *to);
      for (gint64 k = 0; k < VT_UNET_ADDED_IDS; k++)
        vt_unet_sines (c->ids[i * VT_UNET_ADDED_IDS + k], to + pooled + k * u->added_time, u->added_time, u->flip, u->freq_shift);
    }
  return vt_plan_write (r->plan, r->added, added, (gsize) (u->added * c->n) * sizeof *added, error);
}

gboolean
vt_unet_looks_size (const VtUnet *u, gint64 *width, gint64 *height)
{
  return u->words > 0 && vt_nn_unet_looks_size (&u->body, width, height);
}

static gboolean
read_looks (Ready *r, const VtUnetCall *c, GError **error)
{
  gsize n = (gsize) (c->n_words * r->looks.width * r->looks.height * c->n);

  return r->looks_out == NULL || vt_plan_read (r->plan, r->looks_out, c->looks, n * sizeof (float), error);
}

gboolean
vt_unet_run (VtUnet *u, const VtUnetCall *c, float *out, GCancellable *cancellable, VtNnProbe probe, gpointer data, GError **error)
{
  Ready *r = get_ready (u, c, probe != NULL, error);
  gint64 pixels = c->width * c->height * c->n;

  return r != NULL &&
         vt_plan_write (r->plan, r->sample, c->sample, (gsize) (u->body.in_channels * pixels) * sizeof (float), error) &&
         write_time (u, r, c, error) && (u->added == 0 || write_added (u, r, c, error)) &&
         (r->words == NULL || vt_plan_write (r->plan, r->words, c->words, (gsize) (u->words * c->n_words * c->n) * sizeof (float), error)) &&
         vt_plan_run (r->plan, cancellable, error) &&
         vt_plan_read (r->plan, r->out, out, (gsize) (u->body.out_channels * pixels) * sizeof (float), error) && read_looks (r, c, error) &&
         (probe == NULL || vt_nn_probe_tell (r->plan, probe, data, error));
}
