/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/upload.h"

#include <string.h>
#include <sys/stat.h>

#include "engine/base/error.h"
#include "hub/cache-private.h"
#include "hub/client-private.h"
#include "hub/disk.h"
#include "hub/json-members.h"

#define SAMPLE 512 /* bytes by which the Hub tells texts from other files */
#define CARD "README.md"
#define LFS_TYPE "application/vnd.git-lfs+json"

/* What the Hub calls the kinds in questions. */
static const char *const types[] = { "model", "dataset", "space" };

/* A file on its way. */
typedef struct
{
  const VtHubFile *file;
  char *path;
  const char *text; /* (nullable): what goes out in place of the file */
  char *sha256;
  gboolean lfs;
  gboolean ignored;
} Item;

typedef struct
{
  VtHubUpload *upload;
  VtHubCall call;
  GPtrArray *items;
  VtBytesFunc progress;
  gpointer data;
  guint64 done;
} Sending;

/* --- the plan -------------------------------------------------------------------------- */

static VtHubFile *
find_file (VtHubUpload *self, const char *name)
{
  for (guint i = 0; i < self->files->len; i++)
    if (strcmp (((const VtHubFile *) self->files->pdata[i])->name, name) == 0)
      return self->files->pdata[i];
  return NULL;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const VtHubFile *const *) a)->name, (*(const VtHubFile *const *) b)->name);
}

/* The Hub knows no spaces of ours; as a page of files it shows them all the same. What makes
 * it ours is space.json. */
static char *
static_card (const char *card)
{
  const char *found = strstr (card, "\nsdk: vitrine\n");

  if (found == NULL)
    return NULL;
  return g_strdup_printf ("%.*s\nsdk: static\n%s", (int) (found - card), card, found + strlen ("\nsdk: vitrine\n"));
}

/* The card of a space as it goes out. */
static gboolean
read_card (VtHubUpload *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, CARD, NULL);
  g_autofree char *text = NULL;
  g_autofree char *card = NULL;

  if (vt_hub_repo_kind (self->repo, NULL) != VT_HUB_SPACES || find_file (self, CARD) == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  card = static_card (text);
  if (card != NULL)
    vt_hub_upload_set_card (self, card);
  return TRUE;
}

static gboolean
add_file (VtHubUpload *self, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  struct stat info;
  VtHubFile *file;

  if (lstat (path, &info) != 0 || !S_ISREG (info.st_mode) || !vt_hub_is_safe_path (name) || *name == '.' || strstr (name, "/.") != NULL)
    return TRUE;
  if ((guint64) info.st_size > VT_HUB_UPLOAD_FILE_MAX)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_LIMIT, "%s is larger than 5 GiB, more than goes to the Hub as one file.", name);
      return FALSE;
    }
  file = g_new0 (VtHubFile, 1);
  file->name = g_strdup (name);
  file->bytes = (guint64) info.st_size;
  self->bytes += file->bytes;
  g_ptr_array_add (self->files, file);
  return TRUE;
}

VtHubUpload *
vt_hub_upload_new (const char *folder, const char *repo, const char *summary, gboolean is_private, GError **error)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (repo, error);
  g_autoptr (VtHubUpload) self = g_new0 (VtHubUpload, 1);
  g_auto (GStrv) names = vt_hub_cache_walk (folder);

  self->folder = g_strdup (folder);
  self->summary = g_strdup (summary);
  self->is_private = is_private;
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_hub_file_free);
  if (reference == NULL)
    return NULL;
  self->repo = g_strdup (reference->repo);
  for (guint i = 0; names[i] != NULL; i++)
    if (!add_file (self, names[i], error))
      return NULL;
  if (self->files->len > 0)
    return read_card (self, error) ? g_steal_pointer (&self) : NULL;
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "There is no file in %s that could go to the Hub.", folder);
  return NULL;
}

void
vt_hub_upload_free (VtHubUpload *self)
{
  g_free (self->folder);
  g_free (self->repo);
  g_free (self->summary);
  g_free (self->card);
  g_ptr_array_unref (self->files);
  g_free (self);
}

