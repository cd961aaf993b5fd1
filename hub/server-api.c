/* server-api.c: the server's answers in JSON, in the Hub's shapes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "hub/cache-private.h"
#include "hub/json-members.h"
#include "hub/server-private.h"

#define LIST_MAX 1000
#define QUESTION_MAX (1 << 20)

const char *
vt_hub_question_get (const VtHubQuestion *question, const char *name)
{
  return question->query != NULL ? g_hash_table_lookup (question->query, name) : NULL;
}

static void
send_json (const VtHubQuestion *question, guint status, VtJsonWriter *json)
{
  soup_server_message_set_status (question->message, status, NULL);
  soup_server_message_set_response (question->message, "application/json", SOUP_MEMORY_TAKE, json->text->str,
                                    json->text->len);
  g_string_free (json->text, FALSE);
}

void
vt_hub_question_refuse (const VtHubQuestion *question, guint status, const char *code, const char *sentence)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (question->message);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  soup_message_headers_replace (headers, "X-Error-Code", code);
  soup_message_headers_replace (headers, "X-Error-Message", sentence);
  vt_json_write_begin (&json, '{');
  vt_json_write_text_member (&json, "error", sentence);
  vt_json_write_end (&json, '}');
  send_json (question, status, &json);
}

GPtrArray *
vt_hub_question_files (const VtHubQuestion *question)
{
  g_autofree char *folder = vt_hub_cache_repo_dir (question->cache, question->repo);
  g_autofree char *snapshot = g_build_filename (folder, "snapshots", question->commit, NULL);
  g_auto (GStrv) names = vt_hub_cache_walk (snapshot);
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_file_free);

  for (guint i = 0; names[i] != NULL; i++)
    {
      VtHubFile *file = vt_hub_question_file (question, names[i]);

      if (file != NULL)
        g_ptr_array_add (files, file);
    }
  return files;
}

/* What git keeps in the place of a big file. */
static char *
lfs_pointer (const VtHubFile *file)
{
  return g_strdup_printf ("version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %" G_GUINT64_FORMAT "\n",
                          file->digest, file->bytes);
}

static gboolean
is_lfs (const VtHubFile *file)
{
  VtDigestKind kind;

  return vt_digest_kind_of (file->digest, &kind) && kind == VT_DIGEST_SHA256;
}

/* @id: how the answer calls git's hash: "oid" in trees, "blobId" beside "rfilename";
 * @hash: how it calls the content's. */
static void
write_content (VtJsonWriter *json, const VtHubFile *file, const char *id, const char *hash)
{
  g_autofree char *pointer = NULL;
  g_autoptr (VtDigest) sum = NULL;
  g_autofree char *id_text = NULL;

  vt_json_write_number_member (json, "size", file->bytes);
  if (!is_lfs (file))
    {
      vt_json_write_text_member (json, id, file->digest);
      return;
    }
  pointer = lfs_pointer (file);
  sum = vt_digest_new (VT_DIGEST_GIT_BLOB, strlen (pointer));
  vt_digest_update (sum, pointer, strlen (pointer));
  id_text = vt_digest_finish (sum);
  vt_json_write_text_member (json, id, id_text);
  vt_json_write_key (json, "lfs");
  vt_json_write_begin (json, '{');
  vt_json_write_text_member (json, hash, file->digest);
  vt_json_write_number_member (json, "size", file->bytes);
  vt_json_write_number_member (json, "pointerSize", strlen (pointer));
  vt_json_write_end (json, '}');
}

static void
write_siblings (const VtHubQuestion *question, VtJsonWriter *json)
{
  g_autoptr (GPtrArray) files = vt_hub_question_files (question);
  gboolean blobs = g_strcmp0 (vt_hub_question_get (question, "blobs"), "true") == 0
                   || g_strcmp0 (vt_hub_question_get (question, "blobs"), "True") == 0;

  vt_json_write_key (json, "siblings");
  vt_json_write_begin (json, '[');
  for (guint i = 0; i < files->len; i++)
    {
      const VtHubFile *file = files->pdata[i];

      vt_json_write_begin (json, '{');
      vt_json_write_text_member (json, "rfilename", file->name);
      if (blobs)
        write_content (json, file, "blobId", "sha256");
      vt_json_write_end (json, '}');
    }
  vt_json_write_end (json, ']');
}

