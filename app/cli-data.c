/* cli-data.c: `vitrine data`: looks at the rows of a data set, and takes some of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "app/model-library.h"
#include "app/rows/rows-media.h"
#include "hub/dataset.h"

#define LIMIT_USUAL 10
#define LIMIT_MAX 1000000

extern const VtCliCommand vt_cli_data;

typedef struct
{
  char *first, *limit, *config, *split, *words, *output;
  gboolean json;
  VtHubClient *client;
  GCancellable *cancellable;
} Options;

static void
write_media (VtJsonWriter *json, const VtRowsCell *cell)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "path");
  vt_json_write_string (json, cell->text, -1);
  vt_json_write_key (json, "bytes");
  vt_json_write_int (json, cell->bytes != NULL ? (gint64) g_bytes_get_size (cell->bytes) : 0);
  vt_json_write_end (json, '}');
}

/* As it is, since a number may have more digits than a double. */
static void
write_raw (VtJsonWriter *json, const char *text)
{
  vt_json_write_null (json);
  g_string_truncate (json->text, json->text->len - strlen ("null"));
  g_string_append (json->text, text);
}

static void
write_cell (VtJsonWriter *json, const VtRowsColumn *column, const VtRowsCell *cell)
{
  g_autoptr (VtJson) value = NULL;

  if (column->kind == VT_ROWS_IMAGE || column->kind == VT_ROWS_AUDIO)
    {
      write_media (json, cell);
      return;
    }
  if (cell->text != NULL && column->kind != VT_ROWS_TEXT)
    value = vt_json_parse (cell->text, strlen (cell->text), NULL);
  if (value != NULL)
    write_raw (json, cell->text);
  else
    vt_json_write_string (json, cell->text, -1);
}

/* A line for each row, as JSON lines. */
static void
print_row (GPtrArray *columns, const VtRowsRow *row)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  for (guint i = 0; i < columns->len; i++)
    {
      const VtRowsColumn *column = columns->pdata[i];

      vt_json_write_key (&json, column->name);
      write_cell (&json, column, vt_rows_get_cell (row, i));
    }
  vt_json_write_end (&json, '}');
  vt_cli_print_json (&json);
}

static void
print_columns (VtRows *rows)
{
  static const char *const kinds[] = { "text", "number", "yes or no", "picture", "sound", "JSON" };
  GPtrArray *columns = vt_rows_get_columns (rows);
  gint64 n = vt_rows_get_count (rows);

  if (n >= 0)
    fprintf (stderr, "%" G_GINT64_FORMAT " rows\n", n);
  for (guint i = 0; i < columns->len; i++)
    {
      const VtRowsColumn *column = columns->pdata[i];

      fprintf (stderr, "  %s: %s\n", column->name, kinds[column->kind]);
    }
}

static int
show (Options *o, VtRows *rows, gint64 first, gint64 limit)
{
  g_autoptr (GError) error = NULL;
  gint64 done = 0;

  if (!o->json)
    print_columns (rows);
  while (done < limit)
    {
      guint n = (guint) MIN (limit - done, VT_DATASET_ROWS_MAX);
      g_autoptr (GPtrArray) some = vt_rows_read (rows, first + done, n, o->cancellable, &error);

      if (some == NULL)
        return vt_cli_fail (error);
      for (guint i = 0; i < some->len; i++)
        print_row (vt_rows_get_columns (rows), some->pdata[i]);
      if (some->len < n)
        break;
      done += n;
    }
  return VT_CLI_DONE;
}

static int
save (Options *o, VtRows *rows, gint64 first, gint64 limit)
{
  g_autoptr (GError) error = NULL;
  gint64 n = vt_rows_export (rows, first, (guint) limit, o->output, o->client, o->cancellable, &error);

  if (n < 0)
    return vt_cli_fail (error);
  printf ("%s%stable.csv\n", o->output, g_str_has_suffix (o->output, "/") ? "" : "/");
  fprintf (stderr, "%" G_GINT64_FORMAT " rows\n", n);
  return VT_CLI_DONE;
}

