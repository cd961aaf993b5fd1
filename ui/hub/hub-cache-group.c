/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-cache-group.h"

#include <glib/gi18n.h>

#include "hub/cache-verify.h"
#include "hub/import.h"
#include "ui/components/file-choose.h"

#define TICK_MS 200
#define NAMED_MAX 4

typedef struct _Job Job;

/* A kind of job: the words while it runs, what a thread does, and what is told of it. */
typedef struct
{
  const char *doing; /* with two amounts of bytes */
  gpointer (*work) (Job *job, GCancellable *cancellable, GError **error);
  void (*done) (VtHubCacheGroup *self, gpointer result);
  GDestroyNotify result_free;
} JobClass;

/* What a thread works on; the last two are for both. */
struct _Job
{
  const JobClass *klass;
  VtHubCache *cache;
  VtHubClient *client;
  VtHubCheck *check; /* (nullable): what is to be mended */
  char *path;        /* (nullable): what is to be taken in */
  GMutex lock;
  guint64 bytes, total;
};

struct _VtHubCacheGroup
{
  AdwPreferencesGroup parent_instance;
  VtApplication *app;
  AdwActionRow *check_row, *take_row;
  AdwActionRow *row;       /* (nullable): whose job runs */
  GtkWidget *check, *mend, *folder, *file, *stop;
  GCancellable *cancellable;
  Job *job;                /* (nullable): the task has it */
  guint tick;
  VtHubCheck *found;       /* (nullable): damages that could be mended */
};

G_DEFINE_FINAL_TYPE (VtHubCacheGroup, vt_hub_cache_group, ADW_TYPE_PREFERENCES_GROUP)

static void
job_free (Job *job)
{
  vt_hub_cache_unref (job->cache);
  g_object_unref (job->client);
  g_clear_pointer (&job->check, vt_hub_check_free);
  g_mutex_clear (&job->lock);
  g_free (job->path);
  g_free (job);
}

static void
say (AdwActionRow *row, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (row, markup);
}

/* --- in a thread -------------------------------------------------------------------- */

static void
on_bytes (guint64 bytes, guint64 total, gpointer data)
{
  Job *job = data;

  g_mutex_lock (&job->lock);
  job->bytes = bytes;
  job->total = total;
  g_mutex_unlock (&job->lock);
}

static gpointer
check_all (Job *job, GCancellable *cancellable, GError **error)
{
  return vt_hub_cache_check (job->cache, NULL, cancellable, on_bytes, job, error);
}

/* Looks again at all of it afterwards: the words are the same. */
static gpointer
mend_all (Job *job, GCancellable *cancellable, GError **error)
{
  return vt_hub_cache_repair (job->client, job->check->damages, cancellable, on_bytes, job, error)
           ? check_all (job, cancellable, error)
           : NULL;
}

static gpointer
take_in (Job *job, GCancellable *cancellable, GError **error)
{
  return vt_hub_import (job->cache, job->path, cancellable, on_bytes, job, error);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gpointer result = job->klass->work (job, cancellable, &error);

  if (result)
    g_task_return_pointer (task, result, job->klass->result_free);
  else
    g_task_return_error (task, error);
}

/* --- what came of it ------------------------------------------------------------------ */