static void
write_identity (VtJsonWriter *json, const char *repo)
{
  const char *name;
  VtHubKind kind = vt_hub_repo_kind (repo, &name);
  const char *slash = strchr (name, '/');
  g_autofree char *owner = slash != NULL ? g_strndup (name, slash - name) : NULL;

  vt_json_write_text_member (json, "id", name);
  if (kind == VT_HUB_MODELS)
    vt_json_write_text_member (json, "modelId", name);
  if (owner != NULL)
    vt_json_write_text_member (json, "author", owner);
  vt_json_write_key (json, "private");
  vt_json_write_boolean (json, FALSE);
  vt_json_write_key (json, "gated");
  vt_json_write_boolean (json, FALSE);
  vt_json_write_key (json, "disabled");
  vt_json_write_boolean (json, FALSE);
  vt_json_write_key (json, "tags");
  vt_json_write_begin (json, '[');
  vt_json_write_end (json, ']');
  vt_json_write_number_member (json, "downloads", 0);
  vt_json_write_number_member (json, "likes", 0);
}

void
vt_hub_answer_repo (const VtHubQuestion *question)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  write_identity (&json, question->repo);
  vt_json_write_text_member (&json, "sha", question->commit);
  write_siblings (question, &json);
  vt_json_write_end (&json, '}');
  send_json (question, 200, &json);
}

/* Every word of @search stands in the name. */
static gboolean
matches (const char *repo, const char *search)
{
  g_auto (GStrv) words = g_strsplit (search != NULL ? search : "", " ", -1);
  g_autofree char *name = g_ascii_strdown (repo, -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = g_ascii_strdown (words[i], -1);

      if (strstr (name, word) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_of_author (const char *repo, const char *author)
{
  return author == NULL || (g_str_has_prefix (repo, author) && repo[strlen (author)] == '/');
}

static guint64
read_number (const VtHubQuestion *question, const char *name, guint64 most, guint64 otherwise)
{
  const char *text = vt_hub_question_get (question, name);
  guint64 number = otherwise;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, most, &number, NULL);
  return number;
}

/* As the Hub says where a list goes on: the same question with a cursor, here a number. */
static void
name_next_page (const VtHubQuestion *question, guint64 cursor)
{
  GUri *uri = soup_server_message_get_uri (question->message);
  g_autoptr (GHashTable) query = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, cursor);
  g_autofree char *encoded = NULL, *link = NULL;
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, question->query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (query, name, value);
  g_hash_table_insert (query, "cursor", number);
  encoded = soup_form_encode_hash (query);
  link = g_strdup_printf ("<%s?%s>; rel=\"next\"", g_uri_get_path (uri), encoded);
  soup_message_headers_replace (soup_server_message_get_response_headers (question->message), "Link", link);
}

static gboolean
is_wanted (const VtHubQuestion *question, const VtHubCachedRepo *repo)
{
  const char *name;

  vt_hub_repo_kind (repo->repo, &name);
  return matches (name, vt_hub_question_get (question, "search"))
         && is_of_author (name, vt_hub_question_get (question, "author"));
}

void
vt_hub_answer_list (const VtHubQuestion *question)
{
  g_autoptr (GPtrArray) repos = vt_hub_cache_list (question->cache, question->kind);
  guint64 limit = MAX (read_number (question, "limit", LIST_MAX, LIST_MAX), 1);
  guint64 i = read_number (question, "cursor", G_MAXUINT32, 0);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (; i < repos->len && limit > 0; i++)
    {
      const VtHubCachedRepo *repo = repos->pdata[i];

      if (!is_wanted (question, repo))
        continue;
      vt_json_write_begin (&json, '{');
      write_identity (&json, repo->repo);
      vt_json_write_end (&json, '}');
      limit--;
    }
  vt_json_write_end (&json, ']');
  if (i < repos->len && question->query != NULL)
    name_next_page (question, i);
  send_json (question, 200, &json);
}

static void
write_entry (VtJsonWriter *json, const VtHubFile *file)
{
  vt_json_write_begin (json, '{');
  vt_json_write_text_member (json, "type", "file");
  vt_json_write_text_member (json, "path", file->name);
  write_content (json, file, "oid", "oid");
  vt_json_write_end (json, '}');
}

/* Each folder once, named by a hash of its name: the cache does not know git's. */
static void
write_folder (VtJsonWriter *json, const char *path)
{
  g_autofree char *id = g_compute_checksum_for_string (G_CHECKSUM_SHA1, path, -1);

  vt_json_write_begin (json, '{');
  vt_json_write_text_member (json, "type", "directory");
  vt_json_write_text_member (json, "path", path);
  vt_json_write_text_member (json, "oid", id);
  vt_json_write_number_member (json, "size", 0);
  vt_json_write_end (json, '}');
}

/* The folders between the asked one and the file, the last first seen. */
static void
write_folders (VtJsonWriter *json, const char *name, gsize from, gboolean recursive, GHashTable *seen)
{
  const char *slash = name + from;

  while ((slash = strchr (slash, '/')) != NULL)
    {
      char *path = g_strndup (name, slash - name);

      if (!g_hash_table_contains (seen, path))
        write_folder (json, path);
      g_hash_table_add (seen, path);
      if (!recursive)
        return;
      slash++;
    }
}

void
vt_hub_answer_tree (const VtHubQuestion *question)
{
  g_autoptr (GPtrArray) files = vt_hub_question_files (question);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *asked = vt_hub_question_get (question, "recursive");
  gboolean recursive = asked != NULL && g_ascii_strcasecmp (asked, "true") == 0;
  g_autofree char *below = *question->path != '\0' ? g_strconcat (question->path, "/", NULL) : g_strdup ("");
  gsize from = strlen (below);
  gboolean found = from == 0;
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < files->len; i++)
    {
      const VtHubFile *file = files->pdata[i];

      if (!g_str_has_prefix (file->name, below))
        continue;
      found = TRUE;
      write_folders (&json, file->name, from, recursive, seen);
      if (recursive || strchr (file->name + from, '/') == NULL)
        write_entry (&json, file);
    }
  vt_json_write_end (&json, ']');
  if (found)
    {
      send_json (question, 200, &json);
      return;
    }
  g_string_free (json.text, TRUE);
  vt_hub_question_refuse (question, 404, "EntryNotFound", "There is no such folder.");
}