gboolean
vt_hub_upload_set_place (VtHubUpload *self, const char *repo, gboolean is_private, GError **error)
{
  g_autoptr (VtHubReference) reference = vt_hub_reference_parse (repo, error);

  if (reference == NULL)
    return FALSE;
  g_free (self->repo);
  self->repo = g_strdup (reference->repo);
  self->is_private = is_private;
  return TRUE;
}

void
vt_hub_upload_set_card (VtHubUpload *self, const char *text)
{
  VtHubFile *file = find_file (self, CARD);
  g_autofree char *card = vt_hub_repo_kind (self->repo, NULL) == VT_HUB_SPACES ? static_card (text) : NULL;

  if (file == NULL)
    {
      file = g_new0 (VtHubFile, 1);
      file->name = g_strdup (CARD);
      g_ptr_array_add (self->files, file);
      g_ptr_array_sort (self->files, compare_files);
    }
  g_free (self->card);
  self->card = card != NULL ? g_steal_pointer (&card) : g_strdup (text);
  self->bytes -= file->bytes;
  file->bytes = strlen (self->card);
  self->bytes += file->bytes;
}

gboolean
vt_hub_upload_look (VtHubUpload *self, VtHubClient *client, gboolean *there, GCancellable *cancellable, GError **error)
{
  const char *name;
  VtHubKind kind = vt_hub_repo_kind (self->repo, &name);
  g_autofree char *path = g_strconcat ("/api/", vt_hub_kind_word (kind), "/", name, NULL);
  g_autoptr (GError) local = NULL;
  g_autoptr (VtJson) answer = vt_hub_client_get_json (client, path, cancellable, &local);

  *there = answer != NULL;
  if (answer != NULL || g_error_matches (local, VT_ERROR, VT_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
item_free (Item *item)
{
  g_free (item->path);
  g_free (item->sha256);
  g_free (item);
}

/* --- questions ---------------------------------------------------------------------------- */

/* Takes @text. @known: (nullable): a status that is no failure */
static VtJson *
ask (Sending *self, const char *url, const char *type, GString *text, guint known, GError **error)
{
  g_autoptr (GBytes) body = g_string_free_to_bytes (text);
  const VtHubBody what = { "POST", type, body, NULL, 0 };
  g_autoptr (GBytes) answer = vt_hub_call_post (&self->call, url, &what, known, error);
  gsize size;
  const char *said = answer != NULL ? g_bytes_get_data (answer, &size) : NULL;
  VtJson *json;

  if (answer == NULL)
    return NULL;
  json = vt_json_parse (said != NULL ? said : "", said != NULL ? size : 0, error);
  if (json == NULL)
    g_prefix_error (error, "The Hub's answer cannot be read. ");
  return json;
}

/* `{endpoint}/api/models/owner/name/WHAT/main` */
static char *
api_url (Sending *self, const char *what)
{
  const char *name;
  VtHubKind kind = vt_hub_repo_kind (self->upload->repo, &name);

  return g_strconcat (self->call.endpoint, "/api/", vt_hub_kind_word (kind), "/", name, "/", what, "/main", NULL);
}

/* --- the card -------------------------------------------------------------------------------- */

static Item *
find_card (Sending *self)
{
  for (guint i = 0; i < self->items->len; i++)
    if (strcmp (((const Item *) self->items->pdata[i])->file->name, CARD) == 0)
      return self->items->pdata[i];
  return NULL;
}

static gboolean
judge_card (const VtJsonNode *answer, GError **error)
{
  const VtJsonNode *complaint = vt_json_at (vt_json_get (answer, "errors"), 0);

  if (complaint == NULL)
    return TRUE;
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The Hub does not take the front matter of README.md. It says: “%s”",
               vt_json_get_string (complaint, "message", "?"));
  return FALSE;
}

/* Before anything is made there, the Hub is asked whether it can read the card. A Hub of
 * elsewhere may not know this question. */
static gboolean
check_card (Sending *self, GError **error)
{
  VtHubKind kind = vt_hub_repo_kind (self->upload->repo, NULL);
  g_autofree char *url = g_strconcat (self->call.endpoint, "/api/validate-yaml", NULL);
  Item *card = find_card (self);
  g_autofree char *content = NULL;
  VtJsonWriter json = { NULL };
  g_autoptr (VtJson) answer = NULL;

  if (card == NULL)
    return TRUE;
  if (card->text == NULL && !g_file_get_contents (card->path, &content, NULL, error))
    return FALSE;
  json.text = g_string_new (NULL);
  vt_json_write_begin (&json, '{');
  vt_json_write_text_member (&json, "content", card->text != NULL ? card->text : content);
  vt_json_write_text_member (&json, "repoType", types[kind]);
  vt_json_write_end (&json, '}');
  answer = ask (self, url, "application/json", json.text, 404, error);
  return answer != NULL && judge_card (vt_json_root (answer), error);
}

/* --- one after the other ----------------------------------------------------------------------- */

/* 409 says that it is there already. */
static gboolean
create_repo (Sending *self, GError **error)
{
  const char *name, *slash;
  VtHubKind kind = vt_hub_repo_kind (self->upload->repo, &name);
  g_autofree char *url = g_strconcat (self->call.endpoint, "/api/repos/create", NULL);
  g_autofree char *owner = NULL;
  VtJsonWriter json = { .text = g_string_new (NULL) };
  g_autoptr (VtJson) answer = NULL;

  slash = strchr (name, '/');
  owner = slash != NULL ? g_strndup (name, slash - name) : NULL;
  vt_json_write_begin (&json, '{');
  vt_json_write_text_member (&json, "name", slash != NULL ? slash + 1 : name);
  if (owner != NULL)
    vt_json_write_text_member (&json, "organization", owner);
  vt_json_write_text_member (&json, "type", types[kind]);
  vt_json_write_text_member (&json, "visibility", self->upload->is_private ? "private" : "public");
  if (kind == VT_HUB_SPACES)
    vt_json_write_text_member (&json, "sdk", "static");
  vt_json_write_end (&json, '}');
  answer = ask (self, url, "application/json", json.text, 409, error);
  return answer != NULL;
}

static char *
make_sample (const Item *item, GError **error)
{
  vt_autofd int fd = item->text == NULL ? vt_disk_open (item->path, 0, error) : -1;
  guchar sample[SAMPLE];
  gssize n;

  if (item->text != NULL)
    return g_base64_encode ((const guchar *) item->text, MIN (strlen (item->text), SAMPLE));
  n = fd >= 0 ? vt_disk_read (fd, sample, SAMPLE, item->path, error) : -1;
  return n >= 0 ? g_base64_encode (sample, (gsize) n) : NULL;
}

static gboolean
write_sample (const Item *item, VtJsonWriter *json, GError **error)
{
  g_autofree char *text = make_sample (item, error);

  if (text == NULL)
    return FALSE;
  vt_json_write_begin (json, '{');
  vt_json_write_text_member (json, "path", item->file->name);
  vt_json_write_text_member (json, "sample", text);
  vt_json_write_number_member (json, "size", item->file->bytes);
  vt_json_write_end (json, '}');
  return TRUE;
}

static void
note_mode (Sending *self, const VtJsonNode *said)
{
  const char *path = vt_json_get_string (said, "path", "");

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = self->items->pdata[i];

      if (strcmp (item->file->name, path) != 0)
        continue;
      item->lfs = item->text == NULL && strcmp (vt_json_get_string (said, "uploadMode", "regular"), "lfs") == 0;
      item->ignored = vt_json_get_boolean (said, "shouldIgnore", FALSE);
    }
}

/* Which files are to go which way. */
static gboolean
ask_modes (Sending *self, GError **error)
{
  g_autofree char *url = api_url (self, "preupload");
  VtJsonWriter json = { .text = g_string_new (NULL) };
  g_autoptr (VtJson) answer = NULL;
  gboolean good = TRUE;

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "files");
  vt_json_write_begin (&json, '[');
  for (guint i = 0; good && i < self->items->len; i++)
    good = write_sample (self->items->pdata[i], &json, error);
  vt_json_write_end (&json, ']');
  vt_json_write_end (&json, '}');
  if (!good)
    return (g_string_free (json.text, TRUE), FALSE);
  answer = ask (self, url, "application/json", json.text, 0, error);
  if (answer == NULL)
    return FALSE;
  for (VtJsonIter iter = VT_JSON_ITER (vt_json_get (vt_json_root (answer), "files")); vt_json_iter_next (&iter);)
    note_mode (self, iter.value);
  return TRUE;
}

