/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/builder/builder-page.h"

#include <glib/gi18n.h>

#include "ui/builder/builder-inspector.h"
#include "ui/builder/builder-outline.h"
#include "ui/builder/builder-palette.h"
#include "ui/builder/event-panel.h"
#include "ui/builder/notes-editor.h"
#include "ui/builder/problem-list.h"
#include "ui/window.h"

struct _VtBuilderPage
{
  GtkWidget parent_instance;
  VtApplication *app; /* outlives every page */
  VtSpaceEditor *editor;
  VtBuilderCanvas *canvas;
  VtBuilderPalette *palette;
  VtBuilderInspector *inspector;
  VtEventPanel *events;
  VtProblemList *problems;
  int zoom;

  GtkWidget *box;
  AdwWindowTitle *window_title;
  AdwFlap *left;
  AdwFlap *right;
  GtkWidget *undo_button;
  GtkWidget *redo_button;
  GtkWidget *left_button;
  GtkWidget *right_button;
  AdwViewStack *tools; /* on the left */
  AdwViewStack *panels;
  AdwClamp *clamp;
  GtkScrolledWindow *scroller;
};

G_DEFINE_FINAL_TYPE (VtBuilderPage, vt_builder_page, GTK_TYPE_WIDGET)

static const char *
selected (VtBuilderPage *self)
{
  return vt_builder_canvas_get_selected (self->canvas);
}

/* Shows why something was refused; takes @error. */
static void
tell (VtBuilderPage *self, GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (error && VT_IS_WINDOW (root))
    vt_window_toast (VT_WINDOW (root), error->message);
  g_clear_error (&error);
}

/* What has been selected moved with the edit; ids stay, names of layouts do not. */
static void
reselect (VtBuilderPage *self, const char *node)
{
  if (node && *node != '@')
    vt_builder_canvas_select (self->canvas, node);
}

/* --- actions: the document ------------------------------------------------------------- */

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vt_space_editor_undo (VT_BUILDER_PAGE (widget)->editor);
}

static void
redo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vt_space_editor_redo (VT_BUILDER_PAGE (widget)->editor);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  g_autofree char *node = g_strdup (selected (self));
  GError *error = NULL;

  if (!node)
    return;
  vt_builder_canvas_select_next (self->canvas, 1);
  if (g_strcmp0 (node, selected (self)) == 0)
    vt_builder_canvas_select_next (self->canvas, -1);
  vt_space_edit_remove (self->editor, node, &error);
  tell (self, error);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  g_autofree char *text = selected (self) ? vt_space_edit_copy (self->editor, selected (self)) : NULL;

  if (text)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
cut_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  copy_action (widget, name, parameter);
  remove_action (widget, name, parameter);
}

/* Below what is selected, or into it where it is a layout; else at the end. */
static VtSpacePlace
place_for_new (VtBuilderPage *self)
{
  const char *node = selected (self);

  return (VtSpacePlace) { node && *node == '@' ? VT_PLACE_INTO : VT_PLACE_BELOW, node };
}

static void
on_clipboard (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VtBuilderPage) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  VtSpacePlace place;
  g_autofree char *id = NULL;
  GError *error = NULL;

  if (!self->editor) /* the page is gone */
    return;
  place = place_for_new (self);
  id = vt_space_edit_paste (self->editor, text, &place, &error);
  reselect (self, id);
  tell (self, error);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, on_clipboard, g_object_ref (widget));
}

static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  GError *error = NULL;
  g_autofree char *id = selected (self) ? vt_space_edit_duplicate (self->editor, selected (self), &error) : NULL;

  reselect (self, id);
  tell (self, error);
}

static void
move (GtkWidget *widget, VtPlaceSide direction)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  g_autofree char *node = g_strdup (selected (self));

  if (node)
    vt_space_edit_nudge (self->editor, node, direction, NULL);
}

static void
move_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (widget, VT_PLACE_ABOVE);
}

static void
move_down_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (widget, VT_PLACE_BELOW);
}

static void
move_left_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (widget, VT_PLACE_LEFT);
}

static void
move_right_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move (widget, VT_PLACE_RIGHT);
}

