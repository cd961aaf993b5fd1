/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-journal.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/json-tree.h"
#include "app/space-save.h"
#include "engine/base/error.h"

/* From a change to its writing; the disk has the rest of the second. */
#define DELAY_MS 300
#define SUFFIX ".draft"

struct _VtSpaceJournal
{
  GObject parent_instance;
  VtSpaceEditor *editor;
  char *file;
  int lock;       /* of file + ".lock"; -1 if it could not be had */
  guint timeout;  /* 0 while nothing waits */
  gboolean busy;  /* a thread is writing */
  gboolean again; /* there were changes meanwhile */
  gboolean closed;
  gboolean failing; /* the last writing went wrong */
};

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_TYPE (VtSpaceJournal, vt_space_journal, G_TYPE_OBJECT)

static char *
drafts_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "vitrine", "drafts", NULL);
}

static char *
lock_name (const char *file)
{
  return g_strconcat (file, ".lock", NULL);
}

/* A lock goes with the process that has it, however that ends. */
static int
take_lock (const char *file)
{
  g_autofree char *name = lock_name (file);
  int fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  if (fd >= 0)
    close (fd);
  return -1;
}

static void
remove_files (const char *file)
{
  g_autofree char *lock = lock_name (file);

  g_unlink (file);
  g_unlink (lock);
}

/* --- drafts ------------------------------------------------------------------- */

void
vt_space_draft_free (VtSpaceDraft *draft)
{
  g_free (draft->file);
  g_free (draft->folder);
  g_free (draft->title);
  g_free (draft);
}

static VtJsonTree *
read_draft (const char *file, GError **error)
{
  g_autofree char *text = NULL;
  VtJsonTree *tree;

  if (!g_file_get_contents (file, &text, NULL, error))
    return NULL;
  tree = vt_json_tree_parse (text, error);
  if (tree != NULL && vt_json_tree_string (vt_json_tree_get (tree, "json")) != NULL
      && vt_json_tree_string (vt_json_tree_get (tree, "readme")) != NULL)
    return tree;
  if (tree != NULL)
    g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The draft “%s” cannot be read.", file);
  g_clear_pointer (&tree, vt_json_tree_free);
  return NULL;
}

static VtSpaceDraft *
draft_new (const char *file)
{
  g_autoptr (VtJsonTree) tree = read_draft (file, NULL);
  GStatBuf info;
  VtSpaceDraft *draft;

  if (tree == NULL || g_stat (file, &info) != 0)
    return NULL;
  draft = g_new0 (VtSpaceDraft, 1);
  draft->file = g_strdup (file);
  draft->folder = g_strdup (vt_json_tree_string (vt_json_tree_get (tree, "folder")));
  draft->title = g_strdup (vt_json_tree_string (vt_json_tree_get (tree, "title")));
  draft->when = info.st_mtime;
  return draft;
}

static gint
compare_drafts (gconstpointer a, gconstpointer b)
{
  const VtSpaceDraft *p = *(VtSpaceDraft *const *) a, *q = *(VtSpaceDraft *const *) b;

  return q->when > p->when ? 1 : q->when < p->when ? -1 : 0;
}

/* What a program left that ended with all saved. */
static void
remove_lone_lock (const char *lock)
{
  g_autofree char *file = g_strndup (lock, strlen (lock) - strlen (".lock"));
  int fd = g_file_test (file, G_FILE_TEST_EXISTS) ? -1 : take_lock (file);

  if (fd < 0)
    return;
  g_unlink (lock);
  close (fd);
}

GPtrArray *
vt_space_drafts (void)
{
  GPtrArray *drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_space_draft_free);
  g_autofree char *folder = drafts_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, SUFFIX ".lock"))
        remove_lone_lock (file);
      int lock = g_str_has_suffix (name, SUFFIX) ? take_lock (file) : -1;
      VtSpaceDraft *draft = lock >= 0 ? draft_new (file) : NULL;

      if (lock >= 0)
        close (lock);
      if (draft != NULL)
        g_ptr_array_add (drafts, draft);
    }
  g_ptr_array_sort (drafts, compare_drafts);
  return drafts;
}

VtSpaceEditor *
vt_space_draft_open (const VtSpaceDraft *draft, GError **error)
{
  g_autoptr (VtJsonTree) tree = read_draft (draft->file, error);
  g_autoptr (VtSpaceEditor) editor = NULL;
  const char *json, *readme;

  if (tree == NULL)
    return NULL;
  json = vt_json_tree_string (vt_json_tree_get (tree, "json"));
  readme = vt_json_tree_string (vt_json_tree_get (tree, "readme"));
  editor = draft->folder != NULL ? vt_space_editor_open (draft->folder, NULL) : NULL;
  if (editor == NULL)
    return vt_space_editor_new (json, readme, error);
  if (!vt_space_editor_set_texts (editor, json, readme, error))
    return NULL;
  return g_steal_pointer (&editor);
}

