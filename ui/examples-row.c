/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/examples-row.h"

#include <glib/gi18n.h>

#include "ui/components/choices.h"
#include "ui/picture-load.h"
#include "ui/wrap-layout.h"

#define LONGEST 48 /* characters of an example on its button */
#define PICTURE 56 /* pixels of the longer side of its picture */
#define BESIDE 34  /* characters of a line beside one */

struct _VtExamplesRow
{
  GtkWidget parent_instance;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtExamplesRow, vt_examples_row, GTK_TYPE_WIDGET)

static void
on_clicked (GtkButton *button, gpointer data)
{
  GtkWidget *self = gtk_widget_get_ancestor (GTK_WIDGET (button), VT_TYPE_EXAMPLES_ROW);

  g_signal_emit (self, signals[CHOSEN], 0, GPOINTER_TO_UINT (data));
}

static void
vt_examples_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (vt_examples_row_parent_class)->dispose (object);
}

static void
vt_examples_row_class_init (VtExamplesRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_examples_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHOSEN] =
    g_signal_new ("chosen", VT_TYPE_EXAMPLES_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
vt_examples_row_init (VtExamplesRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
}

/* The path of a file without what tells its kind; transfer full. */
static char *
file_title (const char *path)
{
  char *name = g_path_get_basename (path), *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  return name;
}

static char *
join_chosen (const VtChoices *choices, const gboolean *chosen)
{
  g_autofree const char **names = g_new0 (const char *, choices->n + 1);

  for (guint i = 0, n = 0; i < choices->n; i++)
    if (chosen[i])
      names[n++] = choices->names[i];
  return g_strjoinv (", ", (char **) names);
}

/* What people read where @value is chosen among the choices of @component, or NULL; transfer full. */
static char *
choice_text (const VtSpaceComponent *component, VtValue *value)
{
  g_autoptr (VtChoices) choices = vt_choices_new (component);
  g_autofree gboolean *chosen = g_new0 (gboolean, choices->n + 1);
  int index = vt_choices_find (choices, value);

  if (index >= 0)
    return g_strdup (choices->names[index]);
  if (choices->n == 0 || vt_value_type (value) != VT_VALUE_JSON || !vt_choices_read_several (choices, value, chosen))
    return NULL;
  return join_chosen (choices, chosen);
}

/* transfer full */
static char *
part_text (const VtSpaceComponent *component, VtValue *value)
{
  char *text = choice_text (component, value);

  if (text == NULL)
    text = vt_value_type (value) == VT_VALUE_FILE ? file_title (vt_value_text (value)) : vt_value_to_text (value);
  return g_strdelimit (text, "\n\t", ' ');
}

static gboolean
is_picture (VtValue *value)
{
  g_autofree char *type = NULL;

  if (vt_value_type (value) != VT_VALUE_FILE)
    return FALSE;
  type = g_content_type_guess (vt_value_text (value), NULL, 0, NULL);
  return g_content_type_is_a (type, "image/*");
}

/* The path of the first picture among the inputs of an example, or NULL; transfer full. */
static char *
row_picture (VtSpace *space, guint row)
{
  const char *folder = vt_space_get_path (space);

  for (guint i = 0; i < vt_space_get_example_inputs (space)->len; i++)
    {
      VtValue *value = vt_space_get_example (space, row, i);

      if (is_picture (value))
        return g_build_filename (g_path_is_absolute (vt_value_text (value)) || folder == NULL ? "" : folder,
                                 vt_value_text (value), NULL);
    }
  return NULL;
}

/* All inputs of one example as one line, perhaps without the names of pictures; transfer full. */
static char *
row_text (VtSpace *space, guint row, gboolean pictures)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *inputs = vt_space_get_example_inputs (space);

  for (guint i = 0; i < inputs->len; i++)
    {
      VtValue *value = vt_space_get_example (space, row, i);
      g_autofree char *part = part_text (inputs->pdata[i], value);

      if (*g_strstrip (part) && (pictures || !is_picture (value)))
        g_string_append_printf (text, "%s%s", text->len ? " · " : "", part);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
small_picture (const char *path)
{
  GtkWidget *picture = gtk_picture_new ();

  gtk_picture_set_can_shrink (GTK_PICTURE (picture), FALSE);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_overflow (picture, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (picture, "example-picture");
  vt_picture_load (GTK_PICTURE (picture), path, PICTURE);
  return picture;
}

/* Beside a picture there is room for two lines. */
static GtkWidget *
example_label (const char *text, gboolean beside_picture)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), beside_picture ? BESIDE : LONGEST);
  if (beside_picture)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_lines (GTK_LABEL (label), 2);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_hexpand (label, TRUE); /* or it would break where two lines just suffice */
    }
  return label;
}

/* @shown: what stands on it; @text: all of the example, for those who do not see its picture. */
static GtkWidget *
example_button (const char *shown, const char *text, const char *picture, guint row)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  if (picture != NULL)
    gtk_box_append (GTK_BOX (box), small_picture (picture));
  gtk_box_append (GTK_BOX (box), example_label (shown, picture != NULL));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_tooltip_text (button, text);
  gtk_widget_add_css_class (button, picture ? "example-with-picture" : "example");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), GUINT_TO_POINTER (row));
  return button;
}

GtkWidget *
vt_examples_row_new (VtSpace *space)
{
  VtExamplesRow *self = g_object_new (VT_TYPE_EXAMPLES_ROW, NULL);
  GtkWidget *title = gtk_label_new (_ ("Examples")), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  guint n = vt_space_get_n_examples (space);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "caption-heading");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_set_parent (title, GTK_WIDGET (self));
  gtk_widget_set_layout_manager (box, vt_wrap_layout_new (6));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = row_text (space, i, TRUE), *picture = row_picture (space, i);
      g_autofree char *rest = picture ? row_text (space, i, FALSE) : NULL;

      gtk_box_append (GTK_BOX (box), example_button (rest && *rest ? rest : text, text, picture, i));
    }
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Examples"), -1);
  return GTK_WIDGET (self);
}
