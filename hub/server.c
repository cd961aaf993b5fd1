/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "engine/base/error.h"
#include "hub/server-private.h"

struct _VtHubServer
{
  GObject parent_instance;
  VtHubCache *cache;
  SoupServer *server;
};

G_DEFINE_FINAL_TYPE (VtHubServer, vt_hub_server, G_TYPE_OBJECT)

enum
{
  ANSWERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What may stand after a repository's name, and what answers it. */
typedef struct
{
  const char *word;
  gboolean api;      /* below /api/models/, /api/datasets/ or /api/spaces/ */
  gboolean revision; /* a revision follows */
  void (*answer) (const VtHubQuestion *question);
} Route;

static const Route routes[] = {
  { "revision", TRUE, TRUE, vt_hub_answer_repo },
  { "tree", TRUE, TRUE, vt_hub_answer_tree },
  { "paths-info", TRUE, TRUE, vt_hub_answer_paths_info },
  { "refs", TRUE, FALSE, vt_hub_answer_refs },
  { "resolve", FALSE, TRUE, vt_hub_answer_file },
};

static const Route whole_repo = { NULL, TRUE, FALSE, vt_hub_answer_repo };

static const Route *
find_route (const char *word, gboolean api)
{
  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (routes); i++)
    if (routes[i].api == api && strcmp (routes[i].word, word) == 0)
      return &routes[i];
  return NULL;
}

/* The decoded parts of @path; %NULL where one of them is no text. */
static GStrv
split_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", 64);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *decoded = g_uri_unescape_string (parts[i], NULL);

      if (decoded == NULL)
        return NULL;
      g_free (parts[i]);
      parts[i] = decoded;
    }
  return g_steal_pointer (&parts);
}

/* Takes repository, revision and path out of @parts: `[OWNER/]NAME[/WORD[/REVISION[/PATH…]]]`.
 * A repository without an owner is tried last. */
static const Route *
read_parts (VtHubQuestion *question, GStrv parts, gboolean api)
{
  guint n = g_strv_length (parts);
  g_autofree char *name = NULL;
  const Route *route = NULL;

  for (guint owner = 2; owner >= 1; owner--)
    {
      route = n > owner ? find_route (parts[owner], api) : api && n == owner ? &whole_repo : NULL;
      if (route == NULL)
        continue;
      if (owner == 2)
        name = g_strconcat (parts[0], "/", parts[1], NULL);
      question->repo = vt_hub_repo_make (question->kind, owner == 2 ? name : parts[0]);
      n = MIN (n, owner + 1);
      if (route->revision && parts[n] == NULL)
        return NULL;
      question->revision = g_strdup (route->revision ? parts[n++] : "main");
      question->path = g_strjoinv ("/", parts + n);
      return route;
    }
  return NULL;
}

static gboolean
is_safe (const VtHubQuestion *question)
{
  g_autofree char *text = g_strconcat (question->repo, "@", question->revision, NULL);
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (text, NULL);

  return reference != NULL && strcmp (reference->repo, question->repo) == 0
         && strcmp (reference->revision, question->revision) == 0
         && (*question->path == '\0' || vt_hub_is_safe_path (question->path));
}

static gboolean
has_repo (const VtHubQuestion *question)
{
  g_autofree char *folder = vt_hub_cache_repo_dir (question->cache, question->repo);

  return g_file_test (folder, G_FILE_TEST_IS_DIR);
}

/* A repository whose branch is not known, since it came by its commit alone, has
 * its one snapshot for "main". */