/* "a/b: m.gguf", or how many more there are. */
static char *
name_damages (GPtrArray *damages)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (damages->len, NAMED_MAX); i++)
    {
      const VtHubDamage *damage = damages->pdata[i];

      g_string_append_printf (text, "%s%s: %s", i ? ", " : "", damage->repo, damage->name ? damage->name : damage->digest);
    }
  if (damages->len > NAMED_MAX)
    g_string_append (text, ", …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_checked (VtHubCacheGroup *self, gpointer result)
{
  VtHubCheck *check = result;
  g_autofree char *size = g_format_size (check->bytes), *names = name_damages (check->damages), *text = NULL;

  if (check->damages->len == 0)
    /* Translators: a number of files, and what they take on the disk */
    text = g_strdup_printf (ngettext ("%u file looked at: it is right (%s)", "%u files looked at: all are right (%s)", check->n_files),
                            check->n_files, size);
  else
    /* Translators: a number of files, and their names */
    text = g_strdup_printf (ngettext ("%u file is damaged or missing: %s", "%u files are damaged or missing: %s", check->damages->len),
                            check->damages->len, names);
  say (self->check_row, text);
  gtk_widget_set_visible (self->mend, check->damages->len > 0);
  g_clear_pointer (&self->found, vt_hub_check_free);
  self->found = check;
}

static void
on_taken (VtHubCacheGroup *self, gpointer result)
{
  g_autoptr (VtHubImport) done = result;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < done->repos->len; i++)
    {
      g_string_append_printf (text, "%s%s", i ? ", " : "", (const char *) done->repos->pdata[i]);
      g_signal_emit_by_name (vt_application_get_library (self->app), "changed", done->repos->pdata[i]);
    }
  if (text->len)
    {
      /* Translators: names of models */
      g_autofree char *names = g_strdup_printf (_ ("Here now: %s"), text->str);

      g_string_assign (text, names);
    }
  for (guint i = 0; i < done->failures->len; i++)
    g_string_append_printf (text, "%s%s", text->len ? " · " : "", (const char *) done->failures->pdata[i]);
  say (self->take_row, text->str);
}

static const JobClass checking = { N_ ("Checking: %s of %s"), check_all, on_checked, (GDestroyNotify) vt_hub_check_free };
static const JobClass mending = { N_ ("Fetching again: %s of %s"), mend_all, on_checked, (GDestroyNotify) vt_hub_check_free };
static const JobClass taking = { N_ ("Copying: %s of %s"), take_in, on_taken, (GDestroyNotify) vt_hub_import_free };

/* --- a job ------------------------------------------------------------------------------ */

static void
show_running (VtHubCacheGroup *self)
{
  gboolean running = self->row != NULL;
  GtkWidget *const others[] = { self->check, self->mend, self->folder, self->file };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    gtk_widget_set_sensitive (others[i], !running);
  if (gtk_widget_get_parent (self->stop))
    adw_action_row_remove (g_object_get_data (G_OBJECT (self->stop), "row"), self->stop);
  if (!running)
    return;
  adw_action_row_add_suffix (self->row, self->stop);
  g_object_set_data (G_OBJECT (self->stop), "row", self->row);
}

static gboolean
on_tick (gpointer data)
{
  VtHubCacheGroup *self = data;
  g_autofree char *bytes = NULL, *total = NULL, *text = NULL;

  g_mutex_lock (&self->job->lock);
  bytes = g_format_size (self->job->bytes);
  total = g_format_size (self->job->total);
  g_mutex_unlock (&self->job->lock);
  text = g_strdup_printf (_ (self->job->klass->doing), bytes, total);
  say (self->row, text);
  return G_SOURCE_CONTINUE;
}

static void
on_worked (GObject *source, GAsyncResult *result, gpointer data)
{
  VtHubCacheGroup *self = VT_HUB_CACHE_GROUP (source);
  const JobClass *klass = data;
  g_autoptr (GError) error = NULL;
  gpointer made = g_task_propagate_pointer (G_TASK (result), &error);
  AdwActionRow *row = self->row;

  g_clear_handle_id (&self->tick, g_source_remove);
  self->job = NULL;
  if (!self->app) /* the page is gone */
    {
      g_clear_pointer (&made, klass->result_free);
      return;
    }
  self->row = NULL;
  show_running (self);
  if (made)
    klass->done (self, made);
  else
    say (row, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? _ ("Stopped") : error->message);
}

static void
start (VtHubCacheGroup *self, const JobClass *klass, AdwActionRow *row, const char *path)
{
  VtModelLibrary *library = vt_application_get_library (self->app);
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  g_mutex_init (&job->lock);
  job->klass = klass;
  job->cache = vt_hub_cache_ref (vt_model_library_get_cache (library));
  job->client = g_object_ref (vt_model_library_get_client (library));
  job->path = g_strdup (path);
  job->check = klass == &mending ? g_steal_pointer (&self->found) : NULL;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->job = job;
  self->row = row;
  task = g_task_new (self, self->cancellable, on_worked, (gpointer) klass);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  self->tick = g_timeout_add (TICK_MS, on_tick, self);
  show_running (self);
  on_tick (self);
  g_task_run_in_thread (task, work);
}

