/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/rows/rows-model.h"

#include "app/rows/rows-media.h"

#define PAGE 50

struct _VtRowsItem
{
  GObject parent_instance;
  VtRowsRow *row;
  gint64 index;
};

G_DEFINE_FINAL_TYPE (VtRowsItem, vt_rows_item, G_TYPE_OBJECT)

/* What a thread needs to open it. */
typedef struct
{
  gatomicrefcount count;
  VtHubClient *client;
  char *path, *repo, *config, *split, *words;
} Source;

struct _VtRowsModel
{
  GObject parent_instance;
  Source *source;
  VtRows *rows;         /* (nullable); while something is read, the thread's */
  GPtrArray *columns;   /* (nullable) of the rows */
  GPtrArray *items;
  gint64 total;
  gboolean ended;
  GCancellable *reading; /* (nullable) */
  char *failure;
};

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_FAILURE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
vt_rows_item_finalize (GObject *object)
{
  g_array_unref (VT_ROWS_ITEM (object)->row);
  G_OBJECT_CLASS (vt_rows_item_parent_class)->finalize (object);
}

static void
vt_rows_item_class_init (VtRowsItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_rows_item_finalize;
}

static void
vt_rows_item_init (VtRowsItem *self)
{
}

const VtRowsCell *
vt_rows_item_get_cell (VtRowsItem *self, guint column)
{
  return vt_rows_get_cell (self->row, column);
}

gint64
vt_rows_item_get_index (VtRowsItem *self)
{
  return self->index;
}

static Source *
source_ref (Source *source)
{
  g_atomic_ref_count_inc (&source->count);
  return source;
}

static void
source_unref (Source *source)
{
  if (!g_atomic_ref_count_dec (&source->count))
    return;
  g_object_unref (source->client);
  g_free (source->path);
  g_free (source->repo);
  g_free (source->config);
  g_free (source->split);
  g_free (source->words);
  g_free (source);
}

static VtRows *
open_source (const Source *source, GCancellable *cancellable, GError **error)
{
  if (source->path != NULL)
    return vt_rows_open (source->path, error);
  return vt_rows_open_hub (source->client, source->repo, source->config, source->split, source->words, cancellable, error);
}

static GType
get_item_type (GListModel *list)
{
  return VT_TYPE_ROWS_ITEM;
}

static guint
get_n_items (GListModel *list)
{
  return VT_ROWS_MODEL (list)->items->len;
}

