/* test-pictures.c: pictures come back as they were written, upright and small
 * enough; what is no picture is refused in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>

#include "engine/base/error.h"
#include "media/picture.h"

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static VtValue *
make_picture (guint width, guint height, guint channels)
{
  gsize n = (gsize) width * height * channels;
  guint8 *pixels = g_malloc (n);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      for (guint c = 0; c < channels; c++)
        pixels[(y * width + x) * channels + c] = (guint8) (c == 3 ? 255 - x : c == 0 ? x * 7 : c == 1 ? y * 5 : x + y);
  return vt_value_new_image (bytes, width, height, channels);
}

static VtValue *
read_back (const char *path, GHashTable **texts)
{
  g_autoptr (GError) error = NULL;
  VtValue *value = vt_picture_read (path, texts, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (value);
  return value;
}

static void
test_png (void)
{
  g_autofree char *path = in_folder ("a.png");

  for (guint channels = 3; channels <= 4; channels++)
    {
      g_autoptr (VtValue) picture = make_picture (37, 23, channels);
      g_autoptr (VtValue) back = NULL;

      g_assert_true (vt_picture_write (vt_value_image (picture), path, NULL, NULL));
      back = read_back (path, NULL);
      g_assert_true (vt_value_equal (picture, back));
    }
}

static void
test_mask (void)
{
  g_autofree char *path = in_folder ("mask.png");
  g_autoptr (VtValue) mask = make_picture (9, 5, 1);
  g_autoptr (VtValue) back = NULL;

  g_assert_true (vt_picture_write (vt_value_image (mask), path, NULL, NULL));
  back = read_back (path, NULL);
  for (guint i = 0; i < 9 * 5 * 3; i++)
    g_assert_cmpuint (vt_value_image (back)->pixels[i], ==, vt_value_image (mask)->pixels[i / 3]);
}

/* Keywords and texts, in Latin letters and others, of one line and of many. */
static void
test_texts (void)
{
  g_autofree char *path = in_folder ("texts.png");
  g_autoptr (VtValue) picture = make_picture (4, 4, 3);
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) read = NULL;
  g_autoptr (VtValue) back = NULL;
  g_autofree char *lines = g_strnfill (4000, 'x');

  g_hash_table_insert (texts, "Software", "Vitrine");
  g_hash_table_insert (texts, "vitrine", "{\"seed\": 1, \"text\": \"ein roter Apfel, 一个苹果\"}");
  g_hash_table_insert (texts, "parameters", lines);
  g_assert_true (vt_picture_write (vt_value_image (picture), path, texts, NULL));
  back = read_back (path, &read);
  g_assert_cmpuint (g_hash_table_size (read), ==, 3);
  g_assert_cmpstr (g_hash_table_lookup (read, "Software"), ==, "Vitrine");
  g_assert_cmpstr (g_hash_table_lookup (read, "vitrine"), ==, g_hash_table_lookup (texts, "vitrine"));
  g_assert_cmpstr (g_hash_table_lookup (read, "parameters"), ==, lines);
}

/* Puts an EXIF block with an orientation behind the start of a JPEG. */
static void
add_orientation (const char *path, guint8 orientation)
{
  guint8 exif[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0,
                    1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0 };
  g_autofree char *content = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_byte_array_append (bytes, (guint8 *) content, 2);
  g_byte_array_append (bytes, exif, sizeof exif);
  g_byte_array_append (bytes, (guint8 *) content + 2, (guint) size - 2);
  g_assert_true (g_file_set_contents (path, (char *) bytes->data, bytes->len, NULL));
}

/* Left half white, taken with the camera turned: white is then above. */
static void
test_upright (void)
{
  g_autofree char *path = in_folder ("turned.jpg");
  guint8 *pixels = g_malloc0 (32 * 16 * 3);
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, 32 * 16 * 3);
  g_autoptr (VtValue) picture = NULL;
  g_autoptr (VtValue) back = NULL;
  const VtImage *image;

  for (guint y = 0; y < 16; y++)
    memset (pixels + y * 96, 255, 48);
  picture = vt_value_new_image (bytes, 32, 16, 3);
  g_assert_true (vt_picture_write (vt_value_image (picture), path, NULL, NULL));
  add_orientation (path, 6);
  back = read_back (path, NULL);
  image = vt_value_image (back);
  g_assert_cmpuint (image->width, ==, 16);
  g_assert_cmpuint (image->height, ==, 32);
  g_assert_cmpuint (image->pixels[8 * 3], >, 240);
  g_assert_cmpuint (image->pixels[(28 * 16 + 8) * 3], <, 15);
}

