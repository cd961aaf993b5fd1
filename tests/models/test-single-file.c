/* Checkpoints in one file (tests/vectors/make-single-file.py): what real ones are,
 * told by nothing but names and shapes, and what is said of damaged ones.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "engine/base/error.h"
#include "engine/cpu/device-cpu.h"
#include "engine/formats/json-write.h"
#include "engine/models/diffusion.h"
#include "engine/models/single-file.h"

static char *
path_of (const char *folder, const char *name)
{
  return g_build_filename (g_getenv ("VITRINE_SRCDIR"), "tests", "vectors", "diffusion", folder, name, NULL);
}

static GBytes *
read_header (const char *name)
{
  g_autofree char *base = g_strconcat (name, ".header.gz", NULL), *path = path_of ("single", base);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) in = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  g_autoptr(GInputStream) unpacked = NULL;
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  unpacked = g_converter_input_stream_new (in, converter);
  g_output_stream_splice (out, unpacked, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* Where the last weight ends. */
static guint64
length_of (GBytes *header)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(VtJson) json = vt_json_parse (g_bytes_get_data (header, NULL), g_bytes_get_size (header), &error);
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);
  gint64 end = 0, most = 0;

  g_assert_no_error (error);
  while (vt_json_iter_next (&iter))
    if (vt_json_read_int (vt_json_at (vt_json_get (iter.value, "data_offsets"), 1), &end))
      most = MAX (most, end);
  return (guint64) most;
}

/* A safetensors file with weights that take no room on the disk. */
static char *
make_hollow (const char *name)
{
  g_autoptr(GBytes) header = read_header (name);
  gsize size = g_bytes_get_size (header), spaces = (8 - size % 8) % 8; /* or all weights lay at odd places, and were copied */
  guint64 length = GUINT64_TO_LE (size + spaces);
  char *path = g_build_filename (g_get_tmp_dir (), "vitrine-single-XXXXXX.safetensors", NULL);
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, &length, 8), ==, 8);
  g_assert_cmpint (write (fd, g_bytes_get_data (header, NULL), size), ==, (gssize) size);
  g_assert_cmpint (write (fd, "        ", spaces), ==, (gssize) spaces);
  g_assert_cmpint (ftruncate (fd, (off_t) (8 + size + spaces + length_of (header))), ==, 0);
  close (fd);
  return path;
}

/* Whether @found says the same as all that @expected says. */
static void
assert_says (const VtJsonNode *found, const VtJsonNode *expected, const char *what)
{
  VtJsonIter iter = VT_JSON_ITER (expected);

  while (vt_json_iter_next (&iter))
    {
      g_autofree char *key = g_strdup (iter.key);
      VtJsonWriter left = { .text = g_string_new (NULL) }, right = { .text = g_string_new (NULL) };

      vt_json_write_node (&left, vt_json_get (found, key));
      vt_json_write_node (&right, iter.value);
      g_test_message ("%s, %s: %s", what, key, left.text->str);
      g_assert_cmpstr (left.text->str, ==, right.text->str);
      g_string_free (left.text, TRUE);
      g_string_free (right.text, TRUE);
    }
}

static void
test_shapes (gconstpointer name)
{
  static const char *const parts[] = { "unet", "vae", "text_encoder", "text_encoder_2" };
  g_autofree char *path = make_hollow (name), *file = path_of ("single", "configs.json");
  g_autoptr(GError) error = NULL;
  g_autoptr(VtWeights) whole = vt_weights_open (path, &error);
  g_autoptr(VtSingleFile) single = NULL;
  g_autoptr(VtJson) all = NULL;
  const VtJsonNode *expected;

  g_unlink (path);
  g_assert_no_error (error);
  g_assert_true (vt_single_file_is (whole));
  single = vt_single_file_split (whole, &error);
  g_assert_no_error (error);
  all = vt_json_load (file, &error);
  g_assert_no_error (error);
  expected = vt_json_get (vt_json_root (all), name);
  g_assert_cmpstr (vt_single_file_pipeline (single), ==, vt_json_get_string (expected, "pipeline", ""));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr(VtJson) config = single->parts[i] != NULL ? vt_single_file_config (single, i, &error) : NULL;

      g_assert_no_error (error);
      g_assert_true ((config != NULL) == (vt_json_get (expected, parts[i]) != NULL));
      if (config != NULL)
        assert_says (vt_json_root (config), vt_json_get (expected, parts[i]), parts[i]);
    }
}

