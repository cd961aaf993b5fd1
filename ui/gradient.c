/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gradient.h"

struct _VtGradient
{
  GtkWidget parent_instance;
  GtkWidget *child;
  GdkRGBA from, to;
};

enum
{
  PROP_0,
  PROP_CHILD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void vt_gradient_buildable_init (GtkBuildableIface *iface);
static GtkBuildableIface *parent_buildable;

G_DEFINE_FINAL_TYPE_WITH_CODE (VtGradient, vt_gradient, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, vt_gradient_buildable_init))

/* The Hub's names and the third-darkest shade of each. */
static const struct
{
  const char *name;
  guint32 rgb;
} shades[] = {
  { "gray", 0x374151 },
  { "red", 0xb91c1c },
  { "yellow", 0x9a5b05 },
  { "green", 0x15803d },
  { "blue", 0x1d4ed8 },
  { "indigo", 0x4338ca },
  { "purple", 0x7e22ce },
  { "pink", 0xbe185d },
};

GdkRGBA
vt_gradient_color (const char *name)
{
  guint32 rgb = shades[0].rgb;

  for (guint i = 0; i < G_N_ELEMENTS (shades); i++)
    if (g_strcmp0 (name, shades[i].name) == 0)
      rgb = shades[i].rgb;
  return (GdkRGBA) { (rgb >> 16 & 255) / 255.f, (rgb >> 8 & 255) / 255.f, (rgb & 255) / 255.f, 1.f };
}

static void
vt_gradient_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VtGradient *self = VT_GRADIENT (widget);
  float w = gtk_widget_get_width (widget), h = gtk_widget_get_height (widget);
  GskColorStop stops[2] = { { 0, self->from }, { 1, self->to } };

  gtk_snapshot_append_linear_gradient (snapshot, &GRAPHENE_RECT_INIT (0, 0, w, h), &GRAPHENE_POINT_INIT (0, 0),
                                       &GRAPHENE_POINT_INIT (w, h), stops, G_N_ELEMENTS (stops));
  GTK_WIDGET_CLASS (vt_gradient_parent_class)->snapshot (widget, snapshot);
}

static void
vt_gradient_dispose (GObject *object)
{
  g_clear_pointer (&VT_GRADIENT (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_gradient_parent_class)->dispose (object);
}

static void
vt_gradient_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHILD)
    g_value_set_object (value, VT_GRADIENT (object)->child);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vt_gradient_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHILD)
    vt_gradient_set_child (VT_GRADIENT (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vt_gradient_class_init (VtGradientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vt_gradient_dispose;
  object_class->get_property = vt_gradient_get_property;
  object_class->set_property = vt_gradient_set_property;
  widget_class->snapshot = vt_gradient_snapshot;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "gradient");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
vt_gradient_init (VtGradient *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  vt_gradient_set_colors (self, NULL, NULL);
}

static void
vt_gradient_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child))
    vt_gradient_set_child (VT_GRADIENT (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
vt_gradient_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = vt_gradient_add_child;
}

GtkWidget *
vt_gradient_new (void)
{
  return g_object_new (VT_TYPE_GRADIENT, NULL);
}

void
vt_gradient_set_colors (VtGradient *self, const char *from, const char *to)
{
  self->from = vt_gradient_color (from);
  self->to = vt_gradient_color (to);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vt_gradient_set_child (VtGradient *self, GtkWidget *child)
{
  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}
