/* cli-hub.c: `vitrine hub`: asks the Hugging Face Hub.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "app/cli-account.h"
#include "app/cli-cache.h"
#include "app/cli-fetch.h"
#include "app/cli-room.h"
#include "app/cli-upload.h"
#include "app/cli.h"
#include "app/hub-space.h"
#include "app/model-preview.h"

extern const VtCliCommand vt_cli_hub;

typedef struct
{
  gboolean json;
  gboolean accept;
  gboolean is_private;
  gboolean yes;
  gboolean fetch;
  char *message;
  char *task;
  char *limit;
  VtModelLibrary *library;
  GCancellable *cancellable;
} Options;

static int
print_node (const VtJsonNode *node)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_node (&json, node);
  vt_cli_print_json (&json);
  return VT_CLI_DONE;
}

static void
print_model (const VtJsonNode *model)
{
  printf ("%-60s %-32s %12" G_GINT64_FORMAT " downloads\n", vt_json_get_string (model, "id", "?"),
          vt_json_get_string (model, "pipeline_tag", ""), vt_json_get_int (model, "downloads", 0));
}

static int
search (Options *o, char **words)
{
  g_autofree char *query = g_uri_escape_string (words[0], NULL, FALSE);
  g_autofree char *tag = o->task != NULL ? g_uri_escape_string (o->task, NULL, FALSE) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VtJson) answer = NULL;
  g_autofree char *path = NULL;
  gint64 limit = 20;

  if (o->limit != NULL && (!vt_cli_read_number (o->limit, &limit) || limit < 1 || limit > 100))
    return vt_cli_wrong (&vt_cli_hub, "The limit must be from 1 to 100, not “%s”.", o->limit);
  path = g_strdup_printf ("/api/models?search=%s%s%s&sort=downloads&limit=%d", query, tag != NULL ? "&pipeline_tag=" : "",
                          tag != NULL ? tag : "", (int) limit);
  answer = vt_hub_client_get_json (vt_model_library_get_client (o->library), path, o->cancellable, &error);
  if (answer == NULL)
    return vt_cli_fail (error);
  if (o->json)
    return print_node (vt_json_root (answer));
  VtJsonIter iter = VT_JSON_ITER (vt_json_root (answer));
  while (vt_json_iter_next (&iter))
    print_model (iter.value);
  return VT_CLI_DONE;
}

/* Whether it fits into the device that would be taken, in a sentence. */
static void
print_fit (VtEngine *engine, const VtModelInfo *info)
{
  g_autoptr (VtDeviceInfo) device = vt_engine_choose_device (engine, "auto", NULL);
  guint64 needed = info->file_bytes + info->memory_bytes;
  g_autofree char *size = g_format_size (needed);
  g_autofree char *room = device != NULL ? g_format_size (device->memory_total) : NULL;

  if (device == NULL || device->memory_total == 0)
    printf ("  A run takes %s of memory.\n", size);
  else
    printf ("  A run takes %s of memory; %s has %s, so it %s.\n", size, device->name, room,
            needed < device->memory_total ? "fits" : "does not fit");
}

static void
print_preview (VtEngine *engine, const VtModelPreview *preview)
{
  g_autofree char *size = g_format_size (preview->download_bytes);

  if (preview->download_bytes > 0)
    printf ("  To download: %s%s%s\n", size, preview->file != NULL ? ", " : "",
            preview->file != NULL ? preview->file : "");
  if (preview->info == NULL)
    {
      printf ("  Vitrine cannot run it: %s\n", preview->reason);
      return;
    }
  printf ("  %s, %s, %.3g million weights, trained for %" G_GUINT64_FORMAT " tokens\n", preview->info->architecture,
          preview->info->quantization, preview->info->parameters / 1e6, preview->info->context);
  print_fit (engine, preview->info);
}

