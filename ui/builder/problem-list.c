/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/problem-list.h"

#include <glib/gi18n.h>

#include "app/space-problems.h"
#include "app/remote/remote-address.h"
#include "ui/builder/panel-column.h"
#include "ui/model-text.h"
#include "ui/window.h"

struct _VtProblemList
{
  GtkWidget parent_instance;
  VtApplication *app; /* outlives the list */
  VtSpaceEditor *editor;
  VtBuilderCanvas *canvas;
  VtEventPanel *events;
  GtkWidget *scrolled;
  GtkBox *box;
  GPtrArray *problems;
  char *shown; /* what the cards say; NULL while there are none */
  guint idle;
};

enum
{
  PROP_0,
  PROP_N_PROBLEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (VtProblemList, vt_problem_list, GTK_TYPE_WIDGET)

/* --- what the buttons do -------------------------------------------------------------- */

static const VtSpaceProblem *
problem_of (VtProblemList *self, GtkWidget *button)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "problem"));

  return index < self->problems->len ? self->problems->pdata[index] : NULL;
}

static void
on_fix (VtProblemList *self, GtkWidget *button)
{
  const VtSpaceProblem *problem = problem_of (self, button);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GError) error = NULL;
  g_autofree char *component = NULL;
  gboolean adds;

  if (!problem)
    return;
  component = g_strdup (problem->component);
  adds = problem->adds_event;
  if (!problem->fix (self->editor, problem, &error) && error && VT_IS_WINDOW (root))
    vt_window_toast (VT_WINDOW (root), error->message);
  if (!adds)
    return;
  vt_builder_canvas_select (self->canvas, component);
  gtk_widget_activate_action (GTK_WIDGET (self), "builder.show", "s", "events");
  vt_event_panel_show_event (self->events, vt_space_get_events (vt_space_editor_get_space (self->editor))->len - 1);
}

static void
on_show (VtProblemList *self, GtkWidget *button)
{
  const VtSpaceProblem *problem = problem_of (self, button);

  if (!problem)
    return;
  if (problem->component)
    {
      vt_builder_canvas_select (self->canvas, problem->component);
      gtk_widget_activate_action (GTK_WIDGET (self), "builder.show", "s", "properties");
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "builder.show", "s", "events");
  vt_event_panel_show_event (self->events, (guint) MAX (problem->event, 0));
}

static void
on_get (VtProblemList *self, GtkWidget *button)
{
  const VtSpaceProblem *problem = problem_of (self, button);

  if (problem)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.get-model", "s", problem->missing_model);
}

/* --- rows --------------------------------------------------------------------------------- */

static char *
sentence_of (const VtSpaceProblem *problem)
{
  const char *name = problem->missing_model ? vt_model_title (problem->name)
                     : problem->name && problem->title ? _ (problem->name) : problem->name;
  const char *other = problem->other && problem->title ? _ (problem->other) : problem->other;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  if (name && other)
    return g_strdup_printf (_ (problem->sentence), name, other);
  return name ? g_strdup_printf (_ (problem->sentence), name) : g_strdup (_ (problem->sentence));
#pragma GCC diagnostic pop
}

static void
add_button (VtProblemList *self, GtkWidget *row, guint index, const char *label, const char *sentence, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  g_object_set_data (G_OBJECT (button), "problem", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), button);
}

static char *
get_label (VtProblemList *self, const VtSpaceProblem *problem)
{
  guint64 bytes = vt_model_library_get_bytes (vt_application_get_library (self->app), problem->missing_model);
  g_autofree char *size = g_format_size (bytes);

  if (vt_remote_address_is (problem->missing_model))
    return g_strdup (_ ("Allow…"));
  return bytes > 0 ? g_strdup_printf (_ ("Get It, %s"), size) : g_strdup (_ ("Get It"));
}

static void
add_problem (VtProblemList *self, guint index)
{
  const VtSpaceProblem *problem = self->problems->pdata[index];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (problem->is_error ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  g_autofree char *sentence = sentence_of (problem);
  g_autofree char *get = problem->missing_model ? get_label (self, problem) : NULL;
  GtkWidget *label = gtk_label_new (sentence);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, problem->is_error ? "error" : "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  problem->is_error ? _ ("It will fail") : _ ("Look at this"), -1);
  gtk_box_append (GTK_BOX (head), icon);
  gtk_box_append (GTK_BOX (head), label);
  gtk_box_append (GTK_BOX (box), head);
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  if (get)
    add_button (self, buttons, index, get, sentence, G_CALLBACK (on_get));
  if (problem->fix)
    add_button (self, buttons, index, _ (problem->fix_label), sentence, G_CALLBACK (on_fix));
  if (problem->component || problem->event >= 0)
    add_button (self, buttons, index, _ ("Show"), sentence, G_CALLBACK (on_show));
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "problem");
  gtk_box_append (self->box, box);
}

