/* test-space-media.c: sounds and pictures on their way through spaces.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "app/picture-recipe.h"
#include "app/space-runner.h"
#include "app/value-json.h"
#include "app/value-media.h"
#include "engine/base/error.h"
#include "media/gst-start.h"
#include "media/picture.h"
#include "media/sound-read.h"

static char *folder;

static VtValue *
make_picture (guint width, guint channels)
{
  guint8 *pixels = g_malloc0 (width * width * channels);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, width * width * channels);

  return vt_value_new_image (bytes, width, width, channels);
}

static VtSpace *
load_space (const char *outputs, GError **error)
{
  g_autofree char *json = g_strdup_printf (
    "{\"version\": 1, \"components\": [{\"id\": \"editor\", \"type\": \"imageeditor\"}, {\"id\": \"photo\", \"type\": \"image\"},"
    " {\"id\": \"pair\", \"type\": \"imageslider\"}, {\"id\": \"go\", \"type\": \"button\"}],"
    " \"events\": [{\"on\": [[\"go\", \"click\"]], \"outputs\": %s}]}", outputs);

  return vt_space_new_from_texts (json, strlen (json), NULL, error);
}

static VtSpaceRunner *
run_space (const char *outputs, VtValue *editor)
{
  g_autoptr (VtEngine) engine = vt_engine_new ();
  g_autoptr (VtModelLibrary) library = vt_model_library_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpace) space = load_space (outputs, &error);
  VtSpaceRunner *runner;

  g_assert_no_error (error);
  runner = vt_space_runner_new (space, engine, library);
  vt_space_runner_set_value (runner, "editor", editor, &error);
  g_assert_no_error (error);
  vt_space_runner_trigger (runner, "go", "click");
  while (vt_space_runner_is_running (runner))
    g_main_context_iteration (NULL, TRUE);
  return runner;
}

/* "$editor.mask" is the second picture of what the editor holds. */
static void
test_parts (void)
{
  g_autoptr (VtValue) background = make_picture (8, 3);
  g_autoptr (VtValue) mask = make_picture (8, 1);
  g_autoptr (VtValue) editor = vt_value_new_list ((VtValue *[]) { background, mask, background }, 3);
  g_autoptr (VtSpaceRunner) runner = run_space ("{\"photo\": \"$editor.mask\"}", editor);
  VtValue *photo = vt_space_runner_get_value (runner, "photo");

  g_assert_true (vt_value_equal (photo, mask));
}

static void
test_list (void)
{
  g_autoptr (VtValue) background = make_picture (8, 3);
  g_autoptr (VtValue) mask = make_picture (8, 1);
  g_autoptr (VtValue) editor = vt_value_new_list ((VtValue *[]) { background, mask, background }, 3);
  g_autoptr (VtSpaceRunner) runner =
    run_space ("{\"pair\": {\"list\": [\"$editor.background\", \"$editor.composite\"]}}", editor);
  VtValue *pair = vt_space_runner_get_value (runner, "pair");
  VtValue *const *items;
  guint n;

  g_assert_cmpint (vt_value_type (pair), ==, VT_VALUE_LIST);
  items = vt_value_list (pair, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (vt_value_equal (items[1], background));
}

static void
test_wrong_wires (void)
{
  static const char *const wrong[] = { "{\"photo\": \"$editor.musk\"}", "{\"photo\": \"$photo.mask\"}",
                                       "{\"pair\": {\"list\": [7]}}", "{\"photo\": {\"list\": [\"$photo\"]}}",
                                       "{\"pair\": {\"list\": [\"$nobody\"]}}" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VtSpace) space = load_space (wrong[i], &error);

      g_assert_null (space);
      g_assert_nonnull (strstr (error->message, "events[0].outputs"));
    }
}

/* Runs a pipeline of GStreamer to its end; %FALSE where parts of it are missing. */
static gboolean
make_by (const char *words)
{
  g_autoptr (GstElement) pipeline = vt_gst_start (NULL) ? vt_gst_launch (words, NULL) : NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  if (pipeline == NULL)
    return FALSE;
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return message != NULL && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS;
}

