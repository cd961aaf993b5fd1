/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/task-run.h"

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
