/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/task-run.h"

#include <string.h>

#include "engine/formats/json.h"

const char *
vt_task_run_text (VtTaskRun *run, const char *param)
{
  VtValue *value = g_hash_table_lookup (run->params, param);
  const char *text;

  if (value == NULL || vt_value_type (value) == VT_VALUE_NONE)
    return NULL;
  text = vt_value_text (value);
  return text[0] != '\0' ? text : NULL;
}

GArray *
vt_task_run_ids (VtTaskRun *run, const char *param, gint64 n_vocab)
{
  const char *text = vt_task_run_text (run, param);
  g_autoptr(VtJson) json = text != NULL ? vt_json_parse (text, strlen (text), NULL) : NULL;
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint32));
  gint64 id;

  while (vt_json_iter_next (&iter))
    if (vt_json_read_int (iter.value, &id) && id >= 0 && id < n_vocab)
      g_array_append_vals (ids, &(gint32) { (gint32) id }, 1);
  return ids;
}