/* A text or file becomes what is in it where a task wants that, and only there. */
static void
test_load (void)
{
  const VtPort picture = { "image", VT_VALUE_IMAGE, TRUE, 0, "" }, sound = { "audio", VT_VALUE_AUDIO, TRUE, 0, "", 16000 };
  float samples[800] = { 0.5f };
  const VtAudio audio = { samples, 400, 8000, 2 };
  g_autoptr (GBytes) bytes = g_bytes_new (audio.samples, sizeof samples);
  g_autoptr (VtValue) stereo = vt_value_new_audio (bytes, 8000, 2);
  g_autoptr (VtValue) image = make_picture (5, 3);
  g_autoptr (VtValue) name = vt_value_new_text ("a.png");
  g_autoptr (VtValue) file = vt_value_convert (name, VT_VALUE_IMAGE, NULL);
  g_autoptr (VtValue) both = vt_value_new_list ((VtValue *[]) { file, image }, 2);
  g_autofree char *png = g_build_filename (folder, "a.png", NULL), *wav = g_build_filename (folder, "a.wav", NULL);
  g_autoptr (VtValue) wav_file = vt_value_new_file (wav);
  g_autoptr (VtValue) loaded = NULL;
  g_autoptr (VtValue) list = NULL;
  g_autoptr (VtValue) heard = NULL;
  g_autoptr (VtValue) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (vt_value_save (image, png, NULL, NULL));
  g_assert_true (vt_value_save (stereo, wav, NULL, NULL));
  g_assert_cmpint (vt_value_type (file), ==, VT_VALUE_FILE);
  loaded = vt_value_load (file, &picture, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (vt_value_equal (loaded, image));
  list = vt_value_load (both, &picture, folder, NULL, &error);
  g_assert_true (vt_value_equal (vt_value_list (list, &(guint) { 0 })[0], image));
  heard = vt_value_load (wav_file, &sound, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vt_value_audio (heard)->rate, ==, 16000);
  g_assert_cmpuint (vt_value_audio (heard)->channels, ==, 1);
  none = vt_value_load (wav_file, &picture, NULL, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
}

/* Two seconds of red, of blue and of green: where a picture is wanted it is a blue one. */
static void
test_load_film (void)
{
  const VtPort picture = { "image", VT_VALUE_IMAGE, TRUE, 0, "" };
  static const char *const colours[] = { "red", "blue", "green" };
  g_autofree char *path = g_build_filename (folder, "film.webm", NULL);
  g_autoptr (GString) line = g_string_new ("concat name=all ! videoconvert ! vp8enc deadline=1 ! webmmux ! filesink location=");
  g_autoptr (VtValue) file = vt_value_new_file (path);
  g_autoptr (VtValue) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_string_append (line, path);
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    g_string_append_printf (line, " videotestsrc pattern=%s num-buffers=10 "
                            "! video/x-raw,format=I420,width=32,height=16,framerate=5/1 ! all.", colours[i]);
  if (!make_by (line->str))
    {
      g_test_skip ("no VP8 encoder is installed");
      return;
    }
  loaded = vt_value_load (file, &picture, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (vt_value_type (loaded), ==, VT_VALUE_IMAGE);
  g_assert_cmpuint (vt_value_image (loaded)->width, ==, 32);
  g_assert_cmpuint (vt_value_image (loaded)->pixels[2], >, 200);
  g_assert_cmpuint (vt_value_image (loaded)->pixels[0] + vt_value_image (loaded)->pixels[1], <, 100);
}

/* How it was made is in the file, and nothing of a picture that went in. */
static void
test_texts (void)
{
  g_autoptr (GHashTable) inputs = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) params = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (VtValue) prompt = vt_value_new_text ("ein roter Apfel");
  g_autoptr (VtValue) image = make_picture (5, 3);
  g_autoptr (VtValue) steps = vt_value_new_number (4);
  g_autoptr (GHashTable) read = NULL;
  g_autofree char *recipe = NULL;
  g_autoptr (VtValue) back = NULL;
  g_autofree char *png = g_build_filename (folder, "made.png", NULL);

  g_hash_table_insert (inputs, "text", prompt);
  g_hash_table_insert (inputs, "image", image);
  g_hash_table_insert (params, "num_inference_steps", steps);
  recipe = vt_picture_recipe_new ("text-to-image", "vitrine/draw", inputs, params, 7);
  vt_picture_recipe_note (image, recipe);
  g_assert_true (vt_value_save (image, png, NULL, NULL));
  back = vt_picture_read (png, &read, NULL, NULL);
  g_assert_true (vt_value_equal (back, image));
  g_assert_cmpstr (g_hash_table_lookup (read, "vitrine"), ==,
                   "{\"task\":\"text-to-image\",\"model\":\"vitrine/draw\",\"inputs\":{\"text\":\"ein roter Apfel\"},"
                   "\"parameters\":{\"num_inference_steps\":4},\"seed\":7}");
}

/* A picture says what the components must hold for it to be made again. */
static void
test_recipe (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) values = NULL;
  const char *json = "{\"version\": 1, \"components\": [{\"id\": \"words\", \"type\": \"textbox\"},"
                     "{\"id\": \"heat\", \"type\": \"slider\"}, {\"id\": \"number\", \"type\": \"number\"},"
                     "{\"id\": \"go\", \"type\": \"button\", \"value\": \"Go\"}, {\"id\": \"out\", \"type\": \"image\"}],"
                     "\"events\": [{\"on\": [[\"go\", \"click\"]], \"steps\": [{\"id\": \"a\", \"task\": \"text-to-image\","
                     "\"model\": \"vitrine/draw\", \"inputs\": {\"text\": \"$words\"}, \"parameters\":"
                     "{\"guidance_scale\": \"$heat\", \"seed\": \"$number\", \"eta\": 1}}], \"outputs\": {\"out\": \"$a.image\"}}]}";
  g_autoptr (VtSpace) space = vt_space_new_from_texts (json, strlen (json), "", &error);

  g_assert_no_error (error);
  values = vt_picture_recipe_values (space, "{\"task\": \"text-to-image\", \"inputs\": {\"text\": \"a cat\"},"
                                     "\"parameters\": {\"guidance_scale\": 3, \"seed\": -1, \"eta\": 0}, \"seed\": 9}", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (values), ==, 3);
  g_assert_cmpstr (vt_value_text (g_hash_table_lookup (values, "words")), ==, "a cat");
  g_assert_cmpfloat (vt_value_number (g_hash_table_lookup (values, "heat")), ==, 3);
  g_assert_cmpfloat (vt_value_number (g_hash_table_lookup (values, "number")), ==, 9);
  g_assert_null (vt_picture_recipe_values (space, "{\"task\": \"summarization\"}", &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (vt_picture_recipe_values (space, "no JSON", &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_CORRUPT);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-space-media-XXXXXX", NULL);
  g_test_add_func ("/space-media/parts", test_parts);
  g_test_add_func ("/space-media/list", test_list);
  g_test_add_func ("/space-media/wrong-wires", test_wrong_wires);
  g_test_add_func ("/space-media/load", test_load);
  g_test_add_func ("/space-media/load-film", test_load_film);
  g_test_add_func ("/space-media/texts", test_texts);
  g_test_add_func ("/space-media/recipe", test_recipe);
  status = g_test_run ();
  remove_folder ();
  return status;
}
