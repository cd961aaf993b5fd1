/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/space-page-private.h"

#include <glib/gi18n.h>

#include "ui/classroom.h"
#include "ui/examples-row.h"
#include "ui/expander.h"
#include "ui/markdown-view.h"
#include "ui/window.h"

enum
{
  PROP_0,
  PROP_DEVICE,
  PROP_MODEL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  WRITING,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtSpacePage, vt_space_page, GTK_TYPE_WIDGET)

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vt_space_page_run (VT_SPACE_PAGE (widget));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vt_space_page_stop (VT_SPACE_PAGE (widget));
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtSpacePage *self = VT_SPACE_PAGE (widget);

  vt_space_runner_reset (self->runner);
  vt_glass_panel_clear (self->glass);
  vt_notice_bar_hide (self->notice);
  gtk_revealer_set_reveal_child (self->status, FALSE);
  vt_space_page_refresh_model (self);
  vt_space_page_focus (self);
}

/* The text of the first component that an event fills in; transfer full. */
static char *
dup_answer (VtSpacePage *self)
{
  GPtrArray *events = vt_space_get_events (self->space);

  for (guint i = 0; i < events->len; i++)
    {
      const VtSpaceEvent *event = events->pdata[i];

      if (event->outputs->len > 0)
        {
          const VtSpaceWire *wire = event->outputs->pdata[0];

          return vt_value_to_text (vt_space_runner_get_value (self->runner, wire->name));
        }
    }
  return g_strdup ("");
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *answer = dup_answer (VT_SPACE_PAGE (widget));
  GtkRoot *root = gtk_widget_get_root (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), answer);
  if (VT_IS_WINDOW (root))
    vt_window_toast (VT_WINDOW (root), *answer ? _ ("The answer is in the clipboard") : _ ("There is no answer yet"));
}

static void
glass_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VtSpacePage *self = VT_SPACE_PAGE (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
choose_model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vt_space_page_choose_model_file (VT_SPACE_PAGE (widget));
}

static void
vt_space_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VtSpacePage *self = VT_SPACE_PAGE (object);

  g_value_set_string (value, id == PROP_DEVICE ? self->device : self->model);
}

static void
set_device (VtSpacePage *self, const char *device)
{
  g_free (self->device);
  self->device = g_strdup (device && *device ? device : "auto");
  vt_space_runner_set_device (self->runner, self->device);
  vt_space_page_refresh_device (self);
}

static void
set_model (VtSpacePage *self, const char *model)
{
  g_free (self->model);
  self->model = g_strdup (model ? model : "");
  vt_space_runner_set_model (self->runner, NULL, *self->model ? self->model : NULL);
  vt_space_page_refresh_model (self);
}

static void
vt_space_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VtSpacePage *self = VT_SPACE_PAGE (object);

  if (id == PROP_DEVICE)
    set_device (self, g_value_get_string (value));
  else
    set_model (self, g_value_get_string (value));
}

void
vt_space_page_emit_writing (VtSpacePage *self)
{
  g_signal_emit (self, signals[WRITING], 0);
}

void
vt_space_page_emit_ended (VtSpacePage *self, const GError *error)
{
  g_signal_emit (self, signals[ENDED], 0, error);
}

static void
vt_space_page_dispose (GObject *object)
{
  VtSpacePage *self = VT_SPACE_PAGE (object);

  g_cancellable_cancel (self->facts);
  if (self->runner)
    {
      g_signal_handlers_disconnect_by_data (self->runner, self);
      vt_space_runner_cancel (self->runner);
    }
  g_clear_object (&self->runner);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->space);
  g_clear_object (&self->facts);
  G_OBJECT_CLASS (vt_space_page_parent_class)->dispose (object);
}

