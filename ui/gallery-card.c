/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gallery-card.h"

#include <glib/gi18n.h>

#include "app/remote/remote-address.h"
#include "ui/gradient.h"
#include "ui/model-text.h"

struct _VtGalleryCard
{
  GtkFlowBoxChild parent_instance;
  VtGalleryItem *item;

  VtGradient *gradient;
  GtkLabel *emoji;
  GtkLabel *title;
  GtkLabel *description;
  GtkLabel *status;
  GtkProgressBar *progress;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (VtGalleryCard, vt_gallery_card, GTK_TYPE_FLOW_BOX_CHILD)

/* "" where the space needs no model of its own. */
static const char *
model_name (VtGalleryItem *item)
{
  const char *model = vt_gallery_item_get_summary (item)->model;

  return model ? vt_model_title (model) : "";
}

/* What stands under the card; transfer full. */
static char *
status_text (VtGalleryItem *item)
{
  const VtModelStatus *status = vt_gallery_item_get_status (item);
  const char *name = model_name (item);

  if (!*name)
    return g_strdup (_ ("Works with a model of yours"));
  if (!status)
    return g_strdup (name);
  switch (status->state)
    {
    case VT_MODEL_PRESENT:
      /* Translators: %s is the name of a model */
      return g_strdup_printf (vt_gallery_item_get_fits (item) ? _ ("Ready · %s") : _ ("Too large for this memory · %s"),
                              name);
    case VT_MODEL_FETCHING:
      return vt_model_fetching_text (status);
    case VT_MODEL_FAILED:
      return g_strdup (_ ("Fetching the model failed"));
    case VT_MODEL_MISSING:
    default:
      return g_strdup_printf (_ ("Needs %s"), name);
    }
}

static void
show_button (VtGalleryCard *self, const char *action, const char *icon, const char *text, const char *name)
{
  gtk_widget_set_visible (GTK_WIDGET (self->button), action != NULL);
  if (!action)
    return;
  if (icon)
    gtk_button_set_icon_name (self->button, icon);
  else
    gtk_button_set_label (self->button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), name);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "s",
                                    vt_gallery_item_get_summary (self->item)->model);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action);
}

static void
show_get_button (VtGalleryCard *self, const VtModelStatus *status)
{
  g_autofree char *size = g_format_size (status->bytes_total);
  g_autofree char *text = NULL;
  gboolean remote = vt_remote_address_is (vt_gallery_item_get_summary (self->item)->model);
  g_autofree char *name = g_strdup_printf (remote ? _ ("Allow the model %s") : _ ("Get the model %s"), model_name (self->item));

  /* Translators: %s is a size, "253 MB" */
  text = remote ? g_strdup (_ ("Allow…")) : status->bytes_total ? g_strdup_printf (_ ("Get It, %s"), size) : g_strdup (_ ("Get It"));
  show_button (self, "app.get-model", NULL, text, name);
}

static void
refresh (VtGalleryCard *self)
{
  const VtModelStatus *status = vt_gallery_item_get_status (self->item);
  g_autofree char *text = status_text (self->item);
  g_autofree char *description = NULL;
  gboolean fetching = status && status->state == VT_MODEL_FETCHING;

  gtk_label_set_label (self->status, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status),
                               status && status->failure ? status->failure
                                                         : vt_gallery_item_get_summary (self->item)->model);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), fetching);
  description = g_strdup_printf ("%s %s", vt_gallery_item_get_summary (self->item)->description, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  if (fetching)
    {
      gtk_progress_bar_set_fraction (self->progress, vt_model_status_fraction (status));
      show_button (self, "app.cancel-model", "media-playback-pause-symbolic", NULL, _ ("Pause fetching the model"));
    }
  else if (status && status->state != VT_MODEL_PRESENT)
    show_get_button (self, status);
  else
    show_button (self, NULL, NULL, NULL, NULL);
}

static void
show_summary (VtGalleryCard *self)
{
  const VtSpaceSummary *summary = vt_gallery_item_get_summary (self->item);

  vt_gradient_set_colors (self->gradient, summary->color_from, summary->color_to);
  gtk_label_set_label (self->emoji, *summary->emoji ? summary->emoji : "🪟");
  gtk_label_set_label (self->title, summary->title);
  gtk_label_set_label (self->description, summary->description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  summary->title, -1);
}

static void
vt_gallery_card_dispose (GObject *object)
{
  VtGalleryCard *self = VT_GALLERY_CARD (object);

  g_clear_object (&self->item);
  G_OBJECT_CLASS (vt_gallery_card_parent_class)->dispose (object);
}

static void
vt_gallery_card_class_init (VtGalleryCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vt_gallery_card_dispose;
  g_type_ensure (VT_TYPE_GRADIENT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Studio/gallery-card.ui");
  gtk_widget_class_bind_template_child (widget_class, VtGalleryCard, gradient);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryCard, emoji);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryCard, title);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryCard, description);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryCard, status);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryCard, progress);
  gtk_widget_class_bind_template_child (widget_class, VtGalleryCard, button);
}

static void
vt_gallery_card_init (VtGalleryCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vt_gallery_card_new (VtGalleryItem *item)
{
  VtGalleryCard *self = g_object_new (VT_TYPE_GALLERY_CARD, NULL);

  self->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  show_summary (self);
  refresh (self);
  return GTK_WIDGET (self);
}

VtGalleryItem *
vt_gallery_card_get_item (VtGalleryCard *self)
{
  return self->item;
}
