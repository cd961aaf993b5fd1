/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/history/history-window.h"

#include <glib/gi18n.h>

#include "ui/history/run-view.h"
#include "ui/notice-bar.h"
#include "ui/tell.h"

struct _VtHistoryWindow
{
  AdwWindow parent_instance;
  VtHistory *history;
  VtSpace *space;
  VtRunView *kept;   /* (nullable): the one that is compared with */
  VtRunView *view;
  gboolean filling;

  AdwWindowTitle *window_title;
  GtkStack *stack;
  AdwLeaflet *leaflet;
  GtkWidget *list_side;
  GtkWidget *detail_side;
  GtkWidget *to_list;
  VtNoticeBar *notice;
  GtkListBox *list;
  GtkBox *views;
  GtkToggleButton *compare;
  GtkButton *flag;
};

G_DEFINE_FINAL_TYPE (VtHistoryWindow, vt_history_window, ADW_TYPE_WINDOW)

enum
{
  AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const VtHistoryEntry *
get_entry (VtHistoryWindow *self)
{
  const char *id = vt_run_view_get_id (self->view);

  return id ? vt_history_find (self->history, id) : NULL;
}

static void
update_back (VtHistoryWindow *self)
{
  gtk_widget_set_visible (self->to_list, adw_leaflet_get_folded (self->leaflet)
                                           && adw_leaflet_get_visible_child (self->leaflet) == self->detail_side);
}

static void
update_deeds (VtHistoryWindow *self)
{
  static const char *const deeds[] = { "history.again", "history.flag", "history.remove" };
  const VtHistoryEntry *entry = get_entry (self);

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), deeds[i], entry != NULL);
  gtk_button_set_icon_name (self->flag, entry && entry->flagged ? "starred-symbolic" : "non-starred-symbolic");
}

static const char *
row_id (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "id");
}

static void
on_selected (VtHistoryWindow *self, GtkListBoxRow *row)
{
  if (self->filling)
    return;
  vt_run_view_show (self->view, row ? row_id (row) : NULL, self->kept ? vt_run_view_get_id (self->kept) : NULL);
  if (self->kept)
    vt_run_view_show (self->kept, vt_run_view_get_id (self->kept), vt_run_view_get_id (self->view));
  update_deeds (self);
}

static void
on_activated (VtHistoryWindow *self, GtkListBoxRow *row)
{
  adw_leaflet_set_visible_child (self->leaflet, self->detail_side);
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  gtk_widget_add_css_class (label, style);
  return label;
}

/* The first words of what came out, else how it ended; transfer full. */
static char *
excerpt (VtHistoryWindow *self, const VtHistoryEntry *entry)
{
  g_autoptr (GHashTable) outputs = vt_history_get_outputs (self->history, entry);
  GPtrArray *components = vt_space_get_components (self->space);

  if (entry->error)
    return g_strdup (*entry->error ? entry->error : _ ("Stopped by a person"));
  for (guint i = 0; i < components->len; i++)
    {
      VtValue *value = g_hash_table_lookup (outputs, ((const VtSpaceComponent *) components->pdata[i])->id);
      g_autofree char *text = value ? vt_value_to_text (value) : NULL;

      if (text && *text)
        return g_strdelimit (g_steal_pointer (&text), "\n\t", ' ');
    }
  return g_strdup ("");
}

static void
add_row (VtHistoryWindow *self, const VtHistoryEntry *entry)
{
  g_autofree char *time = vt_run_time_text (entry->when);
  g_autofree char *words = excerpt (self, entry);
  g_autofree char *name = g_strdup_printf ("%s: %s", time, words);
  g_autofree char *title = g_strdup_printf ("%s%s", entry->flagged ? "★ " : "", time);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (box), make_label (title, "heading"));
  gtk_box_append (GTK_BOX (box), make_label (words, "dim-label"));
  if (*entry->note)
    gtk_box_append (GTK_BOX (box), make_label (entry->note, "caption"));
  g_object_set (box, "margin-top", 6, "margin-bottom", 6, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (entry->id), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->list, row);
}

