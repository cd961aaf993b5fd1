/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli-cache.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/cli.h"
#include "hub/cache-verify.h"
#include "hub/import.h"

/* A line that is written over, for a person; nothing for a file. */
static void
on_bytes (guint64 done, guint64 total, gpointer doing)
{
  g_autofree char *part = g_format_size (done), *all = g_format_size (total);

  if (isatty (STDERR_FILENO))
    fprintf (stderr, "\r\033[K%s: %s of %s", (const char *) doing, part, all);
}

static void
clear_line (void)
{
  if (isatty (STDERR_FILENO))
    fputs ("\r\033[K", stderr);
}

/* --- list ------------------------------------------------------------------------------ */

static void
write_repo (VtJsonWriter *json, const VtHubCachedRepo *repo)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "repo");
  vt_json_write_string (json, repo->repo, -1);
  vt_json_write_key (json, "bytes");
  vt_json_write_int (json, (gint64) repo->bytes);
  vt_json_write_key (json, "path");
  vt_json_write_string (json, repo->path, -1);
  vt_json_write_end (json, '}');
}

static void
list_store (VtHubCache *cache, VtJsonWriter *json, gboolean print)
{
  for (VtHubKind kind = VT_HUB_MODELS; kind < VT_HUB_N_KINDS; kind++)
    {
      g_autoptr (GPtrArray) repos = vt_hub_cache_list (cache, kind);

      for (guint i = 0; i < repos->len; i++)
        {
          const VtHubCachedRepo *repo = repos->pdata[i];
          g_autofree char *size = g_format_size (repo->bytes);

          write_repo (json, repo);
          if (print)
            printf ("%9s  %-50s %s\n", size, repo->repo, repo->path);
        }
    }
}

static int
list (const VtCliCache *what, char **words)
{
  VtHubCache *cache = vt_model_library_get_cache (what->library);
  g_autoptr (GPtrArray) stores = vt_hub_cache_get_stores (cache);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  list_store (cache, &json, !what->json);
  for (guint i = 0; i < stores->len; i++)
    list_store (stores->pdata[i], &json, !what->json);
  vt_json_write_end (&json, ']');
  if (what->json)
    vt_cli_print_json (&json);
  else
    g_string_free (json.text, TRUE);
  return VT_CLI_DONE;
}

/* --- verify ---------------------------------------------------------------------------- */

static void
print_check (const VtHubCheck *check)
{
  g_autofree char *size = g_format_size (check->bytes);

  for (guint i = 0; i < check->damages->len; i++)
    {
      const VtHubDamage *damage = check->damages->pdata[i];

      printf ("%s: %s is %s\n", damage->repo, damage->name != NULL ? damage->name : damage->digest,
              damage->missing ? "missing" : "damaged");
    }
  printf (check->damages->len == 0 ? "All %u files are right (%s).\n" : "Looked at %u files (%s).\n", check->n_files, size);
  fflush (stdout);
}

static int
repair (const VtCliCache *what, const VtHubCheck *check, GError **error)
{
  gboolean done = vt_hub_cache_repair (vt_model_library_get_client (what->library), check->damages, what->cancellable,
                                       on_bytes, "Fetching", error);

  clear_line ();
  if (!done)
    return vt_cli_fail (*error);
  printf ("All of them have come again.\n");
  return VT_CLI_DONE;
}

static int
verify (const VtCliCache *what, char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtHubReference) reference = words[0] != NULL ? vt_hub_reference_parse (words[0], &error) : NULL;
  g_autoptr (VtHubCheck) check = NULL;

  if (error == NULL)
    check = vt_hub_cache_check (vt_model_library_get_cache (what->library), reference != NULL ? reference->repo : NULL,
                                what->cancellable, on_bytes, "Checking", &error);
  clear_line ();
  if (check == NULL)
    return vt_cli_fail (error);
  print_check (check);
  if (check->damages->len == 0)
    return VT_CLI_DONE;
  return what->fetch ? repair (what, check, &error) : VT_CLI_FAILED;
}

/* --- import ---------------------------------------------------------------------------- */

static int
import (const VtCliCache *what, char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtHubImport) done = vt_hub_import (vt_model_library_get_cache (what->library), words[0], what->cancellable,
                                                on_bytes, "Copying", &error);

  clear_line ();
  if (done == NULL)
    return vt_cli_fail (error);
  for (guint i = 0; i < done->repos->len; i++)
    printf ("%s\n", (const char *) done->repos->pdata[i]);
  for (guint i = 0; i < done->failures->len; i++)
    fprintf (stderr, "%s\n", (const char *) done->failures->pdata[i]);
  return done->failures->len == 0 ? VT_CLI_DONE : VT_CLI_FAILED;
}

static int
remove_repo (const VtCliCache *what, char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (words[0], &error);
  g_autofree char *size = NULL;
  guint64 freed = 0;

  if (reference == NULL
      || !vt_hub_cache_remove (vt_model_library_get_cache (what->library), reference->repo, &freed, &error))
    return vt_cli_fail (error);
  size = g_format_size (freed);
  printf ("%s is removed; %s are free again.\n", reference->repo, size);
  return VT_CLI_DONE;
}

static const struct
{
  const char *name;
  int (*run) (const VtCliCache *what, char **words);
  guint least, most; /* words */
} actions[] = {
  { "list", list, 0, 0 },
  { "verify", verify, 0, 1 },
  { "import", import, 1, 1 },
  { "remove", remove_repo, 1, 1 },
};

int
vt_cli_hub_cache (const VtCliCache *what, char **words)
{
  guint n = g_strv_length (words);

  for (guint i = 0; n > 0 && i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].name, words[0]) == 0 && n - 1 >= actions[i].least && n - 1 <= actions[i].most)
      return actions[i].run (what, words + 1);
  return -1;
}