static gpointer
get_item (GListModel *list, guint i)
{
  VtRowsModel *self = VT_ROWS_MODEL (list);

  return i < self->items->len ? g_object_ref (self->items->pdata[i]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (VtRowsModel, vt_rows_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
vt_rows_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VtRowsModel *self = VT_ROWS_MODEL (object);

  if (id == PROP_LOADING)
    g_value_set_boolean (value, vt_rows_model_get_loading (self));
  else
    g_value_set_string (value, self->failure);
}

static void
vt_rows_model_finalize (GObject *object)
{
  VtRowsModel *self = VT_ROWS_MODEL (object);

  g_clear_pointer (&self->rows, vt_rows_free);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_ptr_array_unref (self->items);
  source_unref (self->source);
  g_free (self->failure);
  G_OBJECT_CLASS (vt_rows_model_parent_class)->finalize (object);
}

static void
vt_rows_model_class_init (VtRowsModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vt_rows_model_get_property;
  object_class->finalize = vt_rows_model_finalize;
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vt_rows_model_init (VtRowsModel *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->total = -1;
}

/* One page on its way; takes the rows with it, and brings them back. */
typedef struct
{
  Source *source;
  VtRows *rows; /* (nullable): not open yet */
  gint64 first;
  GPtrArray *page;
} Reading;

static void
reading_free (Reading *reading)
{
  source_unref (reading->source);
  g_clear_pointer (&reading->rows, vt_rows_free);
  g_clear_pointer (&reading->page, g_ptr_array_unref);
  g_free (reading);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;

  if (reading->rows == NULL)
    reading->rows = open_source (reading->source, cancellable, &error);
  if (reading->rows != NULL)
    reading->page = vt_rows_read (reading->rows, reading->first, PAGE, cancellable, &error);
  if (reading->page != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
append (VtRowsModel *self, GPtrArray *page)
{
  guint before = self->items->len;

  for (guint i = 0; i < page->len; i++)
    {
      VtRowsItem *item = g_object_new (VT_TYPE_ROWS_ITEM, NULL);

      item->row = g_array_ref (page->pdata[i]);
      item->index = before + i;
      g_ptr_array_add (self->items, item);
    }
  self->ended = page->len < PAGE;
  if (page->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, page->len);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  VtRowsModel *self = VT_ROWS_MODEL (source);
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  self->rows = g_steal_pointer (&reading->rows);
  g_clear_object (&self->reading);
  if (self->rows != NULL)
    {
      self->total = vt_rows_get_count (self->rows);
      if (self->columns == NULL)
        self->columns = g_ptr_array_ref (vt_rows_get_columns (self->rows));
    }
  g_free (self->failure);
  self->failure = error != NULL ? g_strdup (error->message) : NULL;
  self->ended = error != NULL;
  if (reading->page != NULL)
    append (self, reading->page);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

void
vt_rows_model_more (VtRowsModel *self)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading;

  if (self->reading != NULL || self->ended)
    return;
  reading = g_new0 (Reading, 1);
  reading->source = source_ref (self->source);
  reading->rows = g_steal_pointer (&self->rows);
  reading->first = self->items->len;
  self->reading = g_cancellable_new ();
  task = g_task_new (self, self->reading, on_page, NULL);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_in_thread);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

VtRowsModel *
vt_rows_model_new (VtHubClient *client, const VtRowsSource *source)
{
  VtRowsModel *self = g_object_new (VT_TYPE_ROWS_MODEL, NULL);

  self->source = g_new0 (Source, 1);
  g_atomic_ref_count_init (&self->source->count);
  self->source->client = g_object_ref (client);
  self->source->path = g_strdup (source->path);
  self->source->repo = g_strdup (source->repo);
  self->source->config = g_strdup (source->config);
  self->source->split = g_strdup (source->split);
  self->source->words = g_strdup (source->words);
  vt_rows_model_more (self);
  return self;
}

gboolean
vt_rows_model_get_loading (VtRowsModel *self)
{
  return self->reading != NULL;
}

const char *
vt_rows_model_get_failure (VtRowsModel *self)
{
  return self->failure;
}

GPtrArray *
vt_rows_model_get_columns (VtRowsModel *self)
{
  return self->columns;
}

gint64
vt_rows_model_get_total (VtRowsModel *self)
{
  return self->total;
}

/* --- out of it ------------------------------------------------------------------- */

typedef struct
{
  Source *source;
  char *folder;
  guint n;
  VtRowsItem *item;
  guint column;
} Taking;

static void
taking_free (Taking *taking)
{
  source_unref (taking->source);
  g_clear_object (&taking->item);
  g_free (taking->folder);
  g_free (taking);
}

static Taking *
taking_new (VtRowsModel *self, const char *folder)
{
  Taking *taking = g_new0 (Taking, 1);

  taking->source = source_ref (self->source);
  taking->folder = g_strdup (folder);
  return taking;
}

static void
export_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Taking *taking = data;
  GError *error = NULL;
  g_autoptr (VtRows) rows = open_source (taking->source, cancellable, &error);
  gint64 n = rows != NULL ? vt_rows_export (rows, 0, taking->n, taking->folder, taking->source->client, cancellable, &error) : -1;

  if (n >= 0)
    g_task_return_int (task, n);
  else
    g_task_return_error (task, error);
}

void
vt_rows_model_export_async (VtRowsModel *self, guint n, const char *folder, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Taking *taking = taking_new (self, folder);

  taking->n = n;
  g_task_set_task_data (task, taking, (GDestroyNotify) taking_free);
  g_task_run_in_thread (task, export_in_thread);
}

gint64
vt_rows_model_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
take_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Taking *taking = data;
  GError *error = NULL;
  g_autoptr (VtRows) rows = open_source (taking->source, cancellable, &error);
  VtTable *table = rows != NULL ? vt_rows_take (rows, 0, taking->n, taking->folder, taking->source->client, cancellable, &error) : NULL;

  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify) vt_table_free);
  else
    g_task_return_error (task, error);
}

void
vt_rows_model_take_async (VtRowsModel *self, guint n, const char *folder, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Taking *taking = taking_new (self, folder);

  taking->n = n;
  g_task_set_task_data (task, taking, (GDestroyNotify) taking_free);
  g_task_run_in_thread (task, take_in_thread);
}

VtTable *
vt_rows_model_take_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Taking *taking = data;
  GError *error = NULL;
  g_autofree char *name = g_strdup_printf ("%u-%" G_GINT64_FORMAT, taking->column, taking->item->index);
  char *path = vt_rows_save_media (vt_rows_item_get_cell (taking->item, taking->column), taking->folder, name,
                                   taking->source->client, cancellable, &error);

  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_error (task, error);
}

void
vt_rows_model_save_media_async (VtRowsModel *self, VtRowsItem *item, guint column, const char *folder, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Taking *taking = taking_new (self, folder);

  taking->item = g_object_ref (item);
  taking->column = column;
  g_task_set_task_data (task, taking, (GDestroyNotify) taking_free);
  g_task_run_in_thread (task, save_in_thread);
}

char *
vt_rows_model_save_media_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
