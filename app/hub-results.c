/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/hub-results.h"

struct _VtHubResult
{
  GObject parent_instance;
  VtHubModel *model;
};

G_DEFINE_FINAL_TYPE (VtHubResult, vt_hub_result, G_TYPE_OBJECT)

/* One question; the thread that asks has it for itself. */
typedef struct
{
  VtHubClient *client;
  VtHubKind kind;
  char *words;
  char *task;
  char *filter;
  char *sort;
  char *next;
} Question;

struct _VtHubResults
{
  GObject parent_instance;
  VtHubClient *client;
  VtHubKind kind;
  GPtrArray *items;     /* (element-type VtHubResult) */
  GHashTable *seen;     /* ids: a list that moves while it is read names some twice */
  Question *question;   /* the last one, with where its next page is */
  GCancellable *asking; /* (nullable) */
  char *failure;
};

static GType
get_item_type (GListModel *list)
{
  return VT_TYPE_HUB_RESULT;
}

static guint
get_n_items (GListModel *list)
{
  return VT_HUB_RESULTS (list)->items->len;
}

static gpointer
get_item (GListModel *list, guint i)
{
  VtHubResults *self = VT_HUB_RESULTS (list);

  return i < self->items->len ? g_object_ref (self->items->pdata[i]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (VtHubResults, vt_hub_results, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_FAILURE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
question_free (Question *question)
{
  g_clear_object (&question->client);
  g_free (question->words);
  g_free (question->task);
  g_free (question->filter);
  g_free (question->sort);
  g_free (question->next);
  g_free (question);
}

static Question *
question_copy (const Question *question)
{
  Question *copy = g_new (Question, 1);

  *copy = (Question) { g_object_ref (question->client), question->kind, g_strdup (question->words), g_strdup (question->task),
                       g_strdup (question->filter), g_strdup (question->sort), g_strdup (question->next) };
  return copy;
}

static void
vt_hub_result_finalize (GObject *object)
{
  vt_hub_model_free (VT_HUB_RESULT (object)->model);
  G_OBJECT_CLASS (vt_hub_result_parent_class)->finalize (object);
}

static void
vt_hub_result_class_init (VtHubResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vt_hub_result_finalize;
}

static void
vt_hub_result_init (VtHubResult *self)
{
}

const VtHubModel *
vt_hub_result_get_model (VtHubResult *self)
{
  return self->model;
}

static void
vt_hub_results_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VtHubResults *self = VT_HUB_RESULTS (object);

  if (id == PROP_LOADING)
    g_value_set_boolean (value, vt_hub_results_get_loading (self));
  else
    g_value_set_string (value, self->failure);
}

static void
vt_hub_results_dispose (GObject *object)
{
  VtHubResults *self = VT_HUB_RESULTS (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (vt_hub_results_parent_class)->dispose (object);
}

static void
vt_hub_results_finalize (GObject *object)
{
  VtHubResults *self = VT_HUB_RESULTS (object);

  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->seen);
  g_clear_pointer (&self->question, question_free);
  g_free (self->failure);
  G_OBJECT_CLASS (vt_hub_results_parent_class)->finalize (object);
}

static void
vt_hub_results_class_init (VtHubResultsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vt_hub_results_get_property;
  object_class->dispose = vt_hub_results_dispose;
  object_class->finalize = vt_hub_results_finalize;
  props[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vt_hub_results_init (VtHubResults *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->seen = g_hash_table_new (g_str_hash, g_str_equal);
}

VtHubResults *
vt_hub_results_new (VtHubClient *client, VtHubKind kind)
{
  VtHubResults *self = g_object_new (VT_TYPE_HUB_RESULTS, NULL);

  self->client = g_object_ref (client);
  self->kind = kind;
  return self;
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  VtHubQuery query = { question->kind, question->words, question->task, NULL, question->filter, question->sort, 0 };
  GError *error = NULL;
  GPtrArray *models = vt_hub_client_search (question->client, &query, &question->next, cancellable, &error);

  if (models != NULL)
    g_task_return_pointer (task, models, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
set_failure (VtHubResults *self, const char *failure)
{
  g_free (self->failure);
  self->failure = g_strdup (failure);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
}

static void
clear (VtHubResults *self)
{
  guint n = self->items->len;

  g_hash_table_remove_all (self->seen);
  g_ptr_array_set_size (self->items, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

/* Takes the models out of @models. */
static void
append (VtHubResults *self, GPtrArray *models)
{
  guint before = self->items->len;

  g_ptr_array_set_free_func (models, NULL);
  for (guint i = 0; i < models->len; i++)
    {
      VtHubModel *model = models->pdata[i];
      VtHubResult *result;

      if (!g_hash_table_add (self->seen, model->id))
        {
          vt_hub_model_free (model);
          continue;
        }
      result = g_object_new (VT_TYPE_HUB_RESULT, NULL);
      result->model = model;
      g_ptr_array_add (self->items, result);
    }
  if (self->items->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->items->len - before);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  VtHubResults *self = VT_HUB_RESULTS (source);
  Question *asked = g_task_get_task_data (G_TASK (result));
  gboolean first = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) models = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->asking != g_task_get_cancellable (G_TASK (result)))
    return; /* another question has been asked since */
  g_clear_object (&self->asking);
  if (first)
    clear (self);
  if (models != NULL)
    {
      g_free (self->question->next);
      self->question->next = g_strdup (asked->next);
      append (self, models);
    }
  set_failure (self, error != NULL ? error->message : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
ask (VtHubResults *self, gboolean first)
{
  g_autoptr (GTask) task = NULL;

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  task = g_task_new (self, self->asking, on_answer, GINT_TO_POINTER (first));
  g_task_set_task_data (task, question_copy (self->question), (GDestroyNotify) question_free);
  g_task_run_in_thread (task, ask_in_thread);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static char *
non_empty (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

void
vt_hub_results_search (VtHubResults *self, const char *words, const char *task, const char *filter, const char *sort)
{
  Question question = { self->client, self->kind, non_empty (words), non_empty (task), non_empty (filter), non_empty (sort), NULL };

  g_clear_pointer (&self->question, question_free);
  g_object_ref (self->client);
  self->question = g_memdup2 (&question, sizeof question);
  ask (self, TRUE);
}

void
vt_hub_results_more (VtHubResults *self)
{
  if (self->asking == NULL && self->question != NULL && self->question->next != NULL)
    ask (self, FALSE);
}

gboolean
vt_hub_results_get_loading (VtHubResults *self)
{
  return self->asking != NULL;
}

const char *
vt_hub_results_get_failure (VtHubResults *self)
{
  return self->failure;
}
