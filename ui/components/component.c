/* component.c: what all components share: label, info, value, events.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/components/component.h"

#include <glib/gi18n.h>

#include "ui/components/style.h"

typedef struct
{
  char *id;
  char *type;
  GtkWidget *label;
  GtkWidget *content; /* NULL until vt_component_view_set_content() */
  GtkWidget *target;  /* within content */
  GtkWidget *info;
  VtValue *initial;
  gboolean interactive;
  gboolean busy;
  gboolean label_elsewhere;
  gboolean unseen;
  guint setting; /* > 0 while set_value runs: the inner widget's signals are ours */
} VtComponentViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (VtComponentView, vt_component_view, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_EVENT,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static VtComponentViewPrivate *
priv (VtComponentView *self)
{
  return vt_component_view_get_instance_private (self);
}

static VtValue *
real_get_value (VtComponentView *self)
{
  return vt_value_new_none ();
}

static void
real_set_value (VtComponentView *self, VtValue *value)
{
}

static void
real_set_interactive (VtComponentView *self, gboolean interactive)
{
  VtComponentViewPrivate *p = priv (self);
  if (p->content)
    gtk_widget_set_sensitive (p->content, interactive && !p->busy);
}

static void
real_set_busy (VtComponentView *self, gboolean busy)
{
  VtComponentViewPrivate *p = priv (self);
  if (p->interactive && p->content)
    gtk_widget_set_sensitive (p->content, !busy);
}

static void
real_listen (VtComponentView *self, const char *event)
{
}

static gboolean
vt_component_view_grab_focus (GtkWidget *widget)
{
  VtComponentViewPrivate *p = priv (VT_COMPONENT_VIEW (widget));
  return p->target && gtk_widget_grab_focus (p->target);
}

static void
vt_component_view_dispose (GObject *object)
{
  VtComponentViewPrivate *p = priv (VT_COMPONENT_VIEW (object));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  p->label = p->content = p->target = p->info = NULL;
  g_clear_pointer (&p->initial, vt_value_unref);
  G_OBJECT_CLASS (vt_component_view_parent_class)->dispose (object);
}

static void
vt_component_view_finalize (GObject *object)
{
  VtComponentViewPrivate *p = priv (VT_COMPONENT_VIEW (object));

  g_free (p->id);
  g_free (p->type);
  G_OBJECT_CLASS (vt_component_view_parent_class)->finalize (object);
}

static void
vt_component_view_class_init (VtComponentViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vt_component_view_dispose;
  object_class->finalize = vt_component_view_finalize;
  widget_class->grab_focus = vt_component_view_grab_focus;
  klass->get_value = real_get_value;
  klass->set_value = real_set_value;
  klass->set_interactive = real_set_interactive;
  klass->set_busy = real_set_busy;
  klass->listen = real_listen;
  signals[SIGNAL_EVENT] = g_signal_new ("event", VT_TYPE_COMPONENT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "vtcomponent");
}

static GtkWidget *
small_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_visible (label, FALSE);
  return label;
}

static void
vt_component_view_init (VtComponentView *self)
{
  VtComponentViewPrivate *p = priv (self);
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  vt_components_load_style ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 6);
  p->interactive = TRUE;
  p->label = small_label ("component-label");
  gtk_widget_set_parent (p->label, GTK_WIDGET (self));
  p->info = small_label ("component-info");
  gtk_widget_set_parent (p->info, GTK_WIDGET (self));
}

/* The label may be drawn elsewhere (a check box draws its own) and is then kept
 * hidden, yet it still names the target. */
static void
name_target (VtComponentView *self)
{
  VtComponentViewPrivate *p = priv (self);
  const char *info = gtk_label_get_text (GTK_LABEL (p->info));

  if (p->target == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (p->target), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  vt_component_view_get_title (self), -1);
  if (*info)
    gtk_accessible_update_property (GTK_ACCESSIBLE (p->target), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, info, -1);
}

/* For types that have no widget yet. */
extern const VtComponentWidgetClass vt_unsupported_class;

static const VtComponentWidgetClass *
find_class (const char *type)
{
  for (guint i = 0; vt_component_widget_classes[i]; i++)
    if (g_str_equal (vt_component_widget_classes[i]->type, type))
      return vt_component_widget_classes[i];
  return NULL;
}

static void
set_text (GtkWidget *label, const char *text, gboolean visible)
{
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, visible && *text);
}

static void
configure (VtComponentView *self, const VtSpaceComponent *component)
{
  VtComponentViewPrivate *p = priv (self);
  gboolean show_label = vt_space_component_get_boolean (component, "show_label");

  p->id = g_strdup (component->id);
  p->type = g_strdup (component->klass->type);
  set_text (p->label, vt_space_component_get_text (component, "label"), show_label && !p->label_elsewhere);
  set_text (p->info, vt_space_component_get_text (component, "info"), TRUE);
  name_target (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (p->label)), -1);
  gtk_widget_set_visible (GTK_WIDGET (self), !p->unseen && vt_space_component_get_boolean (component, "visible"));
  vt_component_view_set_interactive (self, vt_space_component_get_boolean (component, "interactive"));
  p->initial = vt_space_component_initial (component);
  vt_component_view_reset (self);
}

