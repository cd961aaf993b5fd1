/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/publish.h"

#include <string.h>

#include "app/space-card.h"
#include "engine/base/error.h"
#include "hub/account.h"

#define NAME_MAX_LENGTH 96

struct _VtPublish
{
  GObject parent_instance;
  VtHubClient *client;
  char *folder;
  VtHubKind kind;
  char *name;
  char *account;        /* the next three are prepare's */
  char *readme;         /* the folder's; "" where it has none */
  VtHubUpload *upload;
  char *licence;
  GMutex lock;          /* guards the next one */
  guint64 sent;
};

G_DEFINE_FINAL_TYPE (VtPublish, vt_publish, G_TYPE_OBJECT)

static void
vt_publish_finalize (GObject *object)
{
  VtPublish *self = VT_PUBLISH (object);

  g_object_unref (self->client);
  g_free (self->folder);
  g_free (self->name);
  g_free (self->account);
  g_free (self->readme);
  g_clear_pointer (&self->upload, vt_hub_upload_free);
  g_free (self->licence);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (vt_publish_parent_class)->finalize (object);
}

static void
vt_publish_class_init (VtPublishClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_publish_finalize;
}

static void
vt_publish_init (VtPublish *self)
{
  g_mutex_init (&self->lock);
}

/* --- names ------------------------------------------------------------------------------- */

gboolean
vt_publish_is_name (const char *name)
{
  gsize n = strlen (name);

  if (n == 0 || n > NAME_MAX_LENGTH || strstr (name, "--") != NULL || strstr (name, "..") != NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (name[i]) && (strchr ("-_.", name[i]) == NULL || i == 0 || i == n - 1))
      return FALSE;
  return TRUE;
}

/* "Über uns!" becomes "Uber-uns"; what has no letters that the Hub takes is named for its kind. */
static char *
make_name (const char *title, VtHubKind kind)
{
  g_autofree char *ascii = g_str_to_ascii (title, NULL);
  g_autoptr (GString) name = g_string_new (NULL);

  for (const char *at = ascii; *at != '\0' && name->len < NAME_MAX_LENGTH; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (name, *at);
    else if (name->len > 0 && name->str[name->len - 1] != '-')
      g_string_append_c (name, '-');
  while (name->len > 0 && name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    return g_strdup (kind == VT_HUB_SPACES ? "my-space" : "my-model");
  return g_string_free (g_steal_pointer (&name), FALSE);
}

VtPublish *
vt_publish_new (VtHubClient *client, const char *folder, VtHubKind kind, const char *title)
{
  VtPublish *self = g_object_new (VT_TYPE_PUBLISH, NULL);

  self->client = g_object_ref (client);
  self->folder = g_strdup (folder);
  self->kind = kind;
  self->name = make_name (title, kind);
  return self;
}

/* --- prepare --------------------------------------------------------------------------------- */

/* What the thread has found, until the main thread takes it. */
typedef struct
{
  char *account;
  char *readme;
  char *licence;
  VtHubUpload *upload;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_free (found->account);
  g_free (found->readme);
  g_free (found->licence);
  g_clear_pointer (&found->upload, vt_hub_upload_free);
  g_free (found);
}

static gboolean
ask_account (VtPublish *self, Found *found, GCancellable *cancellable, GError **error)
{
  gboolean may_write;

  found->account = vt_hub_account_whoami (self->client, &may_write, cancellable, error);
  if (found->account == NULL || may_write)
    return found->account != NULL;
  g_set_error (error, VT_ERROR, VT_ERROR_DENIED,
               "The token of %s that is used here may only read. Make one on the Hub that may write, and sign in with it.", found->account);
  return FALSE;
}

static gboolean
read_folder (VtPublish *self, Found *found, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "README.md", NULL);
  g_autofree char *name = g_strconcat (found->account, "/", self->name, NULL);
  g_autofree char *repo = vt_hub_repo_make (self->kind, name);
  g_autoptr (VtSpaceCard) card = NULL;

  if (!g_file_get_contents (path, &found->readme, NULL, NULL))
    found->readme = g_strdup ("");
  card = vt_space_card_new (found->readme, error);
  if (card == NULL)
    return FALSE;
  found->licence = g_strdup (vt_space_card_get_text (card, "license"));
  found->upload = vt_hub_upload_new (self->folder, repo, "Publish with Vitrine", FALSE, error);
  return found->upload != NULL;
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Found *found = g_new0 (Found, 1);
  GError *error = NULL;

  if (ask_account (source, found, cancellable, &error) && read_folder (source, found, &error))
    g_task_return_pointer (task, found, found_free);
  else
    {
      found_free (found);
      g_task_return_error (task, error);
    }
}

void
vt_publish_prepare_async (VtPublish *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_run_in_thread (task, prepare_in_thread);
}

gboolean
vt_publish_prepare_finish (VtPublish *self, GAsyncResult *result, GError **error)
{
  Found *found = g_task_propagate_pointer (G_TASK (result), error);

  if (found == NULL)
    return FALSE;
  g_free (self->account);
  self->account = g_steal_pointer (&found->account);
  g_free (self->readme);
  self->readme = g_steal_pointer (&found->readme);
  g_free (self->licence);
  self->licence = g_steal_pointer (&found->licence);
  g_clear_pointer (&self->upload, vt_hub_upload_free);
  self->upload = g_steal_pointer (&found->upload);
  found_free (found);
  vt_publish_set_licence (self, "");
  return TRUE;
}

const char *
vt_publish_get_account (VtPublish *self)
{
  return self->account;
}

const char *
vt_publish_get_name (VtPublish *self)
{
  return self->name;
}

const char *
vt_publish_get_licence (VtPublish *self)
{
  return self->licence;
}

const VtHubUpload *
vt_publish_get_upload (VtPublish *self)
{
  return self->upload;
}

void
vt_publish_set_licence (VtPublish *self, const char *licence)
{
  g_autoptr (VtSpaceCard) card = vt_space_card_new (self->readme, NULL);
  g_autofree char *text = NULL;

  if (self->kind == VT_HUB_SPACES)
    vt_space_card_add_to_list (card, "tags", "vitrine"); /* so that others find it */
  if (*licence != '\0')
    vt_space_card_set_text (card, "license", licence);
  text = vt_space_card_to_text (card);
  if (*text != '\0')
    vt_hub_upload_set_card (self->upload, text);
}

/* --- look -------------------------------------------------------------------------------------- */

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  VtPublish *self = source;
  GError *error = NULL;
  gboolean there;

  if (vt_hub_upload_look (self->upload, self->client, &there, cancellable, &error))
    g_task_return_boolean (task, there);
  else
    g_task_return_error (task, error);
}