/* `paths=a&paths=b`, or `{"paths": ["a", "b"]}`: (transfer full) (element-type utf8). */
static GPtrArray *
read_paths (const VtHubQuestion *question)
{
  SoupMessageBody *body = soup_server_message_get_request_body (question->message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize n = MIN (g_bytes_get_size (bytes), QUESTION_MAX);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), n);
  g_autoptr (VtJson) json = *text == '{' ? vt_json_parse (text, strlen (text), NULL) : NULL;
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_get (vt_json_root (json), "paths") : NULL);
  g_autofree char *name = NULL, *value = NULL;
  GUriParamsIter form;

  while (json != NULL && vt_json_iter_next (&iter))
    if (vt_json_type (iter.value) == VT_JSON_STRING)
      g_ptr_array_add (paths, g_strdup (vt_json_string (iter.value, NULL)));
  g_uri_params_iter_init (&form, json == NULL ? text : "", -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&form, &name, &value, NULL))
    {
      if (strcmp (name, "paths") == 0)
        g_ptr_array_add (paths, g_steal_pointer (&value));
      g_clear_pointer (&name, g_free);
      g_clear_pointer (&value, g_free);
    }
  return paths;
}

void
vt_hub_answer_paths_info (const VtHubQuestion *question)
{
  g_autoptr (GPtrArray) paths = read_paths (question);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < paths->len; i++)
    {
      const char *name = paths->pdata[i];
      g_autoptr (VtHubFile) file = vt_hub_is_safe_path (name) ? vt_hub_question_file (question, name) : NULL;

      if (file != NULL)
        write_entry (&json, file);
    }
  vt_json_write_end (&json, ']');
  send_json (question, 200, &json);
}

void
vt_hub_answer_refs (const VtHubQuestion *question)
{
  g_autofree char *folder = vt_hub_cache_repo_dir (question->cache, question->repo);
  g_autofree char *refs = g_build_filename (folder, "refs", NULL);
  g_auto (GStrv) names = vt_hub_cache_walk (refs);
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "branches");
  vt_json_write_begin (&json, '[');
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *commit = vt_hub_cache_commit (question->cache, question->repo, names[i]);
      g_autofree char *ref = g_strconcat ("refs/heads/", names[i], NULL);

      if (commit == NULL)
        continue;
      vt_json_write_begin (&json, '{');
      vt_json_write_text_member (&json, "name", names[i]);
      vt_json_write_text_member (&json, "ref", ref);
      vt_json_write_text_member (&json, "targetCommit", commit);
      vt_json_write_end (&json, '}');
    }
  vt_json_write_end (&json, ']');
  for (guint i = 0; i < 2; i++)
    {
      vt_json_write_key (&json, i == 0 ? "converts" : "tags");
      vt_json_write_begin (&json, '[');
      vt_json_write_end (&json, ']');
    }
  vt_json_write_end (&json, '}');
  send_json (question, 200, &json);
}