void
vt_space_draft_remove (const VtSpaceDraft *draft)
{
  remove_files (draft->file);
}

/* --- the journal --------------------------------------------------------------- */

static void schedule (VtSpaceJournal *self);

static void
vt_space_journal_dispose (GObject *object)
{
  VtSpaceJournal *self = VT_SPACE_JOURNAL (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->editor != NULL)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->editor);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
  G_OBJECT_CLASS (vt_space_journal_parent_class)->dispose (object);
}

static void
vt_space_journal_finalize (GObject *object)
{
  g_free (VT_SPACE_JOURNAL (object)->file);
  G_OBJECT_CLASS (vt_space_journal_parent_class)->finalize (object);
}

static void
vt_space_journal_class_init (VtSpaceJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_space_journal_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_space_journal_finalize;
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, G_TYPE_ERROR);
}

static void
vt_space_journal_init (VtSpaceJournal *self)
{
  self->lock = -1;
}

static char *
draft_text (VtSpaceEditor *editor)
{
  const char *folder = vt_space_editor_get_folder (editor);
  VtJsonWriter writer = { .text = g_string_new (NULL) };

  vt_json_write_begin (&writer, '{');
  vt_json_write_key (&writer, "title");
  vt_json_write_string (&writer, vt_space_get_title (vt_space_editor_get_space (editor)), -1);
  vt_json_write_key (&writer, "folder");
  vt_json_write_string (&writer, folder, -1);
  vt_json_write_key (&writer, "json");
  vt_json_write_string (&writer, vt_space_editor_get_json (editor), -1);
  vt_json_write_key (&writer, "readme");
  vt_json_write_string (&writer, vt_space_editor_get_readme (editor), -1);
  vt_json_write_end (&writer, '}');
  return g_string_free (writer.text, FALSE);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  const char *file = VT_SPACE_JOURNAL (source)->file; /* never changes */

  if (vt_write_durably (file, data, strlen (data), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  VtSpaceJournal *self = VT_SPACE_JOURNAL (source);
  g_autoptr (GError) error = NULL;

  gboolean failed_before = self->failing;

  self->busy = FALSE;
  self->failing = !g_task_propagate_boolean (G_TASK (result), &error);
  if (self->failing && !failed_before && !self->closed)
    g_signal_emit (self, signals[FAILED], 0, error);
  if (self->lock < 0 && !self->closed)
    self->lock = take_lock (self->file);
  if (self->closed || (self->editor != NULL && vt_space_editor_is_saved (self->editor)))
    g_unlink (self->file);
  else if (self->again && self->editor != NULL)
    schedule (self);
  self->again = FALSE;
}

static gboolean
on_timeout (gpointer data)
{
  VtSpaceJournal *self = data;
  g_autoptr (GTask) task = NULL;

  self->timeout = 0;
  self->busy = TRUE;
  task = g_task_new (self, NULL, on_written, NULL);
  g_task_set_task_data (task, draft_text (self->editor), g_free);
  g_task_run_in_thread (task, write_in_thread);
  return G_SOURCE_REMOVE;
}

static void
schedule (VtSpaceJournal *self)
{
  if (self->busy)
    self->again = TRUE;
  else if (self->timeout == 0)
    self->timeout = g_timeout_add (DELAY_MS, on_timeout, self);
}

static void
on_changed (VtSpaceJournal *self)
{
  if (!vt_space_editor_is_saved (self->editor))
    schedule (self);
}

static void
on_saved_changed (VtSpaceJournal *self)
{
  if (!vt_space_editor_is_saved (self->editor))
    {
      schedule (self);
      return;
    }
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->again = FALSE;
  if (!self->busy)
    g_unlink (self->file);
}

VtSpaceJournal *
vt_space_journal_new (VtSpaceEditor *editor, const VtSpaceDraft *draft)
{
  VtSpaceJournal *self = g_object_new (VT_TYPE_SPACE_JOURNAL, NULL);
  g_autofree char *folder = drafts_folder ();
  g_autofree char *unique = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (unique, SUFFIX, NULL);

  self->editor = g_object_ref (editor);
  self->file = draft != NULL ? g_strdup (draft->file) : g_build_filename (folder, name, NULL);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    self->lock = take_lock (self->file);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (editor, "saved-changed", G_CALLBACK (on_saved_changed), self);
  on_changed (self);
  return self;
}

void
vt_space_journal_close (VtSpaceJournal *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->editor, self);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;
  remove_files (self->file);
}