static void
vt_space_page_finalize (GObject *object)
{
  VtSpacePage *self = VT_SPACE_PAGE (object);

  g_free (self->device);
  g_free (self->model);
  g_free (self->glass_step);
  g_free (self->glass_text);
  g_free (self->last_component);
  g_free (self->last_event);
  G_OBJECT_CLASS (vt_space_page_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "space.run", NULL, run_action);
  gtk_widget_class_install_action (klass, "space.stop", NULL, stop_action);
  gtk_widget_class_install_action (klass, "space.reset", NULL, reset_action);
  gtk_widget_class_install_action (klass, "space.copy", NULL, copy_action);
  gtk_widget_class_install_action (klass, "space.glass", NULL, glass_action);
  gtk_widget_class_install_action (klass, "space.choose-model", NULL, choose_model_action);
  gtk_widget_class_install_property_action (klass, "space.device", "device");
  gtk_widget_class_install_property_action (klass, "space.model", "model");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "space.run", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F5, 0, "space.run", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Return, GDK_CONTROL_MASK, "space.run", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Escape, 0, "space.stop", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_r, GDK_CONTROL_MASK, "space.reset", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "space.copy", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F9, 0, "space.glass", NULL);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, VtSpacePage, box);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, header);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, window_title);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, flap);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, banner);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, emoji);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, title);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, description);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, chips);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, notice);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, demo);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, status);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, doing);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, progress);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, spinner);
  gtk_widget_class_bind_template_child (klass, VtSpacePage, stop);
}

static void
vt_space_page_class_init (VtSpacePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = vt_space_page_dispose;
  object_class->finalize = vt_space_page_finalize;
  object_class->get_property = vt_space_page_get_property;
  object_class->set_property = vt_space_page_set_property;
  properties[PROP_DEVICE] = g_param_spec_string ("device", NULL, NULL, "auto", flags);
  properties[PROP_MODEL] = g_param_spec_string ("model", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[WRITING] =
    g_signal_new ("writing", VT_TYPE_SPACE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] =
    g_signal_new ("ended", VT_TYPE_SPACE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  g_type_ensure (VT_TYPE_GRADIENT);
  g_type_ensure (VT_TYPE_NOTICE_BAR);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/space-page.ui");
  bind_children (widget_class);
  install_actions (widget_class);
  vt_space_page_install_show_actions (widget_class);
}

/* In full screen the bar comes when the pointer reaches the upper edge. */
static void
on_motion (GtkEventControllerMotion *motion, double x, double y, gpointer data)
{
  VtSpacePage *self = VT_SPACE_PAGE (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (motion)));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->is_locked || !GTK_IS_WINDOW (root) || !gtk_window_is_fullscreen (GTK_WINDOW (root)))
    return;
  if (y < 12)
    gtk_revealer_set_reveal_child (self->header, TRUE);
  else if (y > 80)
    gtk_revealer_set_reveal_child (self->header, FALSE);
}