static void
add_all (VtProblemList *self)
{
  for (guint i = 0; i < self->problems->len; i++)
    add_problem (self, i);
  if (self->problems->len == 0)
    {
      GtkWidget *label = gtk_label_new (_ ("Everything is in order."));

      gtk_widget_add_css_class (label, "dim-label");
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_box_append (self->box, label);
    }
}

/* What the cards say, and which buttons they have; transfer full. */
static char *
words_of_all (VtProblemList *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->problems->len; i++)
    {
      const VtSpaceProblem *problem = self->problems->pdata[i];
      g_autofree char *sentence = sentence_of (problem);
      g_autofree char *get = problem->missing_model ? get_label (self, problem) : NULL;

      g_string_append_printf (text, "%d%d %s\n%s\n%s\n", problem->is_error, problem->component || problem->event >= 0,
                              sentence, get ? get : "", problem->fix ? problem->fix_label : "");
    }
  return g_string_free (text, FALSE);
}

/* Makes cards of the problems, where somebody looks and they say something new. */
static void
show (VtProblemList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->box));
  g_autofree char *words = words_of_all (self);
  GtkWidget *child;

  if (g_strcmp0 (words, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&words);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))))
    gtk_box_remove (self->box, child);
  add_all (self);
  if (had_focus)
    gtk_widget_child_focus (GTK_WIDGET (self->box), GTK_DIR_TAB_FORWARD);
}

/* The number of problems is shown all the time. */
static void
fill (VtProblemList *self)
{
  guint before = self->problems->len;

  g_ptr_array_unref (self->problems);
  self->problems =
    vt_space_find_problems (vt_space_editor_get_space (self->editor), vt_application_get_library (self->app));
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show (self);
  if (before != self->problems->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PROBLEMS]);
}

static gboolean
on_idle (gpointer data)
{
  VtProblemList *self = data;

  self->idle = 0;
  fill (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (VtProblemList *self)
{
  if (!self->idle)
    self->idle = g_idle_add (on_idle, self);
}

static gboolean
names_model (VtProblemList *self, const char *reference)
{
  const char *const *models = vt_space_get_models (vt_space_editor_get_space (self->editor));

  return g_strv_contains (models, reference);
}

/* During a fetch it comes ten times a second; only whether the model is there counts. */
static void
on_library_changed (VtProblemList *self, const char *reference)
{
  g_autoptr (VtModelStatus) status = NULL;

  if (!names_model (self, reference))
    return;
  status = vt_model_library_get_status (vt_application_get_library (self->app), reference);
  if (status->state != VT_MODEL_FETCHING || status->bytes_done == 0)
    schedule (self);
}

static void
vt_problem_list_map (GtkWidget *widget)
{
  show (VT_PROBLEM_LIST (widget));
  GTK_WIDGET_CLASS (vt_problem_list_parent_class)->map (widget);
}

static void
vt_problem_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_uint (value, VT_PROBLEM_LIST (object)->problems->len);
}

static void
vt_problem_list_dispose (GObject *object)
{
  VtProblemList *self = VT_PROBLEM_LIST (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->editor)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_problem_list_parent_class)->dispose (object);
}

static void
vt_problem_list_finalize (GObject *object)
{
  g_ptr_array_unref (VT_PROBLEM_LIST (object)->problems);
  g_free (VT_PROBLEM_LIST (object)->shown);
  G_OBJECT_CLASS (vt_problem_list_parent_class)->finalize (object);
}

static void
vt_problem_list_class_init (VtProblemListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vt_problem_list_get_property;
  object_class->dispose = vt_problem_list_dispose;
  object_class->finalize = vt_problem_list_finalize;
  properties[PROP_N_PROBLEMS] =
    g_param_spec_uint ("n-problems", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  GTK_WIDGET_CLASS (klass)->map = vt_problem_list_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vt_problem_list_init (VtProblemList *self)
{
  self->problems = g_ptr_array_new ();
  self->scrolled = vt_panel_column_new (GTK_WIDGET (self), 12, &self->box);
}

GtkWidget *
vt_problem_list_new (VtApplication *app, VtSpaceEditor *editor, VtBuilderCanvas *canvas, VtEventPanel *events)
{
  VtProblemList *self = g_object_new (VT_TYPE_PROBLEM_LIST, NULL);

  self->app = app;
  self->editor = g_object_ref (editor);
  self->canvas = canvas;
  self->events = events;
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (schedule), self);
  g_signal_connect_object (vt_application_get_library (app), "changed", G_CALLBACK (on_library_changed), self,
                           G_CONNECT_SWAPPED);
  fill (self);
  return GTK_WIDGET (self);
}