void
vt_publish_look_async (VtPublish *self, const char *name, gboolean is_private, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autofree char *whole = g_strconcat (self->account, "/", name, NULL);
  g_autofree char *repo = vt_hub_repo_make (self->kind, whole);
  GError *error = NULL;

  if (vt_hub_upload_set_place (self->upload, repo, is_private, &error))
    g_task_run_in_thread (task, look_in_thread);
  else
    g_task_return_error (task, error);
}

gboolean
vt_publish_look_finish (VtPublish *self, GAsyncResult *result, gboolean *there, GError **error)
{
  g_autoptr (GError) local = NULL;

  *there = g_task_propagate_boolean (G_TASK (result), &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- send ---------------------------------------------------------------------------------------- */

static void
on_progress (guint64 done, guint64 total, gpointer data)
{
  VtPublish *self = data;

  g_mutex_lock (&self->lock);
  self->sent = done;
  g_mutex_unlock (&self->lock);
}

guint64
vt_publish_get_sent (VtPublish *self)
{
  guint64 sent;

  g_mutex_lock (&self->lock);
  sent = self->sent;
  g_mutex_unlock (&self->lock);
  return sent;
}

static void
send_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  VtPublish *self = source;
  GError *error = NULL;
  char *page = vt_hub_upload_send (self->upload, self->client, cancellable, on_progress, self, &error);

  if (page != NULL)
    g_task_return_pointer (task, page, g_free);
  else
    g_task_return_error (task, error);
}

void
vt_publish_send_async (VtPublish *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  on_progress (0, 0, self);
  g_task_set_check_cancellable (task, FALSE); /* what has been sent in spite of it is told */
  g_task_run_in_thread (task, send_in_thread);
}

char *
vt_publish_send_finish (VtPublish *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