/* What a new layout of that kind is called at first. */
static const char *
layout_label (const char *kind)
{
  if (g_str_equal (kind, "tabs"))
    return _ ("Tab");
  if (g_str_equal (kind, "steps"))
    return _ ("Step");
  return g_str_equal (kind, "sidebar") ? _ ("Settings") : _ ("More");
}

static void
wrap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  const char *kind = g_variant_get_string (parameter, NULL);
  GError *error = NULL;

  if (selected (self))
    vt_space_edit_wrap (self->editor, selected (self), kind, layout_label (kind), &error);
  tell (self, error);
}

static void
unwrap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  GError *error = NULL;

  if (selected (self))
    vt_space_edit_unwrap (self->editor, selected (self), &error);
  tell (self, error);
}

/* The node that @node stands in, or %NULL; transfer full. */
static char *
parent_of (VtBuilderPage *self, const char *node)
{
  VtSpaceCanvas *canvas = vt_builder_canvas_get_canvas (self->canvas);
  GtkWidget *widget = vt_space_canvas_find_node (canvas, node);
  const char *parent = NULL;

  for (widget = widget ? gtk_widget_get_parent (widget) : NULL; widget && !parent && widget != GTK_WIDGET (canvas);
       widget = gtk_widget_get_parent (widget))
    parent = vt_space_canvas_get_node (canvas, widget);
  return g_strdup (parent);
}

static void
add_tab_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  g_autofree char *node = g_strdup (selected (self));

  /* of what is selected, or of what that stands in */
  while (node && !vt_space_edit_add_tab (self->editor, node, _ ("New"), NULL))
    {
      char *parent = parent_of (self, node);

      g_free (node);
      node = parent;
    }
}

static void
select_parent_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  g_autofree char *parent = selected (self) ? parent_of (self, selected (self)) : NULL;

  vt_builder_canvas_select (self->canvas, parent);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  const char *type = g_variant_get_string (parameter, NULL);
  const VtComponentClass *klass = vt_component_class_find (type, NULL);
  VtSpacePlace place = place_for_new (self);
  GError *error = NULL;
  g_autofree char *id =
    klass ? vt_space_edit_add (self->editor, type, _ (klass->title), &place, &error) : NULL;

  reselect (self, id);
  if (id && adw_flap_get_folded (self->left))
    adw_flap_set_reveal_flap (self->left, FALSE);
  tell (self, error);
}

static void
add_layout_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);
  const char *kind = g_variant_get_string (parameter, NULL);
  VtSpacePlace place = place_for_new (self);
  GError *error = NULL;
  g_autofree char *node = vt_space_edit_add_layout (self->editor, kind, layout_label (kind), &place, &error);

  vt_builder_canvas_select (self->canvas, node);
  tell (self, error);
}

/* --- actions: what is shown --------------------------------------------------------------- */

static void
show_panel (VtBuilderPage *self, const char *panel)
{
  adw_view_stack_set_visible_child_name (self->panels, panel);
  adw_flap_set_reveal_flap (self->right, TRUE);
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_panel (VT_BUILDER_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
properties_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);

  show_panel (self, "properties");
  vt_builder_inspector_focus (self->inspector);
}

static void
add_event_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);

  show_panel (self, "events");
  vt_event_panel_add_event (self->events);
}

static void
palette_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);

  adw_view_stack_set_visible_child_name (self->tools, "palette");
  adw_flap_set_reveal_flap (self->left, TRUE);
  vt_builder_palette_focus (self->palette);
}

static void
panel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (widget);

  adw_flap_set_reveal_flap (self->right, !adw_flap_get_reveal_flap (self->right));
}

/* --- following the document ------------------------------------------------------------------ */

