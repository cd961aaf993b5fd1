/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/new-space.h"

#include <glib/gi18n.h>

#include "app/space-templates.h"
#include "ui/builder/model-choice.h"
#include "ui/tell.h"

struct _VtNewSpace
{
  AdwWindow parent_instance;
  VtApplication *app; /* outlives the window */
  GtkListBox *tasks;
  GtkWidget *title;
  AdwComboRow *model;
  VtModelChoice *choice; /* of the task that is selected; NULL for none */
  GtkWidget *create;
  gboolean titled; /* the person has given a title */
  gboolean filling;
};

enum
{
  CREATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtNewSpace, vt_new_space, ADW_TYPE_WINDOW)

static const char *
translate (const char *text)
{
  return _ (text);
}

/* The task that is selected; NULL for the blank page. */
static const VtTaskClass *
selected_task (VtNewSpace *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->tasks);

  return row ? g_object_get_data (G_OBJECT (row), "task") : NULL;
}

static void
on_create (VtNewSpace *self)
{
  const VtTaskClass *task = selected_task (self);
  guint index = self->choice ? adw_combo_row_get_selected (self->model) : GTK_INVALID_LIST_POSITION;
  const char *model = index != GTK_INVALID_LIST_POSITION ? self->choice->references->pdata[index] : NULL;
  const char *title = gtk_editable_get_text (GTK_EDITABLE (self->title));
  VtTemplateWords words = { *title ? title : _ ("My space"), task ? _ (task->description) : "", _ ("Run"),
                            _ ("Settings"), translate };
  g_autoptr (GError) error = NULL;
  g_autoptr (VtSpaceEditor) editor = NULL;

  editor = task ? vt_space_new_for_task (task, model, &words, &error) : vt_space_new_blank (&words);
  if (!editor)
    {
      vt_tell (GTK_WIDGET (self), _ ("This Space Cannot Be Made"), error->message);
      return;
    }
  g_signal_emit (self, signals[CREATED], 0, editor);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_title (VtNewSpace *self)
{
  self->titled = self->titled || !self->filling;
}

static void
suggest_title (VtNewSpace *self, const VtTaskClass *task)
{
  if (self->titled)
    return;
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->title), task ? _ (task->title) : _ ("My space"));
  self->filling = FALSE;
}

static void
on_task (VtNewSpace *self)
{
  const VtTaskClass *task = selected_task (self);

  g_clear_pointer (&self->choice, vt_model_choice_free);
  gtk_widget_set_visible (GTK_WIDGET (self->model), task && task->model);
  if (task && task->model)
    {
      self->choice = vt_model_choice_new (vt_application_get_library (self->app), task, NULL);
      adw_combo_row_set_model (self->model, G_LIST_MODEL (self->choice->names));
      adw_combo_row_set_selected (self->model, 0);
    }
  suggest_title (self, task);
}

static void
add_task (VtNewSpace *self, const VtTaskClass *task, const char *title, const char *description)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = g_strdup_printf ("%s: %s", title, description);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), description);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (row), "task", (gpointer) task);
  gtk_list_box_append (self->tasks, row);
}

static void
vt_new_space_dispose (GObject *object)
{
  g_clear_pointer (&VT_NEW_SPACE (object)->choice, vt_model_choice_free);
  G_OBJECT_CLASS (vt_new_space_parent_class)->dispose (object);
}

static void
vt_new_space_class_init (VtNewSpaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_new_space_dispose;
  signals[CREATED] = g_signal_new ("created", VT_TYPE_NEW_SPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   VT_TYPE_SPACE_EDITOR);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
header (VtNewSpace *self)
{
  GtkWidget *bar = adw_header_bar_new (), *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->create = gtk_button_new_with_mnemonic (_ ("Cr_eate"));
  gtk_widget_add_css_class (self->create, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_swapped (self->create, "clicked", G_CALLBACK (on_create), self);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->create);
  return bar;
}

static GtkWidget *
details (VtNewSpace *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->title = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->title), _ ("Title"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self->title))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Title"), -1);
  g_signal_connect_swapped (self->title, "changed", G_CALLBACK (on_title), self);
  g_signal_connect_swapped (self->title, "entry-activated", G_CALLBACK (on_create), self);
  self->model = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->model), _ ("Model"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->model));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->title);
  return group;
}

static GtkWidget *
content (VtNewSpace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18), *scrolled = gtk_scrolled_window_new ();
  GtkWidget *question = gtk_label_new (_ ("What shall it do?"));

  self->tasks = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->tasks), "boxed-list");
  gtk_list_box_set_selection_mode (self->tasks, GTK_SELECTION_BROWSE);
  gtk_list_box_set_activate_on_single_click (self->tasks, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tasks), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What shall it do?"), -1);
  gtk_widget_add_css_class (question, "title-4");
  gtk_label_set_xalign (GTK_LABEL (question), 0);
  gtk_widget_set_valign (GTK_WIDGET (self->tasks), GTK_ALIGN_START);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->tasks));
  gtk_widget_set_focusable (scrolled, FALSE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), question);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), details (self));
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  return box;
}

static void
vt_new_space_init (VtNewSpace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_title (GTK_WINDOW (self), _ ("New Space"));
  gtk_window_set_default_size (GTK_WINDOW (self), 520, 640);
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, 300);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_box_append (GTK_BOX (box), header (self));
  gtk_box_append (GTK_BOX (box), content (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->create);
}

GtkWidget *
vt_new_space_new (VtApplication *app, GtkWindow *parent)
{
  VtNewSpace *self = g_object_new (VT_TYPE_NEW_SPACE, "transient-for", parent, NULL);

  self->app = app;
  if (parent)
    {
      int width, height;

      gtk_window_get_default_size (parent, &width, &height);
      gtk_window_set_default_size (GTK_WINDOW (self), MIN (520, width - 24), MIN (640, height - 24));
    }
  for (const VtTaskClass *const *task = vt_task_classes; *task; task++)
    add_task (self, *task, _ ((*task)->title), _ ((*task)->description));
  add_task (self, NULL, _ ("Blank page"), _ ("Put everything on it yourself"));
  g_signal_connect_swapped (self->tasks, "row-selected", G_CALLBACK (on_task), self);
  g_signal_connect_swapped (self->tasks, "row-activated", G_CALLBACK (on_create), self);
  gtk_list_box_select_row (self->tasks, gtk_list_box_get_row_at_index (self->tasks, 0));
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (gtk_list_box_get_row_at_index (self->tasks, 0)));
  return GTK_WIDGET (self);
}
