/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/gallery-store.h"

#include <unistd.h>

#include "app/user-spaces.h"

struct _VtGalleryStore
{
  GObject parent_instance;
  GPtrArray *items; /* (element-type VtGalleryItem) */
  VtModelLibrary *library;
};

static void vt_gallery_store_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VtGalleryStore, vt_gallery_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, vt_gallery_store_model_init))

static GType
get_item_type (GListModel *model)
{
  return VT_TYPE_GALLERY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return VT_GALLERY_STORE (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  VtGalleryStore *self = VT_GALLERY_STORE (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
vt_gallery_store_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
vt_gallery_store_dispose (GObject *object)
{
  VtGalleryStore *self = VT_GALLERY_STORE (object);

  if (self->library)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_clear_object (&self->library);
  g_ptr_array_set_size (self->items, 0);
  G_OBJECT_CLASS (vt_gallery_store_parent_class)->dispose (object);
}

static void
vt_gallery_store_finalize (GObject *object)
{
  g_ptr_array_unref (VT_GALLERY_STORE (object)->items);
  G_OBJECT_CLASS (vt_gallery_store_parent_class)->finalize (object);
}

static void
vt_gallery_store_class_init (VtGalleryStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vt_gallery_store_dispose;
  G_OBJECT_CLASS (klass)->finalize = vt_gallery_store_finalize;
}

static void
vt_gallery_store_init (VtGalleryStore *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Mapped weights leave with memory pressure, but what does not fit in memory at
 * all is read from the disk for every token. */
static gboolean
fits_in_memory (guint64 bytes)
{
  return bytes < (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE) / 10 * 9;
}

static void
update_item (VtGalleryStore *self, VtGalleryItem *item)
{
  const char *model = vt_gallery_item_get_summary (item)->model;
  VtModelStatus *status;

  if (!model || !self->library)
    return;
  status = vt_model_library_get_status (self->library, model);
  vt_gallery_item_set_fits (item, fits_in_memory (status->bytes_total));
  vt_gallery_item_set_status (item, status);
}

static void
on_library_changed (VtGalleryStore *self, const char *reference)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      VtGalleryItem *item = self->items->pdata[i];

      if (g_strcmp0 (vt_gallery_item_get_summary (item)->model, reference) == 0)
        update_item (self, item);
    }
}

static gboolean
is_among (GPtrArray *summaries, const char *path)
{
  for (guint i = 0; i < summaries->len; i++)
    if (g_strcmp0 (((VtSpaceSummary *) summaries->pdata[i])->path, path) == 0)
      return TRUE;
  return FALSE;
}

/* One that was moved away, or is none, is simply not shown. */
static void
add_summary (GPtrArray *summaries, const char *path)
{
  VtSpaceSummary *summary = is_among (summaries, path) ? NULL : vt_space_summary_load (path, NULL);

  if (summary)
    g_ptr_array_add (summaries, summary);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *const *recent = data;
  GPtrArray *summaries = vt_space_summary_load_starters ();
  g_autoptr (GPtrArray) own = vt_user_spaces_list ();

  for (guint i = 0; i < own->len; i++)
    add_summary (summaries, own->pdata[i]);
  for (guint i = 0; recent && recent[i]; i++)
    add_summary (summaries, recent[i]);
  g_task_return_pointer (task, summaries, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  VtGalleryStore *self = VT_GALLERY_STORE (source);
  g_autoptr (GPtrArray) summaries = g_task_propagate_pointer (G_TASK (result), NULL);
  guint n = self->items->len;

  g_ptr_array_set_free_func (summaries, NULL);
  for (guint i = 0; i < summaries->len; i++)
    {
      VtGalleryItem *item = vt_gallery_item_new (summaries->pdata[i]);

      g_ptr_array_add (self->items, item);
      update_item (self, item);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), n, 0, self->items->len - n);
}

VtGalleryStore *
vt_gallery_store_new (void)
{
  return g_object_new (VT_TYPE_GALLERY_STORE, NULL);
}

void
vt_gallery_store_load (VtGalleryStore *self, const char *const *recent)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_loaded, NULL);

  g_task_set_task_data (task, g_strdupv ((char **) recent), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, load_in_thread);
}

static void
refresh_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, vt_space_summary_load (data, NULL), (GDestroyNotify) vt_space_summary_free);
}

static guint
find_path (VtGalleryStore *self, const char *path)
{
  guint at = 0;

  while (at < self->items->len
         && g_strcmp0 (vt_gallery_item_get_summary (self->items->pdata[at])->path, path) != 0)
    at++;
  return at;
}

/* The item is made anew where it stands; one whose space has gone, goes. */
static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer data)
{
  VtGalleryStore *self = VT_GALLERY_STORE (source);
  guint at = find_path (self, g_task_get_task_data (G_TASK (result)));
  VtSpaceSummary *summary = g_task_propagate_pointer (G_TASK (result), NULL);
  VtGalleryItem *item;

  if (at < self->items->len)
    {
      g_ptr_array_remove_index (self->items, at);
      g_list_model_items_changed (G_LIST_MODEL (self), at, 1, 0);
    }
  if (!summary)
    return;
  item = vt_gallery_item_new (summary);
  g_ptr_array_insert (self->items, (gint) at, item);
  update_item (self, item);
  g_list_model_items_changed (G_LIST_MODEL (self), at, 0, 1);
}

void
vt_gallery_store_refresh (VtGalleryStore *self, const char *path)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_refreshed, NULL);

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, refresh_in_thread);
}

void
vt_gallery_store_watch (VtGalleryStore *self, VtModelLibrary *library)
{
  g_return_if_fail (!self->library);
  self->library = g_object_ref (library);
  g_signal_connect_swapped (library, "changed", G_CALLBACK (on_library_changed), self);
  for (guint i = 0; i < self->items->len; i++)
    update_item (self, self->items->pdata[i]);
}
