/* window-save.c: saving a space, here, elsewhere, as a copy, in one file, and on the Hub.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "app/space-archive.h"
#include "app/space-edit-card.h"
#include "app/space-save.h"
#include "ui/hub/publish-dialog.h"

/* What comes after saving. */
typedef struct
{
  VtWindow *window;
  VtWindowFunc then;
  gpointer data;
  GDestroyNotify destroy;
  gboolean is_new; /* it had no place before */
} Saving;

static void
saving_free (Saving *saving)
{
  if (saving->destroy)
    saving->destroy (saving->data);
  g_object_unref (saving->window);
  g_free (saving);
}

static void
on_failed_response (AdwMessageDialog *dialog, const char *response, VtWindow *self)
{
  if (g_str_equal (response, "elsewhere"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.save-as", NULL);
}

static void
tell_failure (VtWindow *self, const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("The Space Could Not Be Saved"), error->message);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"), "elsewhere",
                                    _ ("Save _Somewhere Else…"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "elsewhere");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_failed_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  VtSpaceEditor *editor = VT_SPACE_EDITOR (source);
  Saving *saving = data;
  VtWindow *self = saving->window;
  g_autoptr (GError) error = NULL;

  if (!vt_space_editor_save_finish (editor, result, &error))
    tell_failure (self, error);
  else
    {
      vt_application_space_saved (vt_window_get_app (self), vt_space_editor_get_folder (editor));
      vt_window_toast (self, saving->is_new ? _ ("Saved among your spaces") : _ ("Saved"));
      if (saving->then)
        saving->then (self, saving->data);
    }
  saving_free (saving);
}

static void
save_in (VtWindow *self, const char *folder, gboolean is_new, VtWindowFunc then, gpointer data, GDestroyNotify destroy)
{
  Saving *saving = g_new (Saving, 1);

  *saving = (Saving) { g_object_ref (self), then, data, destroy, is_new };
  vt_space_editor_save_async (self->editor, folder, on_saved, saving);
}

void
vt_window_save (VtWindow *self, VtWindowFunc then, gpointer data, GDestroyNotify destroy)
{
  gboolean has_place = vt_space_editor_has_place (self->editor);
  g_autofree char *own =
    has_place ? NULL : vt_space_own_path (vt_space_get_title (vt_space_editor_get_space (self->editor)));

  save_in (self, own, !has_place, then, data, destroy);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (VT_WINDOW (widget)->editor)
    vt_window_save (VT_WINDOW (widget), NULL, NULL, NULL);
}

/* --- elsewhere ------------------------------------------------------------------------ */

/* What is built, or what is shown; %NULL in the gallery. */
static VtSpace *
exported (VtWindow *self)
{
  return self->editor ? vt_space_editor_get_space (self->editor) : self->page ? vt_space_page_get_space (self->page) : NULL;
}

static char *
file_name (VtWindow *self, const char *suffix)
{
  g_autofree char *path = vt_space_own_path (vt_space_get_title (exported (self)));
  g_autofree char *name = g_path_get_basename (path);

  return g_strconcat (name, suffix, NULL);
}

static void
ask_path (VtWindow *self, const char *title, const char *suffix, GCallback response, gpointer data)
{
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  g_autofree char *name = file_name (self, suffix);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", response, data);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static char *
chosen_path (GtkNativeDialog *chooser, int response)
{
  g_autoptr (GFile) file =
    response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  return file ? g_file_get_path (file) : NULL;
}

static void
on_save_as (GtkNativeDialog *chooser, int response, gpointer data)
{
  g_autoptr (VtWindow) self = data;
  g_autofree char *path = chosen_path (chooser, response);

  if (path && self->editor)
    save_in (self, path, FALSE, NULL, NULL, NULL);
  g_object_unref (chooser);
}

static void
save_as_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtWindow *self = VT_WINDOW (widget);

  if (self->editor)
    ask_path (self, _ ("Save the Space in a Folder"), "", G_CALLBACK (on_save_as), g_object_ref (self));
}

/* The copy is what goes on being built; the first one stays as it was saved last. */
static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtWindow *self = VT_WINDOW (widget);
  g_autofree char *title = NULL;
  g_autofree char *path = NULL;

  if (!self->editor)
    return;
  title = g_strdup_printf (_ ("%s (copy)"), vt_space_get_title (vt_space_editor_get_space (self->editor)));
  path = vt_space_own_path (title);
  vt_space_edit_set_card (self->editor, "title", title, NULL);
  save_in (self, path, TRUE, NULL, NULL, NULL);
}

/* --- one file -------------------------------------------------------------------------- */