static void
tell (Sending *self, guint64 more)
{
  self->done += more;
  if (self->progress != NULL)
    self->progress (self->done, self->upload->bytes, self->data);
}

static const Item *
find_by_hash (Sending *self, const char *hash)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_strcmp0 (((const Item *) self->items->pdata[i])->sha256, hash) == 0)
      return self->items->pdata[i];
  return NULL;
}

static void
on_sent (guint64 done, guint64 total, gpointer data)
{
  Sending *self = data;

  if (self->progress != NULL)
    self->progress (self->done + MIN (done, total), self->upload->bytes, self->data);
}

static gboolean
put_file (Sending *self, const Item *item, const char *url, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (item->path);
  const VtHubBody what = { "PUT", "application/octet-stream", NULL, file, item->file->bytes, on_sent, self };
  g_autoptr (GBytes) answer = vt_hub_call_post (&self->call, url, &what, 0, error);

  return answer != NULL;
}

static gboolean
verify_file (Sending *self, const Item *item, const char *url, GError **error)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };
  g_autoptr (GBytes) body = NULL, answer = NULL;

  vt_json_write_begin (&json, '{');
  vt_json_write_text_member (&json, "oid", item->sha256);
  vt_json_write_number_member (&json, "size", item->file->bytes);
  vt_json_write_end (&json, '}');
  body = g_string_free_to_bytes (json.text);
  answer = vt_hub_call_post (&self->call, url, &(VtHubBody) { "POST", "application/json", body, NULL, 0 }, 0, error);
  return answer != NULL;
}

