/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/remote/remote-task.h"

#include <math.h>
#include <string.h>

#include "engine/base/error.h"

const VtRemoteTask *
vt_remote_task_find (const char *task, const VtRemoteAddress *address, GError **error)
{
  gboolean openai = address->model != NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; vt_remote_tasks[i] != NULL; i++)
    {
      if (vt_remote_tasks[i]->openai != openai)
        continue;
      if (strcmp (vt_remote_tasks[i]->task, task) == 0)
        return vt_remote_tasks[i];
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", vt_remote_tasks[i]->task);
    }
  g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "A model on another computer can do %s, but not yet %s.", names->str,
               task);
  return NULL;
}

GBytes *
vt_remote_run_post (VtRemoteRun *self, const char *below, GBytes *body, const char *body_type, VtEventStreamFunc each,
                    gpointer data, char **type, guint *status, GError **error)
{
  g_autofree char *url = g_strconcat (self->address->base, below, NULL);
  const VtRemoteRequest request = { url, self->key, body, body_type };

  return vt_remote_ask (self->client, &request, each, data, type, status, self->run->cancellable, error);
}

GBytes *
vt_remote_run_post_json (VtRemoteRun *self, const char *below, GString *json, VtEventStreamFunc each, gpointer data,
                         char **type, guint *status, GError **error)
{
  g_autoptr (GBytes) body = g_string_free_to_bytes (json);

  return vt_remote_run_post (self, below, body, "application/json", each, data, type, status, error);
}

gboolean
vt_remote_run_strange (VtRemoteRun *self, GError **error)
{
  g_set_error (error, VT_ERROR, VT_ERROR_NETWORK,
               "The answer of %s is not one that Vitrine understands. Is %s the right address?", self->address->host,
               self->address->base);
  return FALSE;
}

VtJson *
vt_remote_run_parse (VtRemoteRun *self, GBytes *answer, GError **error)
{
  gsize n;
  const char *text = g_bytes_get_data (answer, &n);
  VtJson *json = vt_json_parse (n > 0 ? text : "", n, NULL);

  if (json == NULL)
    vt_remote_run_strange (self, error);
  return json;
}

gboolean
vt_remote_run_differs (VtRemoteRun *self, const char *param)
{
  const VtParam *declared = vt_param_find (self->run->task->params, param);
  VtValue *value = g_hash_table_lookup (self->run->params, param);
  g_autoptr (VtValue) usual = declared != NULL ? vt_param_default (declared) : NULL;

  return usual != NULL && value != NULL && !vt_value_equal (value, usual);
}

static void
write_value (const VtParam *declared, VtValue *value, VtJsonWriter *json)
{
  double number = vt_value_type (value) == VT_VALUE_NUMBER ? vt_value_number (value) : 0;

  if (declared->type == VT_PARAM_INTEGER)
    vt_json_write_int (json, (gint64) number);
  else if (declared->type == VT_PARAM_NUMBER)
    vt_json_write_double (json, number);
  else if (declared->type == VT_PARAM_BOOLEAN)
    vt_json_write_boolean (json, vt_value_boolean (value));
  else if (vt_value_type (value) == VT_VALUE_JSON)
    {
      const char *text = vt_value_text (value);
      g_autoptr (VtJson) parsed = vt_json_parse (text, strlen (text), NULL);

      vt_json_write_node (json, parsed != NULL ? vt_json_root (parsed) : NULL);
    }
  else
    vt_json_write_string (json, vt_value_text (value), -1);
}

void
vt_remote_run_write_params (VtRemoteRun *self, const VtRemoteParam *params, VtJsonWriter *json)
{
  for (const VtRemoteParam *p = params; p->ours != NULL; p++)
    {
      const VtParam *declared = vt_param_find (self->run->task->params, p->ours);
      VtValue *value = g_hash_table_lookup (self->run->params, p->ours);

      if (declared == NULL || value == NULL || vt_value_type (value) == VT_VALUE_NONE
          || (!p->always && !vt_remote_run_differs (self, p->ours)))
        continue;
      vt_json_write_key (json, p->theirs);
      write_value (declared, value, json);
    }
}