/* The part that was named, or the first; of one named half, the first that fits. */
static VtRows *
open_hub (Options *o, const char *repo, GError **error)
{
  g_autoptr (GPtrArray) splits = vt_dataset_list_splits (o->client, repo, o->cancellable, error);
  const VtDatasetSplit *found = NULL;

  if (splits == NULL)
    return NULL;
  for (guint i = splits->len; i-- > 0;)
    {
      const VtDatasetSplit *split = splits->pdata[i];

      if ((o->config == NULL || strcmp (o->config, split->config) == 0) && (o->split == NULL || strcmp (o->split, split->split) == 0))
        found = split;
    }
  if (found == NULL)
    found = splits->pdata[0];
  return vt_rows_open_hub (o->client, repo, o->config != NULL ? o->config : found->config,
                           o->split != NULL ? o->split : found->split, o->words, o->cancellable, error);
}

static int
look (Options *o, const char *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtRows) rows = NULL;
  gint64 first = 0, limit = LIMIT_USUAL;

  if (o->first != NULL && !vt_cli_read_number (o->first, &first))
    return vt_cli_wrong (&vt_cli_data, "The first row is a number from 0, not “%s”.", o->first);
  if (o->limit != NULL && (!vt_cli_read_number (o->limit, &limit) || limit < 1 || limit > LIMIT_MAX))
    return vt_cli_wrong (&vt_cli_data, "The limit must be from 1 to %d, not “%s”.", LIMIT_MAX, o->limit);
  rows = vt_hub_repo_kind (source, NULL) == VT_HUB_DATASETS && !g_file_test (source, G_FILE_TEST_EXISTS)
           ? open_hub (o, source, &error) : vt_rows_open (source, &error);
  if (rows == NULL)
    return vt_cli_fail (error);
  return o->output != NULL ? save (o, rows, first, limit) : show (o, rows, first, limit);
}

static void
options_clear (Options *o)
{
  g_free (o->first);
  g_free (o->limit);
  g_free (o->config);
  g_free (o->split);
  g_free (o->words);
  g_free (o->output);
}

static int
run (int argc, char **argv)
{
  Options o = { NULL };
  g_autoptr (VtModelLibrary) library = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "first", 0, 0, G_OPTION_ARG_STRING, &o.first, "The first row (0)", "N" },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &o.limit, "How many rows (10)", "N" },
    { "config", 0, 0, G_OPTION_ARG_STRING, &o.config, "On the Hub: which language or variant", "NAME" },
    { "split", 0, 0, G_OPTION_ARG_STRING, &o.split, "On the Hub: which part, as in train or test", "NAME" },
    { "search", 0, 0, G_OPTION_ARG_STRING, &o.words, "On the Hub: only rows that have these words", "WORDS" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &o.output, "Write the rows there, with their pictures and sounds", "FOLDER" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "Print the rows only", NULL },
    { NULL },
  };

  if (vt_cli_parse (&vt_cli_data, entries, argc, argv, &words, &status))
    {
      library = vt_model_library_new ();
      o.client = vt_model_library_get_client (library);
      o.cancellable = cancellable = vt_cli_cancellable ();
      status = g_strv_length (words) == 1 ? look (&o, words[0])
                                          : vt_cli_wrong (&vt_cli_data, "Say which data set, as in: vitrine data faces.parquet");
    }
  options_clear (&o);
  return status;
}

const VtCliCommand vt_cli_data = {
  .name = "data",
  .arguments = "SOURCE",
  .summary = "Looks at the rows of a data set",
  .help = "SOURCE is a CSV, JSON lines, text or Parquet file, a folder of pictures or sounds, or\n"
          "datasets/owner/name on the Hub. Rows are printed as JSON lines. With --output they become\n"
          "table.csv with its pictures and sounds, for tables and examples of spaces.",
  .run = run,
};