static void
vt_space_page_init (VtSpacePage *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->facts = g_cancellable_new ();
  self->device = g_strdup ("auto");
  self->model = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "space.stop", FALSE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

static void
on_example (VtSpacePage *self, guint row)
{
  if (!vt_space_runner_use_example (self->runner, row))
    vt_space_page_run (self);
}

/* A timer has nobody to tick for while the page is not to be seen. */
static void
on_map (GtkWidget *widget, VtSpacePage *self)
{
  vt_space_runner_set_live (self->runner, TRUE);
}

static void
on_unmap (GtkWidget *widget, VtSpacePage *self)
{
  if (self->runner) /* it may be gone first */
    vt_space_runner_set_live (self->runner, FALSE);
}

static void
show_front_matter (VtSpacePage *self)
{
  const char *description = vt_space_get_short_description (self->space);

  adw_window_title_set_title (self->window_title, vt_space_get_title (self->space));
  vt_gradient_set_colors (self->banner, vt_space_get_color_from (self->space), vt_space_get_color_to (self->space));
  gtk_label_set_label (self->emoji, vt_space_get_emoji (self->space));
  gtk_label_set_label (self->title, vt_space_get_title (self->space));
  gtk_label_set_label (self->description, description);
  gtk_widget_set_visible (GTK_WIDGET (self->description), *description);
}

/* README.md's Markdown, folded away. */
static GtkWidget *
notes_expander (VtSpace *space)
{
  GtkWidget *view = vt_markdown_view_new (FALSE);
  const char *notes = vt_space_get_notes (space);

  vt_markdown_view_set_folder (VT_MARKDOWN_VIEW (view), vt_space_get_path (space));
  vt_markdown_view_set_text (VT_MARKDOWN_VIEW (view), notes);
  gtk_widget_set_margin_top (view, 12);
  return vt_expander_new (_ ("About this space"), view, FALSE);
}

static void
fill_in (VtSpacePage *self)
{
  GtkWidget *examples = vt_examples_row_new (self->space);

  self->canvas = VT_SPACE_CANVAS (vt_space_canvas_new (self->space));
  g_signal_connect_object (self->canvas, "event", G_CALLBACK (vt_space_page_on_canvas_event), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->demo, GTK_WIDGET (self->canvas));
  g_signal_connect_object (examples, "chosen", G_CALLBACK (on_example), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->demo, examples);
  if (*vt_space_get_notes (self->space))
    gtk_box_append (self->demo, notes_expander (self->space));
  vt_space_page_make_glass (self);
}

static void
update_words (VtSpacePage *self)
{
  g_autoptr (VtWordList) words = vt_classroom_words (vt_application_get_settings (self->app));

  vt_space_runner_set_words (self->runner, words);
}

GtkWidget *
vt_space_page_new (VtApplication *app, VtSpace *space)
{
  VtSpacePage *self = g_object_new (VT_TYPE_SPACE_PAGE, NULL);
  VtModelLibrary *library = vt_application_get_library (app);
  GSettings *settings = vt_application_get_settings (app);
  g_autofree char *device = settings ? g_settings_get_string (settings, "device") : NULL;

  self->app = app;
  self->space = g_object_ref (space);
  self->runner = vt_space_runner_new (space, vt_application_get_engine (app), library);
  vt_space_runner_set_history (self->runner, vt_application_get_history (app));
  update_words (self);
  if (settings)
    g_signal_connect_object (settings, "changed", G_CALLBACK (update_words), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (on_map), self);
  g_signal_connect (self, "unmap", G_CALLBACK (on_unmap), self);
  show_front_matter (self);
  fill_in (self);
  vt_space_page_connect_runner (self);
  vt_space_page_make_chips (self);
  set_device (self, device);
  vt_space_page_refresh_model (self);
  g_signal_connect_object (library, "changed", G_CALLBACK (vt_space_page_on_library_changed), self, G_CONNECT_SWAPPED);
  adw_flap_set_reveal_flap (self->flap, vt_space_get_glass (space)
                                          || (settings && g_settings_get_boolean (settings, "glass-open")));
  return GTK_WIDGET (self);
}

VtSpace *
vt_space_page_get_space (VtSpacePage *self)
{
  return self->space;
}

void
vt_space_page_focus (VtSpacePage *self)
{
  vt_space_canvas_focus (self->canvas);
}

void
vt_space_page_stop (VtSpacePage *self)
{
  vt_space_runner_cancel (self->runner);
}

void
vt_space_page_set_presenting (VtSpacePage *self, gboolean presenting)
{
  gtk_revealer_set_reveal_child (self->header, !presenting);
  /* the button that builds: nobody builds before an audience by accident */
  gtk_widget_set_visible (gtk_widget_get_last_child (GTK_WIDGET (self->chips)), !presenting);
}

void
vt_space_page_set_locked (VtSpacePage *self, gboolean locked)
{
  static const char *const closed[] = { "space.choose-model", "space.device", "space.model", "space.history",
                                        "space.preflight" };

  self->is_locked = locked;
  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), closed[i], !locked);
  gtk_widget_set_visible (GTK_WIDGET (self->chips), !locked);
  gtk_widget_set_visible (GTK_WIDGET (self->header), !locked);
  gtk_revealer_set_reveal_child (self->header, !locked);
}

void
vt_space_page_set_zoom (VtSpacePage *self, int percent)
{
  g_autofree char *old = g_strdup_printf ("zoom-%d", self->zoom);
  g_autofree char *new = g_strdup_printf ("zoom-%d", percent);

  gtk_widget_remove_css_class (GTK_WIDGET (self->flap), old);
  gtk_widget_add_css_class (GTK_WIDGET (self->flap), new);
  gtk_widget_add_css_class (GTK_WIDGET (self->flap), "zoomed");
  self->zoom = percent;
}