/* @step: what it would take back or do again, @subject: to what; both may be %NULL */
static void
name_button (GtkWidget *button, const char *what, const char *step, const char *subject, const char *keys)
{
  g_autofree char *name = !step     ? g_strdup (what)
                          /* Translators: what the button does, with what: "Undo: Add an event" */
                          : !subject ? g_strdup_printf (_ ("%s: %s"), what, _ (step))
                                     /* Translators: the same with a component's name in quotes: "Undo: Move “Heat”" */
                                     : g_strdup_printf (_ ("%s: %s %s"), what, _ (step), subject);
  g_autofree char *tip = g_strdup_printf ("%s (%s)", name, keys);

  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_actions (VtBuilderPage *self)
{
  static const char *const of_selection[] = {
    "builder.remove",    "builder.cut",       "builder.copy", "builder.duplicate", "builder.move-up", "builder.move-down",
    "builder.move-left", "builder.move-right", "builder.wrap", "builder.select-parent", "builder.add-tab",
  };
  GtkWidget *widget = GTK_WIDGET (self);

  name_button (self->undo_button, _ ("Undo"), vt_space_editor_get_undo (self->editor),
               vt_space_editor_get_undo_subject (self->editor), _ ("Ctrl+Z"));
  name_button (self->redo_button, _ ("Redo"), vt_space_editor_get_redo (self->editor),
               vt_space_editor_get_redo_subject (self->editor), _ ("Ctrl+Shift+Z"));
  gtk_widget_action_set_enabled (widget, "builder.undo", vt_space_editor_get_undo (self->editor) != NULL);
  gtk_widget_action_set_enabled (widget, "builder.redo", vt_space_editor_get_redo (self->editor) != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (of_selection); i++)
    gtk_widget_action_set_enabled (widget, of_selection[i], selected (self) != NULL);
  gtk_widget_action_set_enabled (widget, "builder.unwrap", selected (self) && *selected (self) == '@');
}

static void
update_title (VtBuilderPage *self)
{
  VtSpace *space = vt_space_editor_get_space (self->editor);
  const char *state = vt_space_editor_is_saved (self->editor) ? _ ("Saved") : _ ("Not saved yet");

  adw_window_title_set_title (self->window_title, vt_space_get_title (space));
  adw_window_title_set_subtitle (self->window_title, state);
}

static void
on_changed (VtBuilderPage *self)
{
  update_actions (self);
  update_title (self);
}

/* What is selected is seen: scrolls to it, and shows its properties where nothing else is looked at. */
static void
on_selected (VtBuilderPage *self)
{
  GtkWidget *widget = vt_space_canvas_find_node (vt_builder_canvas_get_canvas (self->canvas), selected (self));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;

  update_actions (self);
  if (!widget || !gtk_widget_compute_bounds (widget, GTK_WIDGET (self->clamp), &bounds))
    return;
  gtk_adjustment_clamp_page (adjustment, bounds.origin.y - 12, bounds.origin.y + bounds.size.height + 12);
}

static void
on_n_problems (VtBuilderPage *self)
{
  AdwViewStackPage *page = adw_view_stack_get_page (self->panels, GTK_WIDGET (self->problems));
  guint n;

  g_object_get (self->problems, "n-problems", &n, NULL);
  adw_view_stack_page_set_badge_number (page, n);
  adw_view_stack_page_set_needs_attention (page, n > 0);
}

/* --- the object --------------------------------------------------------------------------------- */

static void
vt_builder_page_dispose (GObject *object)
{
  VtBuilderPage *self = VT_BUILDER_PAGE (object);

  if (self->editor)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->editor);
  G_OBJECT_CLASS (vt_builder_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "undo", NULL, undo_action },
    { "redo", NULL, redo_action },
    { "remove", NULL, remove_action },
    { "cut", NULL, cut_action },
    { "copy", NULL, copy_action },
    { "paste", NULL, paste_action },
    { "duplicate", NULL, duplicate_action },
    { "move-up", NULL, move_up_action },
    { "move-down", NULL, move_down_action },
    { "move-left", NULL, move_left_action },
    { "move-right", NULL, move_right_action },
    { "wrap", "s", wrap_action },
    { "unwrap", NULL, unwrap_action },
    { "add-tab", NULL, add_tab_action },
    { "select-parent", NULL, select_parent_action },
    { "add", "s", add_action },
    { "add-layout", "s", add_layout_action },
    { "add-event", NULL, add_event_action },
    { "show", "s", show_action },
    { "properties", NULL, properties_action },
    { "palette", NULL, palette_action },
    { "panel", NULL, panel_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autofree char *name = g_strconcat ("builder.", actions[i].name, NULL);

      gtk_widget_class_install_action (klass, name, actions[i].type, actions[i].activate);
    }
}

