/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/history.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/history-entry.h"
#include "app/history-log.h"

#define MOST_RUNS 1000
#define MOST_BYTES ((guint64) 1 << 30)
#define SETTLE_SECONDS 60
#define SLACK 200 /* lines that may say nothing any more before the file is written anew */

struct _VtHistory
{
  GObject parent_instance;
  char *files; /* the folder of sounds and pictures */
  VtHistoryLog log;
  gboolean enabled;
  guint most_runs;
  guint64 most_bytes;

  GPtrArray *entries;   /* of VtHistoryEntry, oldest first */
  GHashTable *by_id;    /* (utf8 → VtHistoryEntry) the same */
  GHashTable *uses;     /* (utf8 file name → guint): by how many entries */
  GHashTable *sizes;    /* (utf8 file name → guint64 *): on the disk */
  guint64 bytes;
  guint n_lines;        /* in the log */

  GThreadPool *writer;
  GMainContext *context;
  GMutex lock;          /* over the rest */
  GCond written;
  guint pending;        /* lines not written yet */
  gboolean told;        /* a source is on its way to the context */
  GError *failure;
  GError *shown;        /* what vt_history_get_error() gave */
};

enum { PROP_0, PROP_ENABLED };
enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtHistory, vt_history, G_TYPE_OBJECT)

/* One thing for the writer: a run, or a line that is ready. */
typedef struct
{
  VtHistoryRun *run;
  char *line;
} Task;

/* --- what is there -------------------------------------------------------------- */

static guint64
file_size (VtHistory *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->files, name, NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (guint64) info.st_size : 0;
}

static void
use_file (VtHistory *self, const char *name)
{
  guint uses = GPOINTER_TO_UINT (g_hash_table_lookup (self->uses, name));

  g_hash_table_replace (self->uses, g_strdup (name), GUINT_TO_POINTER (uses + 1));
  if (uses > 0)
    return;
  guint64 size = file_size (self, name);
  g_hash_table_replace (self->sizes, g_strdup (name), g_memdup2 (&size, sizeof size));
  self->bytes += size;
}

/* A file that was touched just now may be that of a run whose line is still to be
 * read; sweep() finds it later if not. */
static gboolean
is_settled (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && g_get_real_time () / G_USEC_PER_SEC - info.st_mtime > SETTLE_SECONDS;
}

static void
leave_file (VtHistory *self, const char *name)
{
  guint uses = GPOINTER_TO_UINT (g_hash_table_lookup (self->uses, name));
  g_autofree char *path = g_build_filename (self->files, name, NULL);
  guint64 *size = g_hash_table_lookup (self->sizes, name);

  if (uses > 1)
    {
      g_hash_table_replace (self->uses, g_strdup (name), GUINT_TO_POINTER (uses - 1));
      return;
    }
  self->bytes -= size != NULL ? *size : 0;
  g_hash_table_remove (self->uses, name);
  g_hash_table_remove (self->sizes, name);
  if (is_settled (path))
    g_unlink (path);
}

static void
add_entry (VtHistory *self, VtHistoryEntry *entry)
{
  if (entry == NULL || g_hash_table_contains (self->by_id, entry->id))
    {
      g_clear_pointer (&entry, vt_history_entry_free);
      return;
    }
  g_ptr_array_add (self->entries, entry);
  g_hash_table_insert (self->by_id, entry->id, entry);
  self->bytes += strlen (entry->json);
  for (guint i = 0; i < entry->files->len; i++)
    use_file (self, entry->files->pdata[i]);
}

static void
drop_entry (VtHistory *self, VtHistoryEntry *entry)
{
  self->bytes -= strlen (entry->json);
  for (guint i = 0; i < entry->files->len; i++)
    leave_file (self, entry->files->pdata[i]);
  g_hash_table_remove (self->by_id, entry->id);
  g_ptr_array_remove (self->entries, entry);
}

static void
flag_entry (VtHistoryEntry *entry, const VtJsonNode *root)
{
  entry->flagged = vt_json_get_boolean (root, "on", FALSE);
  g_free (entry->note);
  entry->note = g_strdup (vt_json_get_string (root, "note", ""));
}

/* A line that makes no sense, as half a one, is passed over. */
static void
read_line (VtHistory *self, const char *line)
{
  g_autoptr (VtJson) json = vt_json_parse (line, strlen (line), NULL);
  const VtJsonNode *root = json != NULL ? vt_json_root (json) : NULL;
  const char *flag = vt_json_get_string (root, "flag", NULL);
  const char *gone = vt_json_get_string (root, "remove", NULL);
  VtHistoryEntry *entry;

  self->n_lines++;
  if (vt_json_get (root, "run") != NULL)
    add_entry (self, vt_history_entry_new (vt_json_get (root, "run")));
  else if (flag != NULL && (entry = g_hash_table_lookup (self->by_id, flag)) != NULL)
    flag_entry (entry, root);
  else if (gone != NULL && (entry = g_hash_table_lookup (self->by_id, gone)) != NULL)
    drop_entry (self, entry);
}