/* An object of the answer: where its bytes go; nowhere where the Hub has them. */
static gboolean
send_object (Sending *self, const VtJsonNode *object, GError **error)
{
  const Item *item = find_by_hash (self, vt_json_get_string (object, "oid", ""));
  const VtJsonNode *actions = vt_json_get (object, "actions");
  const char *to = vt_json_get_string (vt_json_get (actions, "upload"), "href", NULL);
  const char *check = vt_json_get_string (vt_json_get (actions, "verify"), "href", NULL);
  const char *complaint = vt_json_get_string (vt_json_get (object, "error"), "message", NULL);

  if (item == NULL)
    return TRUE;
  if (complaint != NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NETWORK, "The Hub does not take %s. It says: “%s”", item->file->name, complaint);
      return FALSE;
    }
  return (to == NULL || put_file (self, item, to, error)) && (check == NULL || verify_file (self, item, check, error))
         && (tell (self, item->file->bytes), TRUE);
}

static void
write_objects (Sending *self, VtJsonWriter *json)
{
  vt_json_write_begin (json, '{');
  vt_json_write_text_member (json, "operation", "upload");
  vt_json_write_key (json, "transfers");
  vt_json_write_begin (json, '[');
  vt_json_write_string (json, "basic", -1);
  vt_json_write_end (json, ']');
  vt_json_write_key (json, "objects");
  vt_json_write_begin (json, '[');
  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = self->items->pdata[i];

      if (item->sha256 == NULL)
        continue;
      vt_json_write_begin (json, '{');
      vt_json_write_text_member (json, "oid", item->sha256);
      vt_json_write_number_member (json, "size", item->file->bytes);
      vt_json_write_end (json, '}');
    }
  vt_json_write_end (json, ']');
  vt_json_write_text_member (json, "hash_algo", "sha256");
  vt_json_write_key (json, "ref");
  vt_json_write_begin (json, '{');
  vt_json_write_text_member (json, "name", "main");
  vt_json_write_end (json, '}');
  vt_json_write_end (json, '}');
}

/* Large files, before the commit. */
static gboolean
send_large (Sending *self, GError **error)
{
  g_autofree char *url = g_strconcat (self->call.endpoint, "/", self->upload->repo, ".git/info/lfs/objects/batch", NULL);
  VtJsonWriter json = { NULL };
  g_autoptr (VtJson) answer = NULL;
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = self->items->pdata[i];

      if (!item->lfs || item->ignored)
        continue;
      item->sha256 = vt_digest_file (item->path, VT_DIGEST_SHA256, self->call.cancellable, NULL, NULL, error);
      if (item->sha256 == NULL)
        return FALSE;
      n++;
    }
  if (n == 0)
    return TRUE;
  json.text = g_string_new (NULL);
  write_objects (self, &json);
  answer = ask (self, url, LFS_TYPE, json.text, 0, error);
  if (answer == NULL)
    return FALSE;
  for (VtJsonIter iter = VT_JSON_ITER (vt_json_get (vt_json_root (answer), "objects")); vt_json_iter_next (&iter);)
    if (!send_object (self, iter.value, error))
      return FALSE;
  return TRUE;
}

