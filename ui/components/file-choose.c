/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/components/file-choose.h"

#include <glib/gi18n.h>
#include <string.h>

#define CHOOSER "vt-file-chooser"

typedef struct
{
  GtkWidget *object; /* which owns the chooser, or NULL once it is gone */
  VtFilesFunc chosen;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_clear_weak_pointer (&question->object);
  g_free (question);
}

static Question *
question_new (GtkWidget *object, VtFilesFunc chosen)
{
  Question *question = g_new0 (Question, 1);

  g_set_weak_pointer (&question->object, object);
  question->chosen = chosen;
  return question;
}

static void
answer (Question *question, GListModel *files)
{
  if (question->object && g_list_model_get_n_items (files) > 0)
    question->chosen (question->object, files);
}

static void
on_response (GtkNativeDialog *dialog, int response, Question *question)
{
  GtkWidget *object = question->object;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      answer (question, files);
    }
  if (object)
    g_object_set_data (G_OBJECT (object), CHOOSER, NULL);
}

static void
destroy_chooser (gpointer data)
{
  gtk_native_dialog_destroy (data);
  g_object_unref (data);
}

/* Takes @dialog, which lives as long as @object at most. */
static void
ask (GtkWidget *object, GtkFileChooserNative *dialog, VtFilesFunc chosen)
{
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question_new (object, chosen), question_free, 0);
  g_object_set_data_full (G_OBJECT (object), CHOOSER, dialog, destroy_chooser);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static GtkFileChooserNative *
chooser_new (GtkWidget *object, const char *title, GtkFileChooserAction action)
{
  GtkRoot *root = gtk_widget_get_root (object);

  return gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, action,
                                      action == GTK_FILE_CHOOSER_ACTION_SAVE ? _("_Save") : _("_Open"), _("_Cancel"));
}

void
vt_files_open (GtkWidget *object, const char *title, const char *const *patterns, const char *name, gboolean several,
               gboolean folders, VtFilesFunc chosen)
{
  GtkFileChooserAction action = folders ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN;
  GtkFileChooserNative *dialog = chooser_new (object, title, action);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), several);
  if (patterns)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      for (; *patterns; patterns++)
        if (strchr (*patterns, '/'))
          gtk_file_filter_add_mime_type (filter, *patterns);
        else
          gtk_file_filter_add_pattern (filter, *patterns);
      gtk_file_filter_set_name (filter, name);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  ask (object, dialog, chosen);
}

void
vt_files_save (GtkWidget *object, const char *title, const char *name, VtFilesFunc chosen)
{
  GtkFileChooserNative *dialog = chooser_new (object, title, GTK_FILE_CHOOSER_ACTION_SAVE);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  ask (object, dialog, chosen);
}

/* Transfer full. */
static GListModel *
list_files (const GValue *value)
{
  GListStore *files = g_list_store_new (G_TYPE_FILE);

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    for (GSList *file = g_value_get_boxed (value); file; file = file->next)
      g_list_store_append (files, file->data);
  return G_LIST_MODEL (files);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, Question *question)
{
  g_autoptr (GListModel) files = list_files (value);

  answer (question, files);
  return g_list_model_get_n_items (files) > 0;
}

void
vt_files_accept_drops (GtkWidget *object, VtFilesFunc chosen)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_data (target, "drop", G_CALLBACK (on_drop), question_new (object, chosen), question_free, 0);
  gtk_widget_add_controller (object, GTK_EVENT_CONTROLLER (target));
}

gboolean
vt_files_can_paste (GtkWidget *object)
{
  GdkContentFormats *formats = gdk_clipboard_get_formats (gtk_widget_get_clipboard (object));

  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST);
}

static void
on_pasted (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (value)
    {
      g_autoptr (GListModel) files = list_files (value);
      answer (data, files);
    }
  question_free (data, NULL);
}

void
vt_files_paste (GtkWidget *object, VtFilesFunc chosen)
{
  gdk_clipboard_read_value_async (gtk_widget_get_clipboard (object), GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL,
                                  on_pasted, question_new (object, chosen));
}