static char *
find_commit (const VtHubQuestion *question)
{
  char *commit = vt_hub_cache_commit (question->cache, question->repo, question->revision);
  g_autofree char *folder = vt_hub_cache_repo_dir (question->cache, question->repo);
  g_autofree char *snapshots = g_build_filename (folder, "snapshots", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (commit != NULL || strcmp (question->revision, "main") != 0)
    return commit;
  dir = g_dir_open (snapshots, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (vt_hub_is_commit (name))
      {
        if (commit != NULL)
          return (g_free (commit), NULL);
        commit = g_strdup (name);
      }
  return commit;
}

static void
answer_repo_question (VtHubQuestion *question, const Route *route)
{
  g_autofree char *sentence = NULL;

  if (!is_safe (question) || !has_repo (question))
    {
      sentence = g_strdup_printf ("The computer in this room has no %s.", question->repo);
      vt_hub_question_refuse (question, 404, "RepoNotFound", sentence);
      return;
    }
  question->commit = find_commit (question);
  if (question->commit == NULL)
    {
      sentence = g_strdup_printf ("The computer in this room has no revision %s of %s.", question->revision,
                                  question->repo);
      vt_hub_question_refuse (question, 404, "RevisionNotFound", sentence);
      return;
    }
  route->answer (question);
}

/* Whether @path is @head, or lies below it; then what follows. */
static gboolean
is_below (const char *path, const char *head, const char **rest)
{
  gsize n = strlen (head);

  if (strncmp (path, head, n) != 0 || (path[n] != '/' && path[n] != '\0'))
    return FALSE;
  *rest = path + n;
  return TRUE;
}

/* `/api/KIND…`, `/datasets/…`, `/spaces/…`, or a model's `/…`: what follows; whether it is below /api. */
static const char *
read_kind (VtHubQuestion *question, const char *path, gboolean *api)
{
  const char *rest = path;

  *api = is_below (path, "/api", &rest);
  for (guint kind = VT_HUB_N_KINDS; kind-- > VT_HUB_MODELS;)
    {
      g_autofree char *head = g_strconcat ("/", vt_hub_kind_word (kind), NULL);

      question->kind = kind;
      if ((*api || kind != VT_HUB_MODELS) && is_below (rest, head, &rest))
        return rest;
    }
  return *api ? NULL : rest;
}

static void
answer (VtHubQuestion *question, const char *path)
{
  gboolean api;
  const char *rest = read_kind (question, path, &api);
  g_auto (GStrv) parts = rest != NULL ? split_path (*rest == '/' ? rest + 1 : rest) : NULL;
  const Route *route = NULL;

  if (api && rest != NULL && (*rest == '\0' || strcmp (rest, "/") == 0))
    vt_hub_answer_list (question);
  else if (parts != NULL && (route = read_parts (question, parts, api)) != NULL)
    answer_repo_question (question, route);
  else
    vt_hub_question_refuse (question, 404, "EntryNotFound", "This Hub serves models and data sets only, and has no such page.");
}

static void
question_clear (VtHubQuestion *question)
{
  g_free (question->repo);
  g_free (question->revision);
  g_free (question->commit);
  g_free (question->path);
}

/* Only what reads: huggingface_hub asks for paths-info by POST. */
static gboolean
is_reading (SoupServerMessage *message, const char *path)
{
  const char *method = soup_server_message_get_method (message);

  return method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD
         || (method == SOUP_METHOD_POST && strstr (path, "/paths-info/") != NULL);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *decoded, GHashTable *query, gpointer data)
{
  VtHubServer *self = data;
  const char *path = g_uri_get_path (soup_server_message_get_uri (message));
  VtHubQuestion question = { .cache = self->cache, .message = message, .query = query };

  if (is_reading (message, path))
    answer (&question, path);
  else
    vt_hub_question_refuse (&question, 405, "MethodNotAllowed", "This Hub can only be read.");
  g_signal_emit (self, signals[ANSWERED], 0, soup_server_message_get_remote_host (message),
                 soup_server_message_get_method (message), path, soup_server_message_get_status (message));
  question_clear (&question);
}

static void
vt_hub_server_dispose (GObject *object)
{
  VtHubServer *self = VT_HUB_SERVER (object);

  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->cache, vt_hub_cache_unref);
  G_OBJECT_CLASS (vt_hub_server_parent_class)->dispose (object);
}

static void
vt_hub_server_class_init (VtHubServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_hub_server_dispose;
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_UINT);
}

static void
vt_hub_server_init (VtHubServer *self)
{
  self->server = soup_server_new ("server-header", "vitrine", NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
}

VtHubServer *
vt_hub_server_new (VtHubCache *cache)
{
  VtHubServer *self = g_object_new (VT_TYPE_HUB_SERVER, NULL);

  self->cache = vt_hub_cache_ref (cache);
  return self;
}

gboolean
vt_hub_server_listen (VtHubServer *self, gboolean local, guint port, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (local ? soup_server_listen_local (self->server, port, 0, &reason)
            : soup_server_listen_all (self->server, port, 0, &reason))
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
               "No server can be opened on port %u: %s. Perhaps another program uses it; try another port.", port,
               reason->message);
  return FALSE;
}

guint
vt_hub_server_get_port (VtHubServer *self)
{
  GSList *uris = soup_server_get_uris (self->server);
  guint port = uris != NULL ? g_uri_get_port (uris->data) : 0;

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return port;
}
