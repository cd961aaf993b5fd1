/* Tiny random language models of every family against transformers, hidden
 * state by hidden state (tests/vectors/make-lm.py), on every device.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/weights.h"
#include "engine/models/lm-session.h"
#include "engine/vulkan/devices.h"
#include "tests/models/device.h"
#include "tests/models/states.h"

#define TOLERANCE 1e-8 /* of the normalised mean square error */

static const gint32 tokens[] = { 1, 5, 17, 40, 3, 63, 22, 22, 9, 31, 2, 58 };
#define N_TOKENS G_N_ELEMENTS (tokens)

typedef struct
{
  const char *model; /* in tests/vectors/lm */
  const char *device;
} Case;

static char *
vector_path (const char *name)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "lm", name, NULL);
}

static VtLm *
load (VtDevice *device, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = vector_path (name);
  VtLm *lm = vt_lm_load (device, path, &error);

  g_assert_no_error (error);
  return lm;
}

/* The reference's hidden states for the model "NAME" or "gguf/NAME.gguf". */
static VtWeights *
load_states (const char *model)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *base = g_path_get_basename (model);
  g_autofree char *file = g_strdup_printf ("states/%.*s.safetensors", (int) strcspn (base, "."), base);
  g_autofree char *path = vector_path (file);
  VtWeights *states = vt_weights_open (path, &error);

  g_assert_no_error (error);
  return states;
}

static void
fill (VtLmToken *batch, guint slot, gboolean output)
{
  for (guint i = 0; i < N_TOKENS; i++)
    batch[i] = (VtLmToken) { tokens[i], slot, i, output };
}

static VtLmSession *
open_session (VtLm *lm, guint n_slots)
{
  g_autoptr(GError) error = NULL;
  VtLmSession *session = vt_lm_session_new (lm, VT_TYPE_F32);

  vt_lm_session_reserve (session, n_slots, 32, &error);
  g_assert_no_error (error);
  return session;
}

static void
eval (VtLmSession *session, const VtLmToken *batch, guint n, float *logits)
{
  g_autoptr(GError) error = NULL;

  vt_lm_session_eval (session, batch, n, logits, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_layers (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtLm) lm = load (device, c->model);
  g_autoptr(VtLmSession) session = open_session (lm, 1);
  g_autoptr(VtWeights) states = load_states (c->model);
  Comparison comparison = { states, TOLERANCE };
  VtLmToken batch[N_TOKENS];
  g_autofree float *logits = g_new (float, N_TOKENS * (gsize) lm->config.n_vocab);

  fill (batch, 0, TRUE);
  vt_lm_session_set_probe (session, compare_state, &comparison);
  eval (session, batch, N_TOKENS, logits);
  /* Every layer, the last norm and the logits. */
  g_assert_cmpuint (comparison.compared, ==, lm->config.n_layer + 2);
}

/* One by one, in two halves, and beside another sequence: always the same logits. */
static void
test_ways (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtLm) lm = load (device, c->model);
  g_autoptr(VtLmSession) session = open_session (lm, 3);
  gsize n_vocab = (gsize) lm->config.n_vocab;
  g_autofree float *whole = g_new (float, N_TOKENS * n_vocab);
  g_autofree float *other = g_new (float, 2 * N_TOKENS * n_vocab);
  VtLmToken batch[2 * N_TOKENS];

  fill (batch, 0, TRUE);
  eval (session, batch, N_TOKENS, whole);

  fill (batch, 1, TRUE);
  for (guint i = 0; i < N_TOKENS; i++)
    eval (session, batch + i, 1, other + i * n_vocab);
  g_assert_cmpfloat (nmse (other, whole, N_TOKENS * n_vocab), <, TOLERANCE);

  eval (session, batch, 5, other);
  eval (session, batch + 5, N_TOKENS - 5, other + 5 * n_vocab);
  g_assert_cmpfloat (nmse (other, whole, N_TOKENS * n_vocab), <, TOLERANCE);

  fill (batch, 2, TRUE);
  fill (batch + N_TOKENS, 0, TRUE);
  for (guint i = 0; i < N_TOKENS; i++)
    batch[i].token = tokens[N_TOKENS - 1 - i];
  eval (session, batch, 2 * N_TOKENS, other);
  g_assert_cmpfloat (nmse (other + N_TOKENS * n_vocab, whole, N_TOKENS * n_vocab), <, TOLERANCE);
}

/* What a slot holds is known, survives growth, and can be copied. */
static void
test_slots (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(VtDevice) device = open_device (c->device);
  g_autoptr(VtLm) lm = load (device, c->model);
  g_autoptr(VtLmSession) session = open_session (lm, 1);
  g_autoptr(GError) error = NULL;
  gsize n_vocab = (gsize) lm->config.n_vocab;
  g_autofree float *first = g_new (float, n_vocab);
  g_autofree float *again = g_new (float, n_vocab);
  VtLmToken batch[N_TOKENS];

  fill (batch, 0, FALSE);
  batch[N_TOKENS - 1].output = TRUE;
  eval (session, batch, N_TOKENS, first);
  g_assert_cmpuint (vt_lm_session_common (session, 0, tokens, N_TOKENS), ==, N_TOKENS);

  g_assert_true (vt_lm_session_reserve (session, 2, 48, &error));
  g_assert_true (vt_lm_session_copy_slot (session, 1, 0, N_TOKENS - 1, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (vt_lm_session_common (session, 1, tokens, N_TOKENS), ==, N_TOKENS - 1);
  batch[N_TOKENS - 1].slot = 1;
  eval (session, batch + N_TOKENS - 1, 1, again);
  g_assert_cmpfloat (nmse (again, first, n_vocab), <, TOLERANCE);

  batch[0].position = 48;
  g_assert_false (vt_lm_session_eval (session, batch, 1, again, NULL, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_LIMIT);
}

static const char *const models[] = {
  "llama2", "gguf/llama2.gguf", "llama3", "linear", "yarn", "mistral", "qwen2", "gguf/qwen2.gguf", "qwen3",
  "gemma2", "gemma3", "gguf/gemma3.gguf", "gpt2", "gguf/gpt2.gguf",
};
static const char *const devices[] = { "cpu", "vulkan" };

static gboolean
have_device (const char *name)
{
  g_autoptr(GPtrArray) vulkan = NULL;

  if (strcmp (name, "cpu") == 0)
    return TRUE;
  vulkan = vt_vulkan_list (NULL);
  return vulkan != NULL && vulkan->len > 0;
}

static void
add (const char *what, const Case *c, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/lm/%s/%s/%s", c->device, what, c->model);

  g_test_add_data_func_full (path, g_memdup2 (c, sizeof *c), func, g_free);
}

static void
test_no_vulkan (void)
{
  g_test_skip ("there is no Vulkan device here");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint d = 0; d < G_N_ELEMENTS (devices); d++)
    {
      if (!have_device (devices[d]))
        {
          g_test_add_func ("/lm/vulkan", test_no_vulkan);
          continue;
        }
      for (guint i = 0; i < G_N_ELEMENTS (models); i++)
        add ("layers", &(Case) { models[i], devices[d] }, test_layers);
      for (guint i = 0; i < G_N_ELEMENTS (models); i += 3)
        {
          add ("ways", &(Case) { models[i], devices[d] }, test_ways);
          add ("slots", &(Case) { models[i], devices[d] }, test_slots);
        }
    }
  return g_test_run ();
}