static void
bind_keys (GtkWidgetClass *klass)
{
  GdkModifierType ctrl = GDK_CONTROL_MASK, both = GDK_CONTROL_MASK | GDK_SHIFT_MASK;

  gtk_widget_class_add_binding_action (klass, GDK_KEY_z, ctrl, "builder.undo", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_y, ctrl, "builder.redo", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_z, both, "builder.redo", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_i, ctrl, "builder.palette", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F9, 0, "builder.panel", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_e, both, "builder.add-event", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_p, both, "builder.select-parent", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_1, GDK_ALT_MASK, "builder.show", "s", "properties");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_2, GDK_ALT_MASK, "builder.show", "s", "events");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_3, GDK_ALT_MASK, "builder.show", "s", "problems");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_4, GDK_ALT_MASK, "builder.show", "s", "notes");
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, box);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, window_title);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, left);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, right);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, undo_button);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, redo_button);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, left_button);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, right_button);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, tools);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, panels);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, clamp);
  gtk_widget_class_bind_template_child (klass, VtBuilderPage, scroller);
}

static void
vt_builder_page_class_init (VtBuilderPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_builder_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/builder/builder-page.ui");
  bind_children (widget_class);
  install_actions (widget_class);
  bind_keys (widget_class);
}

static void
vt_builder_page_init (VtBuilderPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_panel (AdwViewStack *stack, GtkWidget *child, const char *name, const char *title, const char *icon)
{
  adw_view_stack_add_titled (stack, child, name, title);
  adw_view_stack_page_set_icon_name (adw_view_stack_get_page (stack, child), icon);
}

static void
fill_in (VtBuilderPage *self)
{
  GtkWidget *outline, *notes;

  self->canvas = VT_BUILDER_CANVAS (vt_builder_canvas_new (self->editor));
  adw_clamp_set_child (self->clamp, GTK_WIDGET (self->canvas));
  self->palette = VT_BUILDER_PALETTE (vt_builder_palette_new ());
  outline = vt_builder_outline_new (self->editor, self->canvas);
  add_panel (self->tools, GTK_WIDGET (self->palette), "palette", _ ("Add"), "list-add-symbolic");
  add_panel (self->tools, outline, "outline", _ ("Structure"), "view-list-symbolic");
  self->inspector = VT_BUILDER_INSPECTOR (vt_builder_inspector_new (self->editor, self->canvas));
  self->events = VT_EVENT_PANEL (vt_event_panel_new (self->app, self->editor, self->canvas));
  self->problems = VT_PROBLEM_LIST (vt_problem_list_new (self->app, self->editor, self->canvas, self->events));
  notes = vt_notes_editor_new (self->editor);
  add_panel (self->panels, GTK_WIDGET (self->inspector), "properties", _ ("Properties"), "document-properties-symbolic");
  add_panel (self->panels, GTK_WIDGET (self->events), "events", _ ("Events"), "media-playlist-consecutive-symbolic");
  add_panel (self->panels, GTK_WIDGET (self->problems), "problems", _ ("Problems"), "dialog-warning-symbolic");
  add_panel (self->panels, notes, "notes", _ ("Notes"), "accessories-text-editor-symbolic");
}

GtkWidget *
vt_builder_page_new (VtApplication *app, VtSpaceEditor *editor)
{
  VtBuilderPage *self = g_object_new (VT_TYPE_BUILDER_PAGE, NULL);

  self->app = app;
  self->editor = g_object_ref (editor);
  fill_in (self);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (editor, "saved-changed", G_CALLBACK (update_title), self);
  g_signal_connect_object (self->canvas, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->problems, "notify::n-problems", G_CALLBACK (on_n_problems), self, G_CONNECT_SWAPPED);
  on_changed (self);
  on_n_problems (self);
  return GTK_WIDGET (self);
}

VtSpaceEditor *
vt_builder_page_get_editor (VtBuilderPage *self)
{
  return self->editor;
}

VtBuilderCanvas *
vt_builder_page_get_canvas (VtBuilderPage *self)
{
  return self->canvas;
}

void
vt_builder_page_focus (VtBuilderPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

void
vt_builder_page_set_zoom (VtBuilderPage *self, int percent)
{
  g_autofree char *old = g_strdup_printf ("zoom-%d", self->zoom);
  g_autofree char *new = g_strdup_printf ("zoom-%d", percent);

  gtk_widget_remove_css_class (GTK_WIDGET (self->left), old);
  gtk_widget_add_css_class (GTK_WIDGET (self->left), new);
  self->zoom = percent;
}
