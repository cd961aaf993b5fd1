/* cli-models.c: `vitrine models`: the models on this computer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "app/cli-fetch.h"
#include "app/cli.h"
#include "engine/base/error.h"
#include "hub/cache-verify.h"

extern const VtCliCommand vt_cli_models;

typedef struct
{
  gboolean json;
  gboolean starter;
  gboolean accept;
  VtModelLibrary *library;
  GCancellable *cancellable;
} Options;

static void
write_text (VtJsonWriter *json, const char *key, const char *text)
{
  vt_json_write_key (json, key);
  vt_json_write_string (json, text, -1);
}

static void
write_entry (const VtModelEntry *entry, VtJsonWriter *json)
{
  vt_json_write_begin (json, '{');
  write_text (json, "model", entry->reference);
  write_text (json, "path", entry->path);
  vt_json_write_key (json, "bytes");
  vt_json_write_int (json, (gint64) entry->bytes);
  vt_json_write_key (json, "present");
  vt_json_write_boolean (json, entry->path != NULL);
  vt_json_write_key (json, "starter");
  vt_json_write_boolean (json, entry->starter != NULL);
  if (entry->starter != NULL)
    {
      write_text (json, "task", entry->starter->task);
      write_text (json, "license", entry->starter->licence->id);
    }
  vt_json_write_end (json, '}');
}

static void
print_entry (const VtModelEntry *entry)
{
  g_autofree char *size = g_format_size (entry->bytes);

  printf ("%-8s %9s  %s%s%s\n", entry->path != NULL ? "here" : "missing", size, entry->reference,
          entry->starter != NULL ? "  " : "", entry->starter != NULL ? entry->starter->task : "");
}

static int
list (Options *o, const char *model)
{
  g_autoptr (GPtrArray) entries = vt_model_library_list (o->library);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < entries->len; i++)
    if (o->json)
      write_entry (entries->pdata[i], &json);
    else
      print_entry (entries->pdata[i]);
  vt_json_write_end (&json, ']');
  if (o->json)
    vt_cli_print_json (&json);
  else
    g_string_free (json.text, TRUE);
  return VT_CLI_DONE;
}

/* Every starter model; one that fails does not keep the others from coming. */
static int
fetch_starters (Options *o)
{
  guint n;
  const VtStarterModel *models = vt_starter_models (&n);
  int status = VT_CLI_DONE;

  for (guint i = 0; i < n && !g_cancellable_is_cancelled (o->cancellable); i++)
    if (!models[i].optional)
      status = MAX (status, vt_cli_fetch (o->library, models[i].reference, o->accept, o->cancellable));
  return status;
}

static int
get (Options *o, const char *model)
{
  if (o->starter && model == NULL)
    return fetch_starters (o);
  if (model == NULL)
    return vt_cli_wrong (&vt_cli_models, "Say which model, or --starter for all that the first spaces use.");
  return vt_cli_fetch (o->library, model, o->accept, o->cancellable);
}

static gboolean
verify_repo (Options *o, const char *repo, GError **error)
{
  if (!vt_hub_cache_verify (vt_model_library_get_cache (o->library), repo, o->cancellable, NULL, NULL, error))
    return FALSE;
  printf ("%s: all bytes are right\n", repo);
  return TRUE;
}

static int
verify (Options *o, const char *model)
{
  g_autoptr (GPtrArray) repos = NULL;
  g_autoptr (VtHubReference) reference = NULL;
  g_autoptr (GError) error = NULL;
  int status = VT_CLI_DONE;

  if (model != NULL)
    {
      reference = vt_hub_reference_parse (model, &error);
      return reference != NULL && verify_repo (o, reference->repo, &error) ? VT_CLI_DONE : vt_cli_fail (error);
    }
  repos = vt_hub_cache_list (vt_model_library_get_cache (o->library), VT_HUB_MODELS);
  for (guint i = 0; i < repos->len; i++)
    {
      g_autoptr (GError) local = NULL;

      if (!verify_repo (o, ((const VtHubCachedRepo *) repos->pdata[i])->repo, &local))
        status = vt_cli_fail (local);
    }
  return status;
}

static int
remove_model (Options *o, const char *model)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *size = NULL;
  guint64 freed = 0;

  if (!vt_model_library_remove (o->library, model, &freed, &error))
    return vt_cli_fail (error);
  size = g_format_size (freed);
  printf ("%s is removed; %s are free again.\n", model, size);
  return VT_CLI_DONE;
}

static int
print_path (Options *o, const char *model)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vt_model_library_resolve (o->library, model, &error);

  if (path == NULL)
    return vt_cli_fail (error);
  printf ("%s\n", path);
  return VT_CLI_DONE;
}

static const struct
{
  const char *name;
  gboolean needs_model;
  int (*run) (Options *o, const char *model);
} actions[] = {
  { "list", FALSE, list },
  { "get", FALSE, get },
  { "verify", FALSE, verify },
  { "remove", TRUE, remove_model },
  { "path", TRUE, print_path },
};

static int
run_action (Options *o, char **words)
{
  guint n = g_strv_length (words);
  const char *name = n > 0 ? words[0] : "list";

  if (n > 2)
    return vt_cli_wrong (&vt_cli_models, "One model at a time, please.");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].name, name) == 0)
      {
        if (actions[i].needs_model && n < 2)
          return vt_cli_wrong (&vt_cli_models, "Say which model.");
        return actions[i].run (o, n > 1 ? words[1] : NULL);
      }
  return vt_cli_wrong (&vt_cli_models, "“%s” is none of list, get, verify, remove and path.", name);
}

static int
run (int argc, char **argv)
{
  Options o = { FALSE };
  g_autoptr (VtModelLibrary) library = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "With list: print it as JSON", NULL },
    { "starter", 0, 0, G_OPTION_ARG_NONE, &o.starter, "With get: all models that the first spaces use", NULL },
    { "accept-licence", 0, 0, G_OPTION_ARG_NONE, &o.accept, "With get: I have read the model's licence and accept it", NULL },
    { "accept-license", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &o.accept, "", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_models, entries, argc, argv, &words, &status))
    return status;
  o.library = library = vt_model_library_new ();
  o.cancellable = cancellable = vt_cli_cancellable ();
  return run_action (&o, words);
}

const VtCliCommand vt_cli_models = {
  .name = "models",
  .arguments = "[list|get M|verify [M]|remove M|path M]",
  .summary = "Lists, gets, checks and removes models",
  .help = "M is a path or owner/name[@revision][:file] on the Hub.\n"
          "  list     every starter model and everything in the Hub's cache\n"
          "  get      brings a model onto this computer, and prints its path\n"
          "  verify   reads every byte of the cache and compares it with its checksum\n"
          "  remove   deletes a model from the cache\n"
          "  path     prints where a model is",
  .run = run,
};
