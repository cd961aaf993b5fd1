/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/history/run-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/model-text.h"

struct _VtRunView
{
  GtkWidget parent_instance;
  VtHistory *history;
  VtSpace *space;
  char *id;
  GtkWidget *scrolled;
  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (VtRunView, vt_run_view, GTK_TYPE_WIDGET)

static void
vt_run_view_dispose (GObject *object)
{
  VtRunView *self = VT_RUN_VIEW (object);

  g_clear_object (&self->history);
  g_clear_object (&self->space);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_run_view_parent_class)->dispose (object);
}

static void
vt_run_view_finalize (GObject *object)
{
  g_free (VT_RUN_VIEW (object)->id);
  G_OBJECT_CLASS (vt_run_view_parent_class)->finalize (object);
}

static void
vt_run_view_class_init (VtRunViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_run_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_run_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vt_run_view_init (VtRunView *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 18);
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 12);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->box));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
vt_run_view_new (VtHistory *history, VtSpace *space)
{
  VtRunView *self = g_object_new (VT_TYPE_RUN_VIEW, NULL);

  self->history = g_object_ref (history);
  self->space = g_object_ref (space);
  return GTK_WIDGET (self);
}

char *
vt_run_time_text (gint64 when)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_to_local (utc);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean today = g_date_time_get_year (then) == g_date_time_get_year (now)
                   && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now);

  /* Translators: a time of a day, as in "Today, 14:03:20", and a date, as in "3 November, 14:03" */
  return g_date_time_format (then, today ? _ ("Today, %H:%M:%S") : _ ("%e %B, %H:%M"));
}

static void
add_heading (VtRunView *self, const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_HEADING, NULL);

  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (self->box, label);
}

static GtkWidget *
make_text (const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "selectable", TRUE, NULL);

  return label;
}

static gboolean
is_picture (const char *path)
{
  g_autofree char *type = g_content_type_guess (path, NULL, 0, NULL);

  return g_content_type_is_a (type, "image/*");
}

/* What a component held: a picture as it is, everything else as text. */
static GtkWidget *
make_value (VtValue *value)
{
  g_autofree char *text = vt_value_to_text (value);
  GtkWidget *picture;

  if (vt_value_type (value) != VT_VALUE_FILE || !is_picture (vt_value_text (value)))
    return make_text (text);
  picture = gtk_picture_new_for_filename (vt_value_text (value));
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), text);
  gtk_widget_set_size_request (picture, 160, 160);
  return picture;
}

/* @differs: from what it is in the run beside it */
static void
add_row (GtkWidget *list, const char *name, gboolean differs, GtkWidget *value)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  /* Translators: a value's name, of two runs side by side in which it is not the same */
  g_autofree char *text = differs ? g_strdup_printf (_ ("%s (differs)"), name) : g_strdup (name);
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, NULL);

  gtk_widget_add_css_class (title, differs ? "caption-heading" : "caption");
  gtk_widget_add_css_class (title, differs ? "accent" : "dim-label");
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), value);
  g_object_set (row, "margin-top", 9, "margin-bottom", 9, "margin-start", 12, "margin-end", 12, NULL);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static GtkWidget *
add_list (VtRunView *self, const char *heading)
{
  GtkWidget *list = gtk_list_box_new ();

  add_heading (self, heading);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  gtk_box_append (self->box, list);
  return list;
}

static gboolean
is_same (VtValue *value, VtValue *other)
{
  g_autofree char *a = vt_value_to_text (value);
  g_autofree char *b = other ? vt_value_to_text (other) : NULL;

  return g_strcmp0 (a, b) == 0;
}

/* The values in the order of the document's components; nothing for what is empty. */
static void
add_values (VtRunView *self, const char *heading, GHashTable *values, GHashTable *others)
{
  GPtrArray *components = vt_space_get_components (self->space);
  GtkWidget *list = NULL;

  for (guint i = 0; i < components->len; i++)
    {
      const VtSpaceComponent *component = components->pdata[i];
      VtValue *value = g_hash_table_lookup (values, component->id);
      const char *label = vt_space_component_get_text (component, "label");
      g_autofree char *text = value ? vt_value_to_text (value) : NULL;

      if (!text || !*text)
        continue;
      if (!list)
        list = add_list (self, heading);
      add_row (list, *label ? label : component->id, others && !is_same (value, g_hash_table_lookup (others, component->id)),
               make_value (value));
    }
}

static void
add_figures (VtRunView *self, const VtHistoryEntry *entry, const VtHistoryEntry *other)
{
  GtkWidget *list = add_list (self, _ ("How"));
  g_autofree char *seconds = entry->seconds < 0.1 ? g_strdup_printf (_ ("%.0f ms"), entry->seconds * 1000)
                                                  : g_strdup_printf (_ ("%.1f s"), entry->seconds);

  if (*entry->model)
    add_row (list, _ ("Model"), other && g_strcmp0 (other->model, entry->model) != 0, make_text (entry->model));
  if (*entry->device)
    add_row (list, _ ("Device"), other && g_strcmp0 (other->device, entry->device) != 0, make_text (entry->device));
  add_row (list, _ ("Took"), FALSE, make_text (seconds));
  if (entry->error)
    add_row (list, _ ("Ended"), FALSE, make_text (*entry->error ? entry->error : _ ("Stopped by a person")));
  if (*entry->note)
    add_row (list, _ ("Note"), FALSE, make_text (entry->note));
}

void
vt_run_view_show (VtRunView *self, const char *id, const char *other)
{
  const VtHistoryEntry *entry = id ? vt_history_find (self->history, id) : NULL;
  const VtHistoryEntry *beside = other && g_strcmp0 (id, other) != 0 ? vt_history_find (self->history, other) : NULL;
  g_autoptr (GHashTable) inputs = NULL;
  g_autoptr (GHashTable) outputs = NULL;
  g_autoptr (GHashTable) other_inputs = beside ? vt_history_get_inputs (self->history, beside) : NULL;
  g_autoptr (GHashTable) other_outputs = beside ? vt_history_get_outputs (self->history, beside) : NULL;
  g_autofree char *kept = g_strdup (entry ? id : NULL); /* @id may be ours */
  g_autofree char *time = NULL;
  GtkWidget *child;

  g_free (self->id);
  self->id = g_steal_pointer (&kept);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))))
    gtk_box_remove (self->box, child);
  if (!entry)
    return;
  time = vt_run_time_text (entry->when);
  inputs = vt_history_get_inputs (self->history, entry);
  outputs = vt_history_get_outputs (self->history, entry);
  child = g_object_new (GTK_TYPE_LABEL, "label", time, "xalign", 0.0, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  gtk_widget_add_css_class (child, "title-3");
  gtk_box_append (self->box, child);
  add_values (self, _ ("What Came Out"), outputs, other_outputs);
  add_values (self, _ ("What Went In"), inputs, other_inputs);
  add_figures (self, entry, beside);
}

const char *
vt_run_view_get_id (VtRunView *self)
{
  return self->id;
}
