/* test-whisper-files.c: CTranslate2's and whisper.cpp's files, whole, cut and wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/ctranslate2.h"
#include "engine/formats/whisper-ggml.h"

typedef VtWeights *(*OpenFunc) (VtMapping *file, GError **error);

typedef struct
{
  const char *name;
  OpenFunc open;
  const char *path;
} Kind;

static const Kind kinds[] = {
  { "ctranslate2", vt_ctranslate2_open_mapping, "ctranslate2/float16/model.bin" },
  { "ggml", vt_whisper_ggml_open_mapping, "ggml/ggml-tiny-random.bin" },
};

static guint8 *
load (const Kind *kind, gsize *size)
{
  g_autofree char *path = g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "whisper", kind->path, NULL);
  char *data;

  g_assert_true (g_file_get_contents (path, &data, size, NULL));
  return (guint8 *) data;
}

static VtWeights *
open_bytes (const Kind *kind, const guint8 *data, gsize size, GError **error)
{
  g_autoptr (VtMapping) file = vt_mapping_new_copy ("some.bin", data, size);

  return kind->open (file, error);
}

/* whisper.cpp's files tell nowhere how many tensors there are: cut between two, one is whole
 * with fewer, and the model misses the others. */
static void
test_cut (gconstpointer data)
{
  const Kind *kind = data;
  gsize size;
  g_autofree guint8 *bytes = load (kind, &size);
  g_autoptr (VtWeights) whole = open_bytes (kind, bytes, size, NULL);
  guint n_open = 0;

  g_assert_nonnull (whole);
  for (gsize cut = 1; cut < size; cut += 1 + cut / 200)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtWeights) weights = open_bytes (kind, bytes, cut, &error);

      if (weights != NULL)
        {
          g_assert_cmpuint (vt_weights_n_tensors (weights), <, vt_weights_n_tensors (whole));
          n_open++;
          continue;
        }
      g_assert_true (g_error_matches (error, VT_ERROR, VT_ERROR_CORRUPT) ||
                     g_error_matches (error, VT_ERROR, VT_ERROR_UNSUPPORTED));
      g_assert_nonnull (strstr (error->message, "some.bin"));
    }
  g_assert_cmpuint (n_open, <, 20);
}

/* Each number at the beginning in turn is beyond all measure. */
static void
test_absurd (gconstpointer data)
{
  const Kind *kind = data;
  gsize size;
  g_autofree guint8 *bytes = load (kind, &size);
  guint refused = 0;

  for (gsize at = 0; at < 600; at++)
    {
      guint8 before[4];
      g_autoptr (VtWeights) weights = NULL;
      g_autoptr (GError) error = NULL;

      memcpy (before, bytes + at, 4);
      memset (bytes + at, 0xff, 4);
      weights = open_bytes (kind, bytes, size, &error);
      g_assert_true ((weights == NULL) == (error != NULL));
      refused += weights == NULL;
      memcpy (bytes + at, before, 4);
    }
  g_assert_cmpuint (refused, >, 10);
}

/* Each is no file of the other kind. */
static void
test_swapped (gconstpointer data)
{
  const Kind *kind = data, *other = kind == kinds ? kinds + 1 : kinds;
  gsize size;
  g_autofree guint8 *bytes = load (other, &size);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_bytes (kind, bytes, size, &error));
  g_assert_cmpint (error->domain, ==, VT_ERROR);
  g_test_message ("%s", error->message);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *cut = g_strdup_printf ("/whisper-files/%s/cut", kinds[i].name);
      g_autofree char *absurd = g_strdup_printf ("/whisper-files/%s/absurd", kinds[i].name);
      g_autofree char *swapped = g_strdup_printf ("/whisper-files/%s/swapped", kinds[i].name);

      g_test_add_data_func (cut, &kinds[i], test_cut);
      g_test_add_data_func (absurd, &kinds[i], test_absurd);
      g_test_add_data_func (swapped, &kinds[i], test_swapped);
    }
  return g_test_run ();
}