static void
begin_line (VtJsonWriter *json, const char *key)
{
  json->comma = FALSE;
  vt_json_write_begin (json, '{');
  vt_json_write_text_member (json, "key", key);
  vt_json_write_key (json, "value");
  vt_json_write_begin (json, '{');
}

static void
end_line (VtJsonWriter *json)
{
  vt_json_write_end (json, '}');
  vt_json_write_end (json, '}');
  g_string_append_c (json->text, '\n');
}

static gboolean
write_item (Sending *self, const Item *item, VtJsonWriter *json, GError **error)
{
  g_autofree char *content = NULL, *text = NULL;
  gsize size;

  if (item->ignored)
    return TRUE;
  if (item->lfs)
    {
      begin_line (json, "lfsFile");
      vt_json_write_text_member (json, "path", item->file->name);
      vt_json_write_text_member (json, "algo", "sha256");
      vt_json_write_text_member (json, "oid", item->sha256);
      vt_json_write_number_member (json, "size", item->file->bytes);
      end_line (json);
      return TRUE;
    }
  if (item->text != NULL)
    content = g_strndup (item->text, size = strlen (item->text));
  else if (!g_file_get_contents (item->path, &content, &size, error))
    return FALSE;
  text = g_base64_encode ((const guchar *) content, size);
  begin_line (json, "file");
  vt_json_write_text_member (json, "content", text);
  vt_json_write_text_member (json, "path", item->file->name);
  vt_json_write_text_member (json, "encoding", "base64");
  end_line (json);
  tell (self, item->file->bytes);
  return TRUE;
}

static gboolean
commit (Sending *self, GError **error)
{
  g_autofree char *url = api_url (self, "commit");
  VtJsonWriter json = { .text = g_string_new (NULL) };
  g_autoptr (VtJson) answer = NULL;
  gboolean good = TRUE;

  begin_line (&json, "header");
  vt_json_write_text_member (&json, "summary", self->upload->summary);
  vt_json_write_text_member (&json, "description", "");
  end_line (&json);
  for (guint i = 0; good && i < self->items->len; i++)
    good = write_item (self, self->items->pdata[i], &json, error);
  if (!good)
    return (g_string_free (json.text, TRUE), FALSE);
  answer = ask (self, url, "application/x-ndjson", json.text, 0, error);
  return answer != NULL;
}

static gboolean
has_token (Sending *self, GError **error)
{
  if (self->call.token != NULL)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_DENIED,
                       "Sign in to the Hub first, with a token that may write: in the preferences, or by vitrine hub login.");
  return FALSE;
}

char *
vt_hub_upload_send (VtHubUpload *upload, VtHubClient *client, GCancellable *cancellable, VtBytesFunc progress, gpointer data,
                    GError **error)
{
  Sending self = { .upload = upload, .progress = progress, .data = data };
  VtHubReference about = { upload->repo, (char *) "main", NULL };
  char *page = NULL;

  if (!vt_hub_call_init (&self.call, client, &about, cancellable, error))
    return NULL;
  self.items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  for (guint i = 0; i < upload->files->len; i++)
    {
      Item *item = g_new0 (Item, 1);

      item->file = upload->files->pdata[i];
      item->path = g_build_filename (upload->folder, item->file->name, NULL);
      item->text = strcmp (item->file->name, CARD) == 0 ? upload->card : NULL;
      g_ptr_array_add (self.items, item);
    }
  if (has_token (&self, error) && check_card (&self, error) && create_repo (&self, error) && ask_modes (&self, error) && send_large (&self, error)
      && commit (&self, error))
    page = g_strconcat (vt_hub_client_get_endpoint (client), "/", upload->repo, NULL);
  g_ptr_array_unref (self.items);
  vt_hub_call_clear (&self.call);
  return page;
}
