/* replay.c: runs a fuzz target over a folder of seeds without libFuzzer.
 *
 * Each seed runs as it is, cut at up to MAX_CUTS places and with bytes
 * flipped at up to MAX_FLIPS places; all of it is the same on every run. The
 * bytes are handed over in an allocation of exactly their size, so that a
 * build with AddressSanitizer sees each read beyond them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib.h>
#include <string.h>

#define MAX_CUTS 400
#define MAX_FLIPS 800

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
run_bytes (const guint8 *data, gsize size)
{
  guint8 *exact = g_malloc (MAX (size, 1));

  if (size > 0)
    memcpy (exact, data, size);
  LLVMFuzzerTestOneInput (exact, size);
  g_free (exact);
}

static void
run_cuts (const guint8 *data, gsize size)
{
  gsize step = MAX (size / MAX_CUTS, 1);

  for (gsize cut = 0; cut < size; cut += step)
    run_bytes (data, cut);
}

static void
run_flips (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  gsize step = MAX (size / MAX_FLIPS, 1);
  guint32 state = 2463534242u;

  for (gsize at = 0; at < size; at += step)
    {
      state = state * 1664525u + 1013904223u;
      switch (state >> 30)
        {
        case 0: copy[at] = 0xff; break;
        case 1: copy[at] = 0; break;
        case 2: copy[at] ^= (guint8) (1u << (state >> 20 & 7)); break;
        default: copy[at] = (guint8) (state >> 16); break;
        }
      run_bytes (copy, size);
      copy[at] = data[at];
    }
}

static void
test_seed (gconstpointer path)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  run_bytes ((const guint8 *) data, size);
  run_cuts ((const guint8 *) data, size);
  run_flips ((const guint8 *) data, size);
}

static guint
add_seeds (const char *folder)
{
  g_autoptr (GError) error = NULL;
  GDir *dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint count = 0;

  if (dir == NULL)
    g_error ("no seeds: %s", error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *test = g_strconcat ("/fuzz/", name, NULL);

      g_test_add_data_func_full (test, g_build_filename (folder, name, NULL), test_seed, g_free);
      count++;
    }
  g_dir_close (dir);
  return count;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc != 2)
    g_error ("usage: %s FOLDER-OF-SEEDS", argv[0]);
  if (add_seeds (argv[1]) == 0)
    g_error ("%s holds no seeds", argv[1]);
  return g_test_run ();
}
