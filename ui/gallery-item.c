/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gallery-item.h"

struct _VtGalleryItem
{
  GObject parent_instance;
  VtSpaceSummary *summary;
  char *haystack; /* case-folded text to search in */
  VtModelStatus *status;
  gboolean fits;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VtGalleryItem, vt_gallery_item, G_TYPE_OBJECT)

static void
vt_gallery_item_finalize (GObject *object)
{
  VtGalleryItem *self = VT_GALLERY_ITEM (object);

  g_clear_pointer (&self->summary, vt_space_summary_free);
  g_clear_pointer (&self->haystack, g_free);
  g_clear_pointer (&self->status, vt_model_status_free);
  G_OBJECT_CLASS (vt_gallery_item_parent_class)->finalize (object);
}

static void
vt_gallery_item_class_init (VtGalleryItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_gallery_item_finalize;
  signals[CHANGED] = g_signal_new ("changed", VT_TYPE_GALLERY_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
vt_gallery_item_init (VtGalleryItem *self)
{
  self->fits = TRUE;
}

VtGalleryItem *
vt_gallery_item_new (VtSpaceSummary *summary)
{
  VtGalleryItem *self = g_object_new (VT_TYPE_GALLERY_ITEM, NULL);
  g_autofree char *text = NULL;

  self->summary = summary;
  text = g_strjoin ("\n", summary->title, summary->description, summary->task ? summary->task : "", NULL);
  self->haystack = g_utf8_casefold (text, -1);
  return self;
}

const VtSpaceSummary *
vt_gallery_item_get_summary (VtGalleryItem *self)
{
  return self->summary;
}

gboolean
vt_gallery_item_matches (VtGalleryItem *self, const char *query)
{
  g_autofree char *folded = g_utf8_casefold (query, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\n", -1);

  for (guint i = 0; words[i]; i++)
    if (!strstr (self->haystack, words[i]))
      return FALSE;
  return TRUE;
}

const VtModelStatus *
vt_gallery_item_get_status (VtGalleryItem *self)
{
  return self->status;
}

void
vt_gallery_item_set_status (VtGalleryItem *self, VtModelStatus *status)
{
  g_clear_pointer (&self->status, vt_model_status_free);
  self->status = status;
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
vt_gallery_item_get_fits (VtGalleryItem *self)
{
  return self->fits;
}

void
vt_gallery_item_set_fits (VtGalleryItem *self, gboolean fits)
{
  if (self->fits == !!fits)
    return;
  self->fits = !!fits;
  g_signal_emit (self, signals[CHANGED], 0);
}
