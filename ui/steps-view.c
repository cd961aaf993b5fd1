/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/steps-view.h"

#include <glib/gi18n.h>

#include "ui/markdown-view.h"

struct _VtStepsView
{
  GtkWidget parent_instance;
  GtkWidget *counter; /* "Step 2 of 4" */
  GtkWidget *dots;    /* one child a page */
  GtkWidget *title;
  GtkWidget *stack;
  GtkWidget *back;
  GtkWidget *next;
  GPtrArray *pages;  /* owned by the stack */
  GPtrArray *titles; /* (element-type utf8) */
  guint page;
};

G_DEFINE_FINAL_TYPE (VtStepsView, vt_steps_view, GTK_TYPE_WIDGET)

static void
set_class (GtkWidget *widget, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
update_dots (VtStepsView *self)
{
  guint i = 0;

  for (GtkWidget *dot = gtk_widget_get_first_child (self->dots); dot; dot = gtk_widget_get_next_sibling (dot), i++)
    {
      set_class (dot, "done", i < self->page);
      set_class (dot, "current", i == self->page);
    }
}

static gboolean
is_last (VtStepsView *self)
{
  return self->page + 1 >= self->pages->len;
}

static void
update (VtStepsView *self)
{
  const char *title = self->titles->pdata[self->page];
  /* Translators: "Step 2 of 4" */
  g_autofree char *count = g_strdup_printf (_("Step %u of %u"), self->page + 1, self->pages->len);
  g_autofree char *name = *title ? g_strdup_printf ("%s: %s", count, title) : g_strdup (count);

  gtk_label_set_label (GTK_LABEL (self->counter), count);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_widget_set_visible (self->title, *title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_sensitive (self->back, self->page > 0);
  gtk_button_set_label (GTK_BUTTON (self->next), is_last (self) ? _("Start Again") : _("Next"));
  set_class (self->next, "suggested-action", !is_last (self));
  gtk_widget_set_visible (self->next, self->pages->len > 1);
  gtk_widget_set_visible (self->back, self->pages->len > 1);
  update_dots (self);
}

static void
on_next (VtStepsView *self)
{
  vt_steps_view_set_page (self, is_last (self) ? 0 : self->page + 1);
}

static void
on_back (VtStepsView *self)
{
  if (self->page > 0)
    vt_steps_view_set_page (self, self->page - 1);
}

static void
on_turn (GtkWidget *widget, const char *action, GVariant *by)
{
  VtStepsView *self = VT_STEPS_VIEW (widget);
  int page = (int) self->page + g_variant_get_int32 (by);

  if (page >= 0)
    vt_steps_view_set_page (self, (guint) page);
}

static void
vt_steps_view_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (vt_steps_view_parent_class)->dispose (object);
}

static void
vt_steps_view_finalize (GObject *object)
{
  VtStepsView *self = VT_STEPS_VIEW (object);

  g_ptr_array_unref (self->pages);
  g_ptr_array_unref (self->titles);
  G_OBJECT_CLASS (vt_steps_view_parent_class)->finalize (object);
}

static void
vt_steps_view_class_init (VtStepsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_steps_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_steps_view_finalize;
  gtk_widget_class_install_action (widget_class, "steps.turn", "i", on_turn);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_ALT_MASK, "steps.turn", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_ALT_MASK, "steps.turn", "i", -1);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "vtsteps");
}

static GtkWidget *
make_head (VtStepsView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->counter = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->counter), 0);
  gtk_widget_set_hexpand (self->counter, TRUE);
  gtk_widget_add_css_class (self->counter, "dim-label");
  gtk_widget_add_css_class (self->counter, "caption-heading");
  self->dots = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_valign (self->dots, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), self->counter);
  gtk_box_append (GTK_BOX (head), self->dots);
  return head;
}

static GtkWidget *
make_foot (VtStepsView *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->back = gtk_button_new_with_label (_("Back"));
  self->next = gtk_button_new_with_label (_("Next"));
  gtk_widget_set_hexpand (self->back, TRUE);
  gtk_widget_set_halign (self->back, GTK_ALIGN_START);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (on_back), self);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (on_next), self);
  gtk_box_append (GTK_BOX (foot), self->back);
  gtk_box_append (GTK_BOX (foot), self->next);
  return foot;
}

static void
vt_steps_view_init (VtStepsView *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  self->pages = g_ptr_array_new ();
  self->titles = g_ptr_array_new_with_free_func (g_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  gtk_widget_set_parent (make_head (self), GTK_WIDGET (self));
  self->title = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "xalign", 0.0, "wrap",
                              TRUE, NULL);
  gtk_widget_add_css_class (self->title, "title-2");
  gtk_widget_set_parent (self->title, GTK_WIDGET (self));
  self->stack = gtk_stack_new ();
  /* All pages as high as the highest: otherwise GTK 4.8 asks how wide a page is at its least
   * height, and a text in one line is as wide as that; and so Next stays in its place. */
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT_RIGHT);
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  gtk_widget_set_parent (make_foot (self), GTK_WIDGET (self));
}

GtkWidget *
vt_steps_view_new (void)
{
  return g_object_new (VT_TYPE_STEPS_VIEW, NULL);
}

static void
add_dot (VtStepsView *self)
{
  GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (dot, "step-dot");
  gtk_box_append (GTK_BOX (self->dots), dot);
}

void
vt_steps_view_add (VtStepsView *self, const char *title, const char *text, const char *folder, GtkWidget *content)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);

  g_return_if_fail (VT_IS_STEPS_VIEW (self));
  if (*text)
    {
      GtkWidget *view = vt_markdown_view_new (FALSE);

      vt_markdown_view_set_folder (VT_MARKDOWN_VIEW (view), folder);
      vt_markdown_view_set_text (VT_MARKDOWN_VIEW (view), text);
      gtk_box_append (GTK_BOX (page), view);
    }
  gtk_box_append (GTK_BOX (page), content);
  g_ptr_array_add (self->pages, page);
  g_ptr_array_add (self->titles, g_strdup (title));
  gtk_stack_add_child (GTK_STACK (self->stack), page);
  add_dot (self);
  update (self);
}

guint
vt_steps_view_get_n_pages (VtStepsView *self)
{
  g_return_val_if_fail (VT_IS_STEPS_VIEW (self), 0);
  return self->pages->len;
}

guint
vt_steps_view_get_page (VtStepsView *self)
{
  g_return_val_if_fail (VT_IS_STEPS_VIEW (self), 0);
  return self->page;
}

void
vt_steps_view_set_page (VtStepsView *self, guint page)
{
  g_return_if_fail (VT_IS_STEPS_VIEW (self));
  if (page >= self->pages->len)
    return;
  self->page = page;
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->pages->pdata[page]);
  update (self);
}
