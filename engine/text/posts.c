/* posts.c: post-processors put special tokens around the texts. Their list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/stage.h"

static void
put_token (VtEncoding *to, gint32 id, gint32 type, gint32 part, VtSpan span)
{
  g_array_append_val (to->ids, id);
  g_array_append_val (to->type_ids, type);
  g_array_append_val (to->parts, part);
  g_array_append_val (to->spans, span);
}

static void
put_special (VtEncoding *to, gint32 id, gint32 type)
{
  put_token (to, id, type, -1, (VtSpan) { 0, 0 });
}

static void
put_output (VtEncoding *to, const VtOutput *from, gint32 type, gint32 part)
{
  for (guint i = 0; from != NULL && i < from->ids->len; i++)
    put_token (to, g_array_index (from->ids, gint32, i), type, part,
               from->spans != NULL ? g_array_index (from->spans, VtSpan, i) : (VtSpan) { 0, 0 });
}

/* One element of a template: a special token, or a text (part 0 or 1). */
typedef struct
{
  GArray *ids; /* of gint32; NULL for a text */
  gint32 part, type;
} Item;

typedef struct
{
  GArray *single, *pair; /* of Item */
} Template;

static void
clear_item (gpointer item)
{
  g_clear_pointer (&((Item *) item)->ids, g_array_unref);
}

static GArray *
load_ids (const VtJsonNode *specials, const char *name, GError **error)
{
  VtJsonIter iter = VT_JSON_ITER (vt_json_get (vt_json_get (specials, name), "ids"));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint32));

  while (vt_json_iter_next (&iter))
    {
      gint64 id;
      gint32 value;

      if (!vt_json_read_int (iter.value, &id) || id < 0 || id >= VT_VOCAB_MAX)
        return vt_stage_damaged (error, "the id of the special token “%s” is out of range", name);
      value = id;
      g_array_append_val (ids, value);
    }
  return g_steal_pointer (&ids);
}

static GArray *
load_items (const VtJsonNode *node, const VtJsonNode *specials, GError **error)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  VtJsonIter iter = VT_JSON_ITER (node);

  g_array_set_clear_func (items, clear_item);
  while (vt_json_iter_next (&iter))
    {
      const VtJsonNode *special = vt_json_get (iter.value, "SpecialToken");
      const VtJsonNode *sequence = vt_json_get (iter.value, "Sequence"), *one = special != NULL ? special : sequence;
      const char *name = vt_json_get_string (one, "id", "");
      Item item = { NULL, strcmp (name, "B") == 0, vt_json_get_int (one, "type_id", 0) };

      if (one == NULL)
        return vt_stage_damaged (error, "its template holds something that is neither text nor special token");
      if (special != NULL && (item.ids = load_ids (specials, name, error)) == NULL)
        return NULL;
      g_array_append_val (items, item);
    }
  return g_steal_pointer (&items);
}

static void
template_free (gpointer data)
{
  Template *self = data;

  g_clear_pointer (&self->single, g_array_unref);
  g_clear_pointer (&self->pair, g_array_unref);
  g_free (self);
}

static gpointer
template_load (const VtJsonNode *node, GError **error)
{
  const VtJsonNode *specials = vt_json_get (node, "special_tokens");
  Template *self = g_new0 (Template, 1);

  self->single = load_items (vt_json_get (node, "single"), specials, error);
  if (self->single != NULL)
    self->pair = load_items (vt_json_get (node, "pair"), specials, error);
  if (self->pair != NULL)
    return self;
  template_free (self);
  return NULL;
}

static void
template_apply (gconstpointer data, const VtOutput *a, const VtOutput *b, VtEncoding *result)
{
  const Template *self = data;
  const GArray *items = b != NULL ? self->pair : self->single;

  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = &g_array_index (items, Item, i);

      if (item->ids == NULL)
        put_output (result, item->part == 0 ? a : b, item->type, item->part);
      for (guint k = 0; item->ids != NULL && k < item->ids->len; k++)
        put_special (result, g_array_index (item->ids, gint32, k), item->type);
    }
}