typedef struct
{
  char *folder;
  char *path;
  VtHubCache *cache; /* NULL without models */
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_free (export->folder);
  g_free (export->path);
  g_clear_object (&export->cache);
  g_free (export);
}

static void
export_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *export = data;
  GError *error = NULL;

  if (vt_space_archive_write (export->folder, export->path, export->cache, cancellable, NULL, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  VtWindow *self = VT_WINDOW (source);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    vt_window_toast (self, _ ("The file is ready to be given away"));
  else
    tell_failure (self, error);
}

static void
start_export (VtWindow *self, const char *path, gboolean models)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_exported, NULL);
  Export *export = g_new0 (Export, 1);

  export->folder = g_strdup (vt_space_get_path (exported (self)));
  export->path = g_str_has_suffix (path, VT_SPACE_ARCHIVE_SUFFIX) ? g_strdup (path)
                                                                  : g_strconcat (path, VT_SPACE_ARCHIVE_SUFFIX, NULL);
  export->cache = models ? g_object_ref (vt_model_library_get_cache (vt_application_get_library (vt_window_get_app (self))))
                         : NULL;
  g_task_set_task_data (task, export, export_free);
  g_task_run_in_thread (task, export_in_thread);
}

static void
on_models_response (AdwMessageDialog *dialog, const char *response, VtWindow *self)
{
  const char *path = g_object_get_data (G_OBJECT (dialog), "path");

  if (exported (self) && !g_str_equal (response, "cancel"))
    start_export (self, path, g_str_equal (response, "with"));
}

/* What the models take, if all are here; else 0. */
static guint64
model_bytes (VtWindow *self)
{
  VtModelLibrary *library = vt_application_get_library (vt_window_get_app (self));
  const char *const *models = vt_space_get_models (exported (self));
  guint64 bytes = 0;

  for (; *models; models++)
    {
      g_autofree char *path = vt_model_library_resolve (library, *models, NULL);

      if (!path || g_path_is_absolute (*models))
        return 0;
      bytes += vt_model_library_get_bytes (library, *models);
    }
  return bytes;
}

static void
on_export_path (GtkNativeDialog *chooser, int response, gpointer data)
{
  g_autoptr (VtWindow) self = data;
  g_autofree char *path = chosen_path (chooser, response);
  gboolean wanted = path && exported (self);
  guint64 bytes = wanted ? model_bytes (self) : 0;

  g_object_unref (chooser);
  if (wanted && bytes == 0)
    start_export (self, path, FALSE);
  else if (wanted)
    {
      g_autofree char *size = g_format_size (bytes);
      g_autofree char *body = g_strdup_printf (_ ("With them the file is %s larger, and works where there is no network."), size);
      GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Put the Models Into the File?"), body);

      adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "without", _ ("With_out Models"),
                                        "with", _ ("_With Models"), NULL);
      adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "without");
      adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
      g_object_set_data_full (G_OBJECT (dialog), "path", g_steal_pointer (&path), g_free);
      g_signal_connect_object (dialog, "response", G_CALLBACK (on_models_response), self, 0);
      gtk_window_present (GTK_WINDOW (dialog));
    }
}

static void
export_saved (VtWindow *self, gpointer data)
{
  ask_path (self, _ ("Export the Space to One File"), VT_SPACE_ARCHIVE_SUFFIX, G_CALLBACK (on_export_path),
            g_object_ref (self));
}

/* What is given away is what is saved. */
static void
give_away (VtWindow *self, VtWindowFunc give)
{
  if (!exported (self))
    return;
  if (!self->editor || vt_space_editor_is_saved (self->editor))
    give (self, NULL);
  else
    vt_window_save (self, give, NULL, NULL);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  give_away (VT_WINDOW (widget), export_saved);
}

/* --- to the Hub ------------------------------------------------------------------------- */

static void
publish_saved (VtWindow *self, gpointer data)
{
  VtSpace *space = exported (self);

  vt_publish_dialog_show (vt_window_get_app (self), GTK_WINDOW (self), vt_space_get_path (space), VT_HUB_SPACES,
                          vt_space_get_title (space));
}

static void
publish_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  give_away (VT_WINDOW (widget), publish_saved);
}

void
vt_window_install_save_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.save", NULL, save_action);
  gtk_widget_class_install_action (klass, "win.save-as", NULL, save_as_action);
  gtk_widget_class_install_action (klass, "win.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (klass, "win.export", NULL, export_action);
  gtk_widget_class_install_action (klass, "win.publish", NULL, publish_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_s, GDK_CONTROL_MASK, "win.save", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.save-as", NULL);
}