static void
expect_error (const char *name, gconstpointer content, gsize size, int code)
{
  g_autofree char *path = in_folder (name);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  g_assert_null (vt_picture_read (path, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, VT_ERROR, code);
  g_assert_nonnull (strstr (error->message, name));
}

static guint32
crc (const guint8 *bytes, gsize n)
{
  guint32 c = 0xffffffff;

  for (gsize i = 0; i < n; i++)
    {
      c ^= bytes[i];
      for (guint k = 0; k < 8; k++)
        c = c & 1 ? 0xedb88320 ^ (c >> 1) : c >> 1;
    }
  return ~c;
}

/* The header of a PNG says 30,000 × 30,000; nothing follows but a little. */
static void
test_huge (void)
{
  guint8 png[8 + 25 + 20] = { 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R',
                              0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 2, 0, 0, 0 };
  guint8 gif[] = { 'G', 'I', 'F', '8', '9', 'a', 0x30, 0x75, 0x30, 0x75, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, ',', 0, 0,
                   0, 0, 0x30, 0x75, 0x30, 0x75, 0, 2, 2, 0x4c, 1, 0, ';' };
  guint32 sum = crc (png + 12, 17);

  memcpy (png + 33, "\0\0\x10\0IDAT\x78\x9c", 10);
  for (guint i = 0; i < 4; i++)
    png[29 + i] = (guint8) (sum >> (24 - 8 * i));
  expect_error ("huge.png", png, sizeof png, VT_ERROR_LIMIT);
  expect_error ("huge.gif", gif, sizeof gif, VT_ERROR_LIMIT);
}

static void
test_bad_files (void)
{
  g_autoptr (VtValue) picture = make_picture (64, 64, 3);
  g_autoptr (GBytes) png = vt_picture_to_png (vt_value_image (picture), NULL, NULL);
  gsize size;
  const char *bytes = g_bytes_get_data (png, &size);
  g_autofree char *gone = in_folder ("gone.png");
  g_autoptr (GError) error = NULL;

  expect_error ("empty.png", "", 0, VT_ERROR_CORRUPT);
  expect_error ("text.png", "This is no picture.", 19, VT_ERROR_UNSUPPORTED);
  expect_error ("cut.png", bytes, size / 2, VT_ERROR_CORRUPT);
  expect_error ("header.png", bytes, 20, VT_ERROR_CORRUPT);
  g_assert_null (vt_picture_read (gone, NULL, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_NOT_FOUND);
}

/* Of pictures that move, the first; and of one pixel, that pixel. */
static void
test_animation (void)
{
  static const guint8 gif[] = { 'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
                                '!', 0xf9, 4, 0, 10, 0, 0, 0, ',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0,
                                '!', 0xf9, 4, 0, 10, 0, 0, 0, ',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0, ';' };
  g_autofree char *path = in_folder ("moving.gif");
  g_autoptr (VtValue) back = NULL;
  const VtImage *image;

  g_assert_true (g_file_set_contents (path, (const char *) gif, sizeof gif, NULL));
  back = read_back (path, NULL);
  image = vt_value_image (back);
  g_assert_cmpuint (image->width, ==, 1);
  g_assert_cmpuint (image->height, ==, 1);
  g_assert_cmpuint (image->pixels[0], ==, 255);
  g_assert_cmpuint (image->pixels[2], ==, 0);
}

static void
test_damaged (void)
{
  g_autoptr (VtValue) picture = make_picture (16, 16, 4);
  g_autoptr (GBytes) png = vt_picture_to_png (vt_value_image (picture), NULL, NULL);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (png, &size);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 400; i++)
    {
      guint8 *hurt = g_memdup2 (bytes, size);
      g_autoptr (GBytes) all = NULL;
      g_autoptr (VtValue) back = NULL;
      g_autoptr (GError) error = NULL;

      hurt[g_rand_int_range (rand, 0, (int) size)] ^= (guint8) g_rand_int_range (rand, 1, 256);
      all = g_bytes_new_take (hurt, i % 2 == 0 ? size : (gsize) g_rand_int_range (rand, 1, (int) size));
      back = vt_picture_read_bytes (all, "hurt", NULL, NULL, &error);
      g_assert_true ((back != NULL) == (error == NULL));
    }
}

static void
test_bad_targets (void)
{
  g_autoptr (VtValue) picture = make_picture (4, 4, 3);
  g_autofree char *unknown = in_folder ("a.xyz"), *nowhere = in_folder ("none/a.png");
  g_autoptr (GError) error = NULL;

  g_assert_false (vt_picture_write (vt_value_image (picture), unknown, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, ".png"));
  g_clear_error (&error);
  g_assert_false (vt_picture_write (vt_value_image (picture), nowhere, NULL, &error));
  g_assert_error (error, VT_ERROR, VT_ERROR_FAILED);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = in_folder (name);

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
  folder = g_dir_make_tmp ("vitrine-picture-XXXXXX", NULL);
  g_test_add_func ("/picture/png", test_png);
  g_test_add_func ("/picture/mask", test_mask);
  g_test_add_func ("/picture/texts", test_texts);
  g_test_add_func ("/picture/upright", test_upright);
  g_test_add_func ("/picture/huge", test_huge);
  g_test_add_func ("/picture/animation", test_animation);
  g_test_add_func ("/picture/bad-files", test_bad_files);
  g_test_add_func ("/picture/damaged", test_damaged);
  g_test_add_func ("/picture/bad-targets", test_bad_targets);
  status = g_test_run ();
  remove_folder ();
  return status;
}