/* --- the widgets -------------------------------------------------------------------------- */

static void
on_check (VtHubCacheGroup *self)
{
  gtk_widget_set_visible (self->mend, FALSE);
  start (self, &checking, self->check_row, NULL);
}

static void
on_mend (VtHubCacheGroup *self)
{
  gtk_widget_set_visible (self->mend, FALSE);
  start (self, &mending, self->check_row, NULL);
}

static void
on_stop (VtHubCacheGroup *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
on_chosen (gpointer object, GListModel *files)
{
  VtHubCacheGroup *self = object;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = g_file_get_path (file);

  if (path && !self->row)
    start (self, &taking, self->take_row, path);
  else if (!path)
    say (self->take_row, _ ("Only what lies in a folder of this computer, or on a stick in it, can be taken."));
}

static void
on_folder (VtHubCacheGroup *self)
{
  vt_files_open (GTK_WIDGET (self), _ ("Take In Models from a Folder"), NULL, NULL, FALSE, TRUE, on_chosen);
}

static void
on_file (VtHubCacheGroup *self)
{
  static const char *const patterns[] = { "*.gguf", "*.safetensors", "*.onnx", "*.pth", "*.pt", "*.ckpt", "*.bin", NULL };

  vt_files_open (GTK_WIDGET (self), _ ("Take In a Model"), patterns, _ ("Models"), FALSE, FALSE, on_chosen);
}

static AdwActionRow *
add_row (VtHubCacheGroup *self, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 6);
  say (ADW_ACTION_ROW (row), text);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return ADW_ACTION_ROW (row);
}

static GtkWidget *
make_button (VtHubCacheGroup *self, const char *label, const char *tooltip, void (*clicked) (VtHubCacheGroup *self))
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked), self);
  return button;
}

static void
vt_hub_cache_group_dispose (GObject *object)
{
  VtHubCacheGroup *self = VT_HUB_CACHE_GROUP (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->found, vt_hub_check_free);
  g_clear_object (&self->stop);
  self->app = NULL;
  G_OBJECT_CLASS (vt_hub_cache_group_parent_class)->dispose (object);
}

static void
vt_hub_cache_group_class_init (VtHubCacheGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_hub_cache_group_dispose;
}

static void
vt_hub_cache_group_init (VtHubCacheGroup *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Look After the Models"));
  self->check_row = add_row (self, _ ("Are all files right?"), _ ("Reads every file and compares it with its checksum"));
  self->take_row = add_row (self, _ ("Take in models"), _ ("From a folder, a USB stick, or a file; nothing is fetched"));
  self->check = make_button (self, _ ("Check"), _ ("Check all files"), on_check);
  self->mend = make_button (self, _ ("Fetch Again"), _ ("Fetch the damaged files again"), on_mend);
  self->folder = make_button (self, _ ("Folder…"), _ ("Take in models from a folder"), on_folder);
  self->file = make_button (self, _ ("File…"), _ ("Take in a model's file"), on_file);
  self->stop = g_object_ref_sink (make_button (self, _ ("Stop"), _ ("Stop"), on_stop));
  gtk_widget_set_visible (self->mend, FALSE);
  adw_action_row_add_suffix (self->check_row, self->mend);
  adw_action_row_add_suffix (self->check_row, self->check);
  adw_action_row_add_suffix (self->take_row, self->folder);
  adw_action_row_add_suffix (self->take_row, self->file);
}

GtkWidget *
vt_hub_cache_group_new (VtApplication *app)
{
  VtHubCacheGroup *self = g_object_new (VT_TYPE_HUB_CACHE_GROUP, NULL);

  self->app = app; /* outlives every page */
  return GTK_WIDGET (self);
}
