/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/notice-bar.h"

struct _VtNoticeBar
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkWidget *bar;
  GtkImage *icon;
  GtkLabel *sentence;
  GtkExpander *more;
  GtkLabel *details;
  GtkButton *action;
};

enum
{
  ACTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtNoticeBar, vt_notice_bar, GTK_TYPE_WIDGET)

static void
on_action (VtNoticeBar *self)
{
  vt_notice_bar_hide (self);
  g_signal_emit (self, signals[ACTION], 0);
}

static void
vt_notice_bar_dispose (GObject *object)
{
  g_clear_pointer ((GtkWidget **) &VT_NOTICE_BAR (object)->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (vt_notice_bar_parent_class)->dispose (object);
}

static void
vt_notice_bar_class_init (VtNoticeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_notice_bar_dispose;
  signals[ACTION] = g_signal_new ("action", VT_TYPE_NOTICE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/notice-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, VtNoticeBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, VtNoticeBar, bar);
  gtk_widget_class_bind_template_child (widget_class, VtNoticeBar, icon);
  gtk_widget_class_bind_template_child (widget_class, VtNoticeBar, sentence);
  gtk_widget_class_bind_template_child (widget_class, VtNoticeBar, more);
  gtk_widget_class_bind_template_child (widget_class, VtNoticeBar, details);
  gtk_widget_class_bind_template_child (widget_class, VtNoticeBar, action);
  gtk_widget_class_bind_template_callback (widget_class, on_action);
  gtk_widget_class_bind_template_callback (widget_class, vt_notice_bar_hide);
}

static void
vt_notice_bar_init (VtNoticeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vt_notice_bar_show (VtNoticeBar *self, gboolean is_error, const char *sentence, const char *details,
                    const char *action)
{
  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->details, details ? details : "");
  gtk_expander_set_expanded (self->more, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->more), details && *details);
  gtk_widget_set_visible (GTK_WIDGET (self->action), action != NULL);
  if (action)
    gtk_button_set_label (self->action, action);
  gtk_image_set_from_icon_name (self->icon, is_error ? "dialog-error-symbolic" : "dialog-information-symbolic");
  if (is_error)
    gtk_widget_add_css_class (self->bar, "error-notice");
  else
    gtk_widget_remove_css_class (self->bar, "error-notice");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

void
vt_notice_bar_hide (VtNoticeBar *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->revealer), FALSE);
}