static void
forget_all (VtHistory *self)
{
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->entries, 0);
  g_hash_table_remove_all (self->uses);
  g_hash_table_remove_all (self->sizes);
  self->bytes = 0;
  self->n_lines = 0;
}

/* Reads what this or another program has added. */
static void
catch_up (VtHistory *self)
{
  gboolean anew;
  g_autoptr (GPtrArray) lines = vt_history_log_read (&self->log, &anew);

  if (anew)
    forget_all (self);
  for (guint i = 0; i < lines->len; i++)
    read_line (self, lines->pdata[i]);
}

/* --- writing ---------------------------------------------------------------------- */

static char *
flag_line (const VtHistoryEntry *entry, gboolean flagged, const char *note)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "flag");
  vt_json_write_string (&json, entry->id, -1);
  vt_json_write_key (&json, "on");
  vt_json_write_boolean (&json, flagged);
  vt_json_write_key (&json, "note");
  vt_json_write_string (&json, note, -1);
  vt_json_write_end (&json, '}');
  return g_string_free (json.text, FALSE);
}

static char *
remove_line (const char *id)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '{');
  vt_json_write_key (&json, "remove");
  vt_json_write_string (&json, id, -1);
  vt_json_write_end (&json, '}');
  return g_string_free (json.text, FALSE);
}

static gboolean
on_written (gpointer data)
{
  VtHistory *self = data;
  gboolean all;

  g_mutex_lock (&self->lock);
  self->told = FALSE;
  all = self->pending == 0;
  g_mutex_unlock (&self->lock);
  catch_up (self);
  if (all) /* else what is on its way to be removed would be counted again */
    vt_history_set_budget (self, self->most_runs, self->most_bytes);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* In the writer's thread. */
static void
tell (VtHistory *self)
{
  GSource *source;

  if (self->told)
    return;
  self->told = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_written, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

static void
write_task (gpointer data, gpointer user_data)
{
  Task *task = data;
  VtHistory *self = user_data;
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *line = task->run != NULL ? vt_history_run_to_line (task->run, id, self->files) : g_strdup (task->line);
  GError *error = NULL;

  vt_history_log_append (self->log.path, line, &error);
  g_mutex_lock (&self->lock);
  g_clear_error (&self->failure);
  self->failure = error;
  self->pending--;
  tell (self);
  g_cond_broadcast (&self->written);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&task->run, vt_history_run_free);
  g_free (task->line);
  g_free (task);
}

/* Takes both. */
static void
push (VtHistory *self, VtHistoryRun *run, char *line)
{
  Task *task = g_new (Task, 1);

  *task = (Task) { run, line };
  g_mutex_lock (&self->lock);
  self->pending++;
  g_mutex_unlock (&self->lock);
  g_thread_pool_push (self->writer, task, NULL);
}

void
vt_history_flush (VtHistory *self)
{
  g_mutex_lock (&self->lock);
  while (self->pending > 0)
    g_cond_wait (&self->written, &self->lock);
  g_mutex_unlock (&self->lock);
  catch_up (self);
}

const GError *
vt_history_get_error (VtHistory *self)
{
  g_mutex_lock (&self->lock);
  g_clear_error (&self->shown);
  self->shown = self->failure != NULL ? g_error_copy (self->failure) : NULL;
  g_mutex_unlock (&self->lock);
  return self->shown;
}

/* Only what still counts, where much of the file does not. */
static void
compact (VtHistory *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->n_lines < 2 * self->entries->len + SLACK)
    return;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const VtHistoryEntry *entry = self->entries->pdata[i];
      g_autofree char *flag = flag_line (entry, entry->flagged, entry->note);

      g_string_append_printf (text, "{\"run\": %s}\n", entry->json);
      if (entry->flagged)
        g_string_append_printf (text, "%s\n", flag);
    }
  vt_history_log_replace (&self->log, text->str, NULL);
  catch_up (self);
}

/* Files that no run needs: a run that was being written when the program died. */
static void
sweep (VtHistory *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->files, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->files, name, NULL);

      if (!g_hash_table_contains (self->uses, name) && is_settled (path))
        g_unlink (path);
    }
}

/* --- the object ------------------------------------------------------------------- */