static GtkListBoxRow *
find_row (VtHistoryWindow *self, const char *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (g_strcmp0 (row_id (row), id) == 0)
      return row;
  return gtk_list_box_get_row_at_index (self->list, 0);
}

/* A run that could not be kept is missing in the list, which says so. */
static void
tell_failure (VtHistoryWindow *self)
{
  const GError *error = vt_history_get_error (self->history);
  g_autofree char *sentence = error ? g_strdup_printf (_ ("The last run could not be kept. %s"), error->message) : NULL;

  if (sentence)
    vt_notice_bar_show (self->notice, TRUE, sentence, NULL, NULL);
  else
    vt_notice_bar_hide (self->notice);
}

static void
fill (VtHistoryWindow *self)
{
  g_autoptr (GPtrArray) entries = vt_history_list (self->history, vt_space_get_path (self->space));
  g_autofree char *shown = g_strdup (vt_run_view_get_id (self->view));
  GtkListBoxRow *row;

  tell_failure (self);
  self->filling = TRUE;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)))
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < entries->len; i++)
    add_row (self, entries->pdata[i]);
  self->filling = FALSE;
  gtk_stack_set_visible_child_name (self->stack, entries->len > 0 ? "runs" : "empty");
  row = find_row (self, shown);
  gtk_list_box_select_row (self->list, row);
  on_selected (self, row);
}

/* Beside the run that is looked at comes the one before it, or else the one after it. */
static void
select_other (VtHistoryWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row ? gtk_list_box_row_get_index (row) : 0;
  GtkListBoxRow *other = gtk_list_box_get_row_at_index (self->list, index + 1);

  if (!other && index > 0)
    other = gtk_list_box_get_row_at_index (self->list, index - 1);
  if (other)
    gtk_list_box_select_row (self->list, other);
}

static void
on_compare (VtHistoryWindow *self)
{
  if (gtk_toggle_button_get_active (self->compare) && vt_run_view_get_id (self->view))
    {
      self->kept = VT_RUN_VIEW (vt_run_view_new (self->history, self->space));
      vt_run_view_show (self->kept, vt_run_view_get_id (self->view), NULL);
      gtk_box_prepend (self->views, GTK_WIDGET (self->kept));
      adw_leaflet_set_visible_child (self->leaflet, self->list_side);
      select_other (self);
    }
  else if (self->kept)
    {
      gtk_box_remove (self->views, GTK_WIDGET (self->kept));
      self->kept = NULL;
      vt_run_view_show (self->view, vt_run_view_get_id (self->view), NULL);
    }
}

static void
list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_set_visible_child (VT_HISTORY_WINDOW (widget)->leaflet, VT_HISTORY_WINDOW (widget)->list_side);
}

static void
again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[AGAIN], 0, vt_run_view_get_id (VT_HISTORY_WINDOW (widget)->view));
  gtk_window_close (GTK_WINDOW (widget));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtHistoryWindow *self = VT_HISTORY_WINDOW (widget);

  vt_history_remove (self->history, vt_run_view_get_id (self->view));
}

static void
on_flag_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  VtHistoryWindow *self = data;
  GtkEditable *note = g_object_get_data (G_OBJECT (dialog), "note");
  const char *id = g_object_get_data (G_OBJECT (dialog), "id");

  if (g_str_equal (response, "flag"))
    vt_history_flag (self->history, id, TRUE, gtk_editable_get_text (note));
  else if (g_str_equal (response, "unflag"))
    vt_history_flag (self->history, id, FALSE, "");
}