/* --- damage --- */

static const char *const beside[] = {
  "model_index.json", "unet", "vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "scheduler",
};

/* A folder with what stands beside the small XL checkpoint. */
static char *
make_folder (void)
{
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("vitrine-single-XXXXXX", &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *from = path_of ("sdxl", beside[i]), *to = g_build_filename (folder, beside[i], NULL);

      g_assert_cmpint (symlink (from, to), ==, 0);
    }
  return folder;
}

static void
remove_folder (const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *link = g_build_filename (folder, beside[i], NULL);

      g_unlink (link);
    }
  g_rmdir (folder);
}

/* The small XL checkpoint beside its configurations, with @from in its header overwritten by @to. */
static VtDiffusion *
load_changed (const char *from, const char *to, GError **error)
{
  g_autofree char *path = path_of ("sdxl", "single.safetensors"), *folder = make_folder ();
  g_autofree char *changed = g_build_filename (folder, "changed.safetensors", NULL);
  g_autoptr(VtDevice) device = vt_cpu_device_new (1, error);
  g_autofree char *data = NULL;
  VtDiffusion *d;
  char *at;
  gsize length;

  g_assert_cmpuint (strlen (from), ==, strlen (to));
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  at = g_strstr_len (data + 8, (gssize) length - 8, from); /* behind the length of the header */
  g_assert_nonnull (at);
  memcpy (at, to, strlen (to));
  g_assert_true (g_file_set_contents (changed, data, (gssize) length, NULL));
  d = vt_diffusion_load (device, changed, error);
  g_unlink (changed);
  remove_folder (folder);
  return d;
}

static void
test_extra (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load_changed ("model.diffusion_model.input_blocks.1.0.in_layers.0.weight",
                               "model.diffusion_model.input_blocks.1.0.in_layers.7.weight", &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "model.diffusion_model.input_blocks.1.0.in_layers.7.weight"));
}

static void
test_missing (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load_changed ("first_stage_model.decoder.up.0.block.1.norm1.bias", "first_stage_xodel.decoder.up.0.block.1.norm1.bias", &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "decoder.up_blocks.1.resnets.1.norm1.bias"));
}

static void
test_odd_names (void)
{
  VtSinglePart part;

  g_assert_null (vt_single_file_name ("model.diffusion_model.input_blocks.99999999999.0.op.weight", 2, 4, &part));
  g_assert_cmpint (part, ==, VT_SINGLE_UNET);
  g_assert_null (vt_single_file_name ("first_stage_model.decoder.up.9.block.0.conv1.weight", 2, 4, &part));
  g_assert_null (vt_single_file_name ("control_model.input_blocks.0.0.weight", 2, 4, &part));
  g_assert_cmpint (part, ==, VT_SINGLE_PARTS);
}

/* The second encoder as stable-diffusion.cpp calls it. */
static void
test_cpp_names (void)
{
  static const char *const pairs[][2] = {
    { "cond_stage_model.1.transformer.text_model.encoder.layers.3.self_attn.in_proj.weight", "text_model.encoder.layers.3.self_attn.in_proj.weight" },
    { "cond_stage_model.1.transformer.text_model.text_projection", "text_projection" },
    { "cond_stage_model.1.transformer.text_model.final_layer_norm.bias", "text_model.final_layer_norm.bias" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      VtSinglePart part;
      g_autofree char *name = vt_single_file_name (pairs[i][0], 2, 4, &part);

      g_assert_cmpint (part, ==, VT_SINGLE_TEXT_2);
      g_assert_cmpstr (name, ==, pairs[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/single-file/shapes/sd15", "sd15", test_shapes);
  g_test_add_data_func ("/single-file/shapes/sd2-inpainting", "sd2-inpainting", test_shapes);
  g_test_add_data_func ("/single-file/shapes/sdxl", "sdxl", test_shapes);
  g_test_add_func ("/single-file/extra", test_extra);
  g_test_add_func ("/single-file/missing", test_missing);
  g_test_add_func ("/single-file/names/odd", test_odd_names);
  g_test_add_func ("/single-file/names/cpp", test_cpp_names);
  return g_test_run ();
}