static void
vt_history_finalize (GObject *object)
{
  VtHistory *self = VT_HISTORY (object);

  g_thread_pool_free (self->writer, FALSE, TRUE);
  g_main_context_unref (self->context);
  vt_history_log_clear (&self->log);
  g_free (self->files);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->uses);
  g_hash_table_unref (self->sizes);
  g_clear_error (&self->failure);
  g_clear_error (&self->shown);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->written);
  G_OBJECT_CLASS (vt_history_parent_class)->finalize (object);
}

static void
vt_history_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_boolean (value, VT_HISTORY (object)->enabled);
}

static void
vt_history_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  VT_HISTORY (object)->enabled = g_value_get_boolean (value);
}

static void
vt_history_class_init (VtHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = vt_history_finalize;
  object_class->get_property = vt_history_get_property;
  object_class->set_property = vt_history_set_property;
  g_object_class_install_property (object_class, PROP_ENABLED,
                                   g_param_spec_boolean ("enabled", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  signals[CHANGED] = g_signal_new ("changed", VT_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vt_history_init (VtHistory *self)
{
  self->enabled = TRUE;
  self->most_runs = MOST_RUNS;
  self->most_bytes = MOST_BYTES;
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_history_entry_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->context = g_main_context_ref_thread_default ();
  /* One thread, so that lines come in their order. */
  self->writer = g_thread_pool_new (write_task, self, 1, FALSE, NULL);
  g_mutex_init (&self->lock);
  g_cond_init (&self->written);
}

VtHistory *
vt_history_new (const char *folder)
{
  VtHistory *self = g_object_new (VT_TYPE_HISTORY, NULL);
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "vitrine", "history", NULL);
  g_autofree char *path = g_build_filename (folder != NULL ? folder : own, "runs.jsonl", NULL);

  self->files = g_build_filename (folder != NULL ? folder : own, "files", NULL);
  vt_history_log_init (&self->log, path);
  catch_up (self);
  compact (self);
  sweep (self);
  return self;
}

void
vt_history_set_budget (VtHistory *self, guint runs, guint64 bytes)
{
  guint64 left = self->bytes;
  guint n = self->entries->len;

  self->most_runs = runs;
  self->most_bytes = bytes;
  for (guint i = 0; i < self->entries->len && (n > runs || left > bytes); i++)
    {
      const VtHistoryEntry *entry = self->entries->pdata[i];

      if (entry->flagged)
        continue;
      n--;
      left -= MIN (left, strlen (entry->json));
      for (guint j = 0; j < entry->files->len; j++)
        if (GPOINTER_TO_UINT (g_hash_table_lookup (self->uses, entry->files->pdata[j])) == 1)
          left -= MIN (left, *(guint64 *) g_hash_table_lookup (self->sizes, entry->files->pdata[j]));
      push (self, NULL, remove_line (entry->id));
    }
}

guint64
vt_history_get_bytes (VtHistory *self)
{
  return self->bytes;
}

void
vt_history_add (VtHistory *self, VtHistoryRun *run)
{
  if (self->enabled)
    push (self, run, NULL);
  else
    vt_history_run_free (run);
}

GPtrArray *
vt_history_list (VtHistory *self, const char *space)
{
  GPtrArray *list = g_ptr_array_new ();

  catch_up (self);
  for (guint i = self->entries->len; i > 0; i--)
    {
      const VtHistoryEntry *entry = self->entries->pdata[i - 1];

      if (space == NULL || strcmp (entry->space, space) == 0)
        g_ptr_array_add (list, self->entries->pdata[i - 1]);
    }
  return list;
}

const VtHistoryEntry *
vt_history_find (VtHistory *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

GHashTable *
vt_history_get_inputs (VtHistory *self, const VtHistoryEntry *entry)
{
  return vt_history_entry_get_values (entry, "inputs", self->files);
}

GHashTable *
vt_history_get_outputs (VtHistory *self, const VtHistoryEntry *entry)
{
  return vt_history_entry_get_values (entry, "outputs", self->files);
}

void
vt_history_flag (VtHistory *self, const char *id, gboolean flagged, const char *note)
{
  const VtHistoryEntry *entry = vt_history_find (self, id);

  if (entry != NULL)
    push (self, NULL, flag_line (entry, flagged, note));
}

void
vt_history_remove (VtHistory *self, const char *id)
{
  if (vt_history_find (self, id) != NULL)
    push (self, NULL, remove_line (id));
}

void
vt_history_clear (VtHistory *self, const char *space)
{
  g_autoptr (GPtrArray) list = vt_history_list (self, space);

  for (guint i = 0; i < list->len; i++)
    vt_history_remove (self, ((const VtHistoryEntry *) list->pdata[i])->id);
}