/* What the Hub says of it, and what the beginning of its files says. */
static int
print_facts (Options *o, const VtHubReference *reference, const VtJsonNode *answer)
{
  VtHubClient *client = vt_model_library_get_client (o->library);
  const char *licence = vt_json_get_string (vt_json_get (answer, "cardData"), "license", NULL);
  g_autoptr (VtEngine) engine = vt_engine_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = vt_hub_client_list_files (client, reference, o->cancellable, &error);
  g_autoptr (VtModelPreview) preview = NULL;

  print_model (answer);
  if (licence != NULL)
    printf ("  Licence: %s\n", licence);
  if (all != NULL)
    preview = vt_model_preview (client, engine, all, reference, o->cancellable, &error);
  if (preview == NULL)
    return vt_cli_fail (error);
  print_preview (engine, preview);
  return VT_CLI_DONE;
}

static int
info (Options *o, char **words)
{
  const char *model = words[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (model, &error);
  g_autoptr (VtJson) answer = NULL;
  g_autofree char *revision = NULL;
  g_autofree char *path = NULL;

  if (reference == NULL)
    return vt_cli_fail (error);
  revision = g_uri_escape_string (reference->revision, NULL, FALSE);
  path = g_strdup_printf ("/api/models/%s/revision/%s", reference->repo, revision);
  answer = vt_hub_client_get_json (vt_model_library_get_client (o->library), path, o->cancellable, &error);
  if (answer == NULL)
    return vt_cli_fail (error);
  if (o->json)
    return print_node (vt_json_root (answer));
  return print_facts (o, reference, vt_json_root (answer));
}

static void
write_file (const VtHubFile *file, VtJsonWriter *json)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "name");
  vt_json_write_string (json, file->name, -1);
  vt_json_write_key (json, "bytes");
  vt_json_write_int (json, (gint64) file->bytes);
  vt_json_write_key (json, "digest");
  vt_json_write_string (json, file->digest, -1);
  vt_json_write_end (json, '}');
}

static int
files (Options *o, char **words)
{
  const char *model = words[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (model, &error);
  g_autoptr (GPtrArray) list = NULL;
  VtJsonWriter json = { NULL };

  if (reference != NULL)
    list = vt_hub_client_list_files (vt_model_library_get_client (o->library), reference, o->cancellable, &error);
  if (list == NULL)
    return vt_cli_fail (error);
  json.text = g_string_new (NULL);
  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < list->len; i++)
    {
      const VtHubFile *file = list->pdata[i];
      g_autofree char *size = g_format_size (file->bytes);

      write_file (file, &json);
      if (!o->json)
        printf ("%9s  %s\n", size, file->name);
    }
  vt_json_write_end (&json, ']');
  if (o->json)
    vt_cli_print_json (&json);
  else
    g_string_free (json.text, TRUE);
  return VT_CLI_DONE;
}

static int
download (Options *o, char **words)
{
  return vt_cli_fetch (o->library, words[0], o->accept, o->cancellable);
}

static int
upload (Options *o, char **words)
{
  const char *message = o->message != NULL ? o->message : "Upload with Vitrine";

  return vt_cli_upload (vt_model_library_get_client (o->library), words[0], words[1], message, o->is_private, o->yes, o->cancellable);
}

/* A Space may be named as its address has it. */
static int
copy (Options *o, char **words)
{
  g_autofree char *repo = g_str_has_prefix (words[0], "spaces/") ? g_strdup (words[0]) : vt_hub_repo_make (VT_HUB_SPACES, words[0]);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = vt_hub_space_copy (vt_model_library_get_client (o->library), repo, o->cancellable, NULL, NULL, &error);

  if (folder == NULL)
    return vt_cli_fail (error);
  printf ("%s\n", folder);
  return VT_CLI_DONE;
}

static int
login (Options *o, char **words)
{
  return vt_cli_hub_login (vt_model_library_get_client (o->library), o->cancellable);
}

static int
whoami (Options *o, char **words)
{
  return vt_cli_hub_whoami (vt_model_library_get_client (o->library), o->cancellable);
}

static int
logout (Options *o, char **words)
{
  return vt_cli_hub_logout (vt_model_library_get_client (o->library), o->cancellable);
}

