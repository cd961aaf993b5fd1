/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/hub/hub-row.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/hub-results.h"
#include "engine/tasks/task.h"

/* 1234567 reads as "1.2 M". */
static char *
short_number (guint64 number)
{
  static const struct { guint64 unit; const char *letter; } units[] = { { 1000000000, " G" }, { 1000000, " M" }, { 1000, " k" } };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (number >= units[i].unit)
      return g_strdup_printf (number < 10 * units[i].unit ? "%.1f%s" : "%.0f%s", (double) number / units[i].unit,
                              units[i].letter);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number);
}

char *
vt_hub_model_facts (const VtHubModel *model)
{
  const VtTaskClass *task = *model->task ? vt_task_find (model->task, NULL) : NULL;
  g_autofree char *weights = short_number (model->parameters);
  g_autofree char *downloads = short_number (model->downloads);
  GString *facts = g_string_new (task ? _ (task->title) : model->task);

  if (model->parameters > 0)
    {
      g_string_append (facts, facts->len > 0 ? " · " : "");
      /* Translators: the number of a model's weights, as in "268 M weights" */
      g_string_append_printf (facts, _ ("%s weights"), weights);
    }
  if (model->downloads > 0)
    {
      g_string_append (facts, facts->len > 0 ? " · " : "");
      /* Translators: as in "12 k downloads" */
      g_string_append_printf (facts, _ ("%s downloads"), downloads);
    }
  return g_string_free (facts, FALSE);
}

static GtkWidget *
make_label (GtkWidget *box, const char *const *classes)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_css_classes (label, (const char **) classes);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  make_label (box, (const char *[]) { "heading", NULL });
  make_label (box, (const char *[]) { "caption", "dim-label", NULL });
  make_label (box, (const char *[]) { "caption", "dim-label", NULL });
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const VtHubModel *model = vt_hub_result_get_model (gtk_list_item_get_item (item));
  const char *slash = strchr (model->id, '/');
  g_autofree char *owner = slash ? g_strndup (model->id, slash - model->id) : g_strdup ("");
  g_autofree char *facts = vt_hub_model_facts (model);
  GtkWidget *name = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *by = gtk_widget_get_next_sibling (name);
  GtkWidget *line = gtk_widget_get_next_sibling (by);

  gtk_label_set_text (GTK_LABEL (name), slash ? slash + 1 : model->id);
  gtk_label_set_text (GTK_LABEL (by), owner);
  gtk_widget_set_visible (by, *owner != '\0');
  gtk_label_set_text (GTK_LABEL (line), facts);
  /* GTK 4.8 does not name the rows of a list by what is in them. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (gtk_list_item_get_child (item))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, model->id, -1);
  gtk_widget_set_visible (line, *facts != '\0');
}

void
vt_name_drop_down (GtkDropDown *drop_down, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (drop_down))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

GtkListItemFactory *
vt_hub_row_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  return factory;
}