static const VtPostClass template_class = {
  .stage = { "TemplateProcessing", template_load, template_free }, .apply = template_apply,
};

/* `["[SEP]", 102]` */
typedef struct
{
  gint32 sep, cls;
} Around;

static gpointer
around_load (const VtJsonNode *node, GError **error)
{
  gint64 sep, cls;
  Around *self;

  if (!vt_json_read_int (vt_json_at (vt_json_get (node, "sep"), 1), &sep) || sep < 0 || sep >= VT_VOCAB_MAX
      || !vt_json_read_int (vt_json_at (vt_json_get (node, "cls"), 1), &cls) || cls < 0 || cls >= VT_VOCAB_MAX)
    return vt_stage_damaged (error, "its separator or class token has no id");
  self = g_new0 (Around, 1);
  *self = (Around) { sep, cls };
  return self;
}

static void
bert_apply (gconstpointer data, const VtOutput *a, const VtOutput *b, VtEncoding *result)
{
  const Around *self = data;

  put_special (result, self->cls, 0);
  put_output (result, a, 0, 0);
  put_special (result, self->sep, 0);
  if (b == NULL)
    return;
  put_output (result, b, 1, 1);
  put_special (result, self->sep, 1);
}

static const VtPostClass bert_class = { .stage = { "BertProcessing", around_load, g_free }, .apply = bert_apply };

static void
roberta_apply (gconstpointer data, const VtOutput *a, const VtOutput *b, VtEncoding *result)
{
  const Around *self = data;

  put_special (result, self->cls, 0);
  put_output (result, a, 0, 0);
  put_special (result, self->sep, 0);
  if (b == NULL)
    return;
  put_special (result, self->sep, 0);
  put_output (result, b, 0, 1);
  put_special (result, self->sep, 0);
}

static const VtPostClass roberta_class = {
  .stage = { "RobertaProcessing", around_load, g_free }, .apply = roberta_apply,
};

static void
plain_apply (gconstpointer data, const VtOutput *a, const VtOutput *b, VtEncoding *result)
{
  put_output (result, a, 0, 0);
  put_output (result, b, 1, 1);
}

/* Only trims offsets, which ours are not asked to be. */
static const VtPostClass byte_level_class = { .stage = { "ByteLevel", NULL, NULL }, .apply = plain_apply };

static gpointer
sequence_load (const VtJsonNode *node, GError **error)
{
  return vt_stage_load_list (vt_json_get (node, "processors"), vt_post_load, error);
}

static void
sequence_free (gpointer data)
{
  g_array_unref (data);
}

/* The stage of a sequence that adds tokens: there is never more than one that
 * matters, because each works on the texts themselves. */
static void
sequence_apply (gconstpointer data, const VtOutput *a, const VtOutput *b, VtEncoding *result)
{
  const GArray *list = data;

  for (guint i = list->len; i-- > 0;)
    if (g_array_index (list, VtStage, i).klass != &byte_level_class.stage)
      {
        vt_post_apply (&g_array_index (list, VtStage, i), a, b, result);
        return;
      }
  plain_apply (NULL, a, b, result);
}

static const VtPostClass sequence_class = {
  .stage = { "Sequence", sequence_load, sequence_free }, .apply = sequence_apply,
};

static const VtStageClass *const classes[] = {
  &bert_class.stage,
  &byte_level_class.stage,
  &roberta_class.stage,
  &sequence_class.stage,
  &template_class.stage,
  NULL,
};

gboolean
vt_post_load (VtStage *self, const VtJsonNode *node, GError **error)
{
  return vt_stage_load (self, node, classes, "post-processor", error);
}

void
vt_post_apply (const VtStage *self, const VtOutput *a, const VtOutput *b, VtEncoding *result)
{
  const VtPostClass *klass = (const VtPostClass *) self->klass;

  (klass != NULL ? klass->apply : plain_apply) (self->data, a, b, result);
}