static int
cache (Options *o, char **words)
{
  VtCliCache what = { o->library, o->json, o->fetch, o->cancellable };
  int status = vt_cli_hub_cache (&what, words);

  return status >= 0 ? status
                     : vt_cli_wrong (&vt_cli_hub, "Say what to do with the cache: cache list, cache verify [M], "
                                                  "cache import PATH or cache remove M.");
}

static int
room (Options *o, char **words)
{
  return vt_cli_hub_room ();
}

static const struct
{
  const char *name;
  int (*run) (Options *o, char **words);
  guint n_words;
  gboolean more; /* what follows, it looks at itself */
} actions[] = {
  { "search", search, 1 },
  { "info", info, 1 },
  { "files", files, 1 },
  { "download", download, 1 },
  { "upload", upload, 2 },
  { "copy", copy, 1 },
  { "cache", cache, 0, TRUE },
  { "room", room, 0 },
  { "login", login, 0 },
  { "whoami", whoami, 0 },
  { "logout", logout, 0 },
};

static int
run_action (Options *o, char **words)
{
  guint n = g_strv_length (words);

  for (guint i = 0; n > 0 && i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].name, words[0]) == 0 && (actions[i].more || n == 1 + actions[i].n_words))
      return actions[i].run (o, words + 1);
  return vt_cli_wrong (&vt_cli_hub, "Say what to do and with what, as in: vitrine hub search gemma");
}

static int
run (int argc, char **argv)
{
  Options o = { FALSE };
  g_autoptr (VtModelLibrary) library = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autofree char *task = NULL;
  g_autofree char *limit = NULL;
  g_autofree char *message = NULL;
  g_auto (GStrv) words = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "task", 0, 0, G_OPTION_ARG_STRING, &task, "With search: only models for this task", "TASK" },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &limit, "With search: how many at most (20)", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "Print what the Hub says, as JSON", NULL },
    { "accept-licence", 0, 0, G_OPTION_ARG_NONE, &o.accept, "With download: I have read the licence and accept it", NULL },
    { "private", 0, 0, G_OPTION_ARG_NONE, &o.is_private, "With upload: only you can see it, where it is new", NULL },
    { "message", 0, 0, G_OPTION_ARG_STRING, &message, "With upload: what has changed", "TEXT" },
    { "fetch", 0, 0, G_OPTION_ARG_NONE, &o.fetch, "With cache verify: fetch again what is damaged", NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &o.yes, "With upload: send it; else what would go out is only listed", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_hub, entries, argc, argv, &words, &status))
    return status;
  o.task = task;
  o.limit = limit;
  o.message = message;
  o.library = library = vt_model_library_new ();
  o.cancellable = cancellable = vt_cli_cancellable ();
  return run_action (&o, words);
}

const VtCliCommand vt_cli_hub = {
  .name = "hub",
  .arguments = "search WORDS|info M|files M|download M|upload FOLDER REPO|copy SPACE|cache WHAT|room|login|whoami|logout",
  .summary = "Searches the Hugging Face Hub and downloads from it",
  .help = "M is owner/name[@revision][:file].\n"
          "  search    lists models\n"
          "  info      what a model is and needs, told by the beginning of its files\n"
          "  files     lists the files of a model\n"
          "  download  brings it onto this computer, and prints its path\n"
          "  upload    sends a folder to owner/name, or spaces/owner/name, of your account\n"
          "  copy      puts a copy of the Space owner/name, made with Vitrine, among your own, and prints its path\n"
          "  cache     list: what is on this computer, of every kind\n"
          "            verify [M]: whether all bytes are right; with --fetch, what is not comes again\n"
          "            import PATH: models from a folder, a file, a USB stick or another computer's cache\n"
          "            remove M: deletes it\n"
          "  room      lists the Hubs of this room, each with its address for HF_ENDPOINT\n"
          "  login     asks for your token, for models that are not for everybody; the keyring keeps it\n"
          "  whoami    whose token is used\n"
          "  logout    forgets it",
  .run = run,
};