VtComponentView *
vt_component_view_new (const VtSpaceComponent *component)
{
  const VtComponentWidgetClass *klass;
  VtComponentView *self;

  g_return_val_if_fail (component != NULL, NULL);
  klass = find_class (component->klass->type);
  self = klass ? klass->build (component) : vt_unsupported_class.build (component);
  configure (self, component);
  return self;
}

const char *
vt_component_view_get_id (VtComponentView *self)
{
  g_return_val_if_fail (VT_IS_COMPONENT_VIEW (self), "");
  return priv (self)->id ? priv (self)->id : "";
}

const char *
vt_component_view_get_component_type (VtComponentView *self)
{
  g_return_val_if_fail (VT_IS_COMPONENT_VIEW (self), "");
  return priv (self)->type ? priv (self)->type : "";
}

const char *
vt_component_view_get_title (VtComponentView *self)
{
  const char *label;

  g_return_val_if_fail (VT_IS_COMPONENT_VIEW (self), "");
  label = gtk_label_get_text (GTK_LABEL (priv (self)->label));
  return *label ? label : vt_component_view_get_component_type (self);
}

VtValue *
vt_component_view_get_value (VtComponentView *self)
{
  g_return_val_if_fail (VT_IS_COMPONENT_VIEW (self), NULL);
  return VT_COMPONENT_VIEW_GET_CLASS (self)->get_value (self);
}

void
vt_component_view_set_value (VtComponentView *self, VtValue *value)
{
  VtComponentViewPrivate *p = priv (self);
  g_autoptr (VtValue) before = NULL;
  g_autoptr (VtValue) after = NULL;

  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  g_return_if_fail (value != NULL);
  g_object_ref (self);
  before = vt_component_view_get_value (self);
  p->setting++;
  VT_COMPONENT_VIEW_GET_CLASS (self)->set_value (self, value);
  p->setting--;
  after = vt_component_view_get_value (self);
  if (!vt_value_equal (before, after))
    vt_component_view_emit (self, "change");
  g_object_unref (self);
}

void
vt_component_view_reset (VtComponentView *self)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  if (priv (self)->initial)
    vt_component_view_set_value (self, priv (self)->initial);
}

gboolean
vt_component_view_get_interactive (VtComponentView *self)
{
  g_return_val_if_fail (VT_IS_COMPONENT_VIEW (self), FALSE);
  return priv (self)->interactive;
}

void
vt_component_view_set_interactive (VtComponentView *self, gboolean interactive)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  priv (self)->interactive = interactive;
  VT_COMPONENT_VIEW_GET_CLASS (self)->set_interactive (self, interactive);
}

gboolean
vt_component_view_get_busy (VtComponentView *self)
{
  g_return_val_if_fail (VT_IS_COMPONENT_VIEW (self), FALSE);
  return priv (self)->busy;
}

void
vt_component_view_set_busy (VtComponentView *self, gboolean busy)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  if (priv (self)->busy == busy)
    return;
  priv (self)->busy = busy;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
  VT_COMPONENT_VIEW_GET_CLASS (self)->set_busy (self, busy);
}

void
vt_component_view_listen (VtComponentView *self, const char *event)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  VT_COMPONENT_VIEW_GET_CLASS (self)->listen (self, event);
}

void
vt_component_view_set_content (VtComponentView *self, GtkWidget *content)
{
  VtComponentViewPrivate *p = priv (self);

  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  g_return_if_fail (p->content == NULL);
  p->content = p->target = content;
  gtk_widget_insert_after (content, GTK_WIDGET (self), p->label);
}

void
vt_component_view_fill_height (VtComponentView *self)
{
  VtComponentViewPrivate *p = priv (self);

  /* all that is around what people use */
  for (GtkWidget *widget = p->target; widget && widget != GTK_WIDGET (self); widget = gtk_widget_get_parent (widget))
    {
      gtk_widget_set_vexpand (widget, TRUE);
      gtk_widget_set_valign (widget, GTK_ALIGN_FILL);
    }
}

void
vt_component_view_set_target (VtComponentView *self, GtkWidget *target)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  priv (self)->target = target;
}

GtkWidget *
vt_component_view_get_target (VtComponentView *self)
{
  g_return_val_if_fail (VT_IS_COMPONENT_VIEW (self), NULL);
  return priv (self)->target;
}

void
vt_component_view_set_show_label (VtComponentView *self, gboolean show)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  priv (self)->label_elsewhere = !show;
}

void
vt_component_view_set_unseen (VtComponentView *self)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  priv (self)->unseen = TRUE;
}

void
vt_component_view_emit (VtComponentView *self, const char *event)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static void
emit_by_person (VtComponentView *self, gboolean chosen)
{
  if (priv (self)->setting > 0)
    return;
  g_object_ref (self);
  vt_component_view_emit (self, "change");
  vt_component_view_emit (self, "input");
  if (chosen)
    vt_component_view_emit (self, "select");
  g_object_unref (self);
}

void
vt_component_view_emit_input (VtComponentView *self)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  emit_by_person (self, FALSE);
}

void
vt_component_view_emit_chosen (VtComponentView *self)
{
  g_return_if_fail (VT_IS_COMPONENT_VIEW (self));
  emit_by_person (self, TRUE);
}
