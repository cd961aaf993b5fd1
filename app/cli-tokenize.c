/* cli-tokenize.c: `vitrine tokenize`: text to tokens and back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "engine/base/error.h"
#include "engine/formats/weights.h"
#include "engine/text/tokenizer.h"

extern const VtCliCommand vt_cli_tokenize;

typedef struct
{
  gboolean ids; /* what it does anyway; said for clearness */
  gboolean tokens;
  gboolean decode;
  gboolean no_special;
  VtTokenizer *tokenizer;
} Options;

/* A folder may hold a tokenizer without weights. */
static VtTokenizer *
open_tokenizer (const char *path, GError **error)
{
  g_autofree char *json = g_build_filename (path, "tokenizer.json", NULL);
  g_autoptr (VtWeights) weights = NULL;

  if (g_file_test (json, G_FILE_TEST_EXISTS))
    return vt_tokenizer_new_from_folder (path, error);
  if (g_str_has_suffix (path, ".json"))
    return vt_tokenizer_new_from_json_file (path, error);
  weights = vt_weights_open (path, error);
  return weights != NULL ? vt_tokenizer_new_from_weights (weights, error) : NULL;
}

/* Ids, or with --tokens the vocabulary's texts, separated by blanks. */
static void
append_tokens (const Options *o, GArray *ids, GString *out)
{
  for (guint i = 0; i < ids->len; i++)
    {
      gint32 id = g_array_index (ids, gint32, i);
      g_autofree char *text = o->tokens ? vt_tokenizer_token_text (o->tokenizer, id) : g_strdup_printf ("%d", id);

      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", text != NULL ? text : "");
    }
}

static void
encode_line (const Options *o, const char *line, gsize length, GString *out)
{
  VtEncodeFlags flags = o->no_special ? 0 : VT_ENCODE_ADD_SPECIAL;
  g_autoptr (GArray) ids = vt_tokenizer_encode (o->tokenizer, line, (gssize) length, flags);

  append_tokens (o, ids, out);
}

static gboolean
decode_line (const Options *o, const char *line, GString *out, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t\r", -1);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autofree char *text = NULL;

  for (char **word = words; *word != NULL; word++)
    {
      gint64 number;
      gint32 id;

      if (**word == '\0')
        continue;
      if (!vt_cli_read_number (*word, &number) || number >= vt_tokenizer_get_n_vocab (o->tokenizer))
        {
          g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is no token of this model; they go from 0 to %u.", *word,
                       vt_tokenizer_get_n_vocab (o->tokenizer) - 1);
          return FALSE;
        }
      id = (gint32) number;
      g_array_append_val (ids, id);
    }
  text = vt_tokenizer_decode (o->tokenizer, (const gint32 *) (const void *) ids->data, ids->len, o->no_special);
  g_string_append (out, text);
  return TRUE;
}

/* A line of output for each line of input; a last one without a line break counts. */
static gboolean
do_lines (const Options *o, const char *text, gsize size, GError **error)
{
  const char *end = text + size;

  for (const char *line = text; line < end || line == text;)
    {
      const char *stop = memchr (line, '\n', (gsize) (end - line));
      gsize length = (gsize) ((stop != NULL ? stop : end) - line);
      g_autoptr (GString) out = g_string_new (NULL);
      g_autofree char *copy = NULL;

      if (!o->decode)
        encode_line (o, line, length, out);
      else
        {
          copy = g_strndup (line, length);
          if (!decode_line (o, copy, out, error))
            return FALSE;
        }
      g_string_append_c (out, '\n');
      fwrite (out->str, 1, out->len, stdout);
      if (stop == NULL)
        break;
      line = stop + 1;
    }
  return TRUE;
}

static gboolean
tokenize (Options *o, const char *model, const char *text, GError **error)
{
  g_autofree char *path = vt_cli_resolve_model (model, NULL, error);
  g_autofree char *content = NULL;
  gsize size;
  gboolean done;

  if (path == NULL)
    return FALSE;
  if (text == NULL || strcmp (text, "-") == 0)
    {
      if (!g_file_get_contents ("/dev/stdin", &content, &size, error))
        return FALSE;
    }
  else
    {
      content = g_strdup (text);
      size = strlen (text);
    }
  o->tokenizer = open_tokenizer (path, error);
  if (o->tokenizer == NULL)
    return FALSE;
  done = do_lines (o, content, size, error);
  vt_tokenizer_unref (o->tokenizer);
  fflush (stdout);
  return done;
}

static int
run (int argc, char **argv)
{
  Options o = { FALSE };
  g_autofree char *model = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "model", 'm', 0, G_OPTION_ARG_FILENAME, &model, "File, folder or owner/name[@revision][:file]", "M" },
    { "ids", 0, 0, G_OPTION_ARG_NONE, &o.ids, "Print the tokens' numbers, as without any option", NULL },
    { "tokens", 0, 0, G_OPTION_ARG_NONE, &o.tokens, "Print the tokens as the vocabulary writes them", NULL },
    { "decode", 0, 0, G_OPTION_ARG_NONE, &o.decode, "The input is numbers; print their text", NULL },
    { "no-special", 0, 0, G_OPTION_ARG_NONE, &o.no_special,
      "Add no tokens that mark beginning and end; leave them out when decoding", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_tokenize, entries, argc, argv, &words, &status))
    return status;
  if (model == NULL)
    return vt_cli_wrong (&vt_cli_tokenize, "Say which model, with --model.");
  if (g_strv_length (words) > 1)
    return vt_cli_wrong (&vt_cli_tokenize, "Put the text in quotes, so that it is one argument.");
  if (o.ids + o.tokens + o.decode > 1)
    return vt_cli_wrong (&vt_cli_tokenize, "It is one of --ids, --tokens and --decode.");
  return tokenize (&o, model, words[0], &error) ? VT_CLI_DONE : vt_cli_fail (error);
}

const VtCliCommand vt_cli_tokenize = {
  .name = "tokenize",
  .arguments = "[TEXT|-]",
  .summary = "Cuts text into tokens, and puts it together again",
  .help = "Without TEXT, or with -, it reads standard input: a line of output for each line of input.\n\n"
          "  vitrine tokenize --model M --tokens \"Once upon a time\"",
  .run = run,
};