static void
flag_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtHistoryWindow *self = VT_HISTORY_WINDOW (widget);
  const VtHistoryEntry *entry = get_entry (self);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Flag This Run"),
                                              _ ("A flagged run stays when older ones leave."));
  GtkWidget *note = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (note), entry->note);
  gtk_entry_set_activates_default (GTK_ENTRY (note), TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (note), _ ("A note"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (note), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("A note"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), note);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), NULL);
  if (entry->flagged)
    adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "unflag", _ ("_Take the Flag Away"), NULL);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "flag", _ ("_Flag"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "flag");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "note", g_object_ref (note), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "id", g_strdup (entry->id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_flag_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_clear_response (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  VtHistoryWindow *self = data;

  if (g_str_equal (response, "remove"))
    vt_history_clear (self->history, vt_space_get_path (self->space));
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (widget), _ ("Remove All Runs?"),
                                              _ ("The history of this space goes, flagged runs too."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove", _ ("_Remove All"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_clear_response), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtHistoryWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    vt_tell (GTK_WIDGET (self), _ ("The History Could Not Be Exported"), error->message);
}

static void
on_export_response (GtkNativeDialog *chooser, int response, gpointer data)
{
  VtHistoryWindow *self = data;
  gboolean csv = g_object_get_data (G_OBJECT (chooser), "csv") != NULL;
  g_autoptr (GPtrArray) entries = vt_history_list (self->history, vt_space_get_path (self->space));
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  char *text = csv ? vt_history_to_csv (self->history, entries) : vt_history_to_json (self->history, entries);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  if (file)
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, on_written,
                                         g_object_ref (self));
  g_object_unref (chooser);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtHistoryWindow *self = VT_HISTORY_WINDOW (widget);
  const char *format = g_variant_get_string (parameter, NULL);
  g_autofree char *file = g_strdup_printf ("%s.%s", vt_space_get_name (self->space), format);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_ ("Export the History"), GTK_WINDOW (widget),
                                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), file);
  if (g_str_equal (format, "csv"))
    g_object_set_data (G_OBJECT (chooser), "csv", chooser);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_export_response), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
vt_history_window_dispose (GObject *object)
{
  VtHistoryWindow *self = VT_HISTORY_WINDOW (object);

  self->filling = TRUE; /* rows that go with the list are no selection of the person's */
  g_clear_object (&self->history);
  g_clear_object (&self->space);
  G_OBJECT_CLASS (vt_history_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, window_title);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, stack);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, leaflet);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, list_side);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, detail_side);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, to_list);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, notice);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, list);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, views);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, compare);
  gtk_widget_class_bind_template_child (klass, VtHistoryWindow, flag);
  gtk_widget_class_bind_template_callback (klass, on_selected);
  gtk_widget_class_bind_template_callback (klass, on_activated);
  gtk_widget_class_bind_template_callback (klass, on_compare);
  gtk_widget_class_bind_template_callback (klass, update_back);
}

static void
vt_history_window_class_init (VtHistoryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_history_window_dispose;
  signals[AGAIN] = g_signal_new ("again", VT_TYPE_HISTORY_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);
  g_type_ensure (VT_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/history/history-window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "history.list", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "history.again", NULL, again_action);
  gtk_widget_class_install_action (widget_class, "history.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "history.flag", NULL, flag_action);
  gtk_widget_class_install_action (widget_class, "history.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "history.export", "s", export_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vt_history_window_init (VtHistoryWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vt_history_window_new (GtkWindow *parent, VtHistory *history, VtSpace *space)
{
  VtHistoryWindow *self = g_object_new (VT_TYPE_HISTORY_WINDOW, "transient-for", parent, NULL);

  self->history = g_object_ref (history);
  self->space = g_object_ref (space);
  self->view = VT_RUN_VIEW (vt_run_view_new (history, space));
  gtk_box_append (self->views, GTK_WIDGET (self->view));
  adw_window_title_set_subtitle (self->window_title, vt_space_get_title (space));
  g_signal_connect_object (history, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
  return GTK_WIDGET (self);
}
