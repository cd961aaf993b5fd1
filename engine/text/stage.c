/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/text/stage.h"

#include <string.h>

#include "engine/base/error.h"

void
vt_stage_clear (VtStage *self)
{
  if (self->klass != NULL && self->klass->free != NULL)
    self->klass->free (self->data);
  *self = (VtStage) { 0 };
}

gpointer
vt_stage_damaged (GError **error, const char *what, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, what);
  text = g_strdup_vprintf (what, args);
  va_end (args);
  g_set_error (error, VT_ERROR, VT_ERROR_CORRUPT, "The tokenizer is damaged: %s.", text);
  return NULL;
}

static const VtStageClass *
find_class (const VtStageClass *const *classes, const char *type)
{
  for (; *classes != NULL; classes++)
    if (strcmp ((*classes)->type, type) == 0)
      return *classes;
  return NULL;
}

gboolean
vt_stage_load (VtStage *self, const VtJsonNode *node, const VtStageClass *const *classes, const char *what,
               GError **error)
{
  const char *type = vt_json_get_string (node, "type", NULL);

  *self = (VtStage) { 0 };
  if (node == NULL || vt_json_type (node) == VT_JSON_NULL)
    return TRUE;
  if (type == NULL)
    return vt_stage_damaged (error, "its %s does not say of which type it is", what) != NULL;
  self->klass = find_class (classes, type);
  if (self->klass == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "The tokenizer's %s is of type “%s”, which this version does not know.", what, type);
      return FALSE;
    }
  if (self->klass->load == NULL)
    return TRUE;
  self->data = self->klass->load (node, error);
  if (self->data == NULL)
    self->klass = NULL;
  return self->klass != NULL;
}

static void
clear_stage (gpointer stage)
{
  vt_stage_clear (stage);
}

GArray *
vt_stage_load_list (const VtJsonNode *node, gboolean (*load) (VtStage *, const VtJsonNode *, GError **),
                    GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (VtStage));
  VtJsonIter iter = VT_JSON_ITER (node);

  g_array_set_clear_func (list, clear_stage);
  while (vt_json_iter_next (&iter))
    {
      VtStage stage;

      if (!load (&stage, iter.value, error))
        return NULL;
      g_array_append_val (list, stage);
    }
  return g_steal_pointer (&list);
}
