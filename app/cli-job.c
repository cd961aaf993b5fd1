/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli-job.h"

#include <string.h>

#include "app/cli.h"
#include "app/model-library.h"
#include "app/remote/remote-job.h"
#include "app/value-json.h"
#include "app/value-media.h"
#include "engine/base/error.h"

/* What a file or standard input holds, as text. */
static VtValue *
read_content (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  gboolean standard = strcmp (path, "-") == 0;

  if (g_file_get_contents (standard ? "/dev/stdin" : path, &text, NULL, &local))
    return vt_value_new_text (text);
  if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND, "There is no file “%s”.", path);
  else
    g_set_error (error, VT_ERROR, VT_ERROR_FAILED, "The file “%s” cannot be read. %s.", path, local->message);
  return NULL;
}

/* What is relative means the working folder, not the space's. */
static VtValue *
new_file (const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);

  return vt_value_new_file (whole);
}

VtValue *
vt_cli_read_spec (const char *spec, gboolean as_path, char **name, GError **error)
{
  const char *equals = strchr (spec, '=');
  const char *value = equals != NULL ? equals + 1 : NULL;

  if (equals == NULL || equals == spec)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "“%s” is not of the form NAME=VALUE.", spec);
      return NULL;
    }
  *name = g_strndup (spec, (gsize) (equals - spec));
  if (value[0] == '@' && value[1] != '@')
    return as_path ? new_file (value + 1) : read_content (value + 1, error);
  return vt_value_new_text (value[0] == '@' ? value + 1 : value);
}

static char *
list_names (const VtPort *ports)
{
  GString *names = g_string_new (NULL);

  for (const VtPort *port = ports; port != NULL && port->name != NULL; port++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", port->name);
  return g_string_free (names, FALSE);
}

static gboolean
is_in_files (VtValueType type)
{
  return type == VT_VALUE_FILE || type == VT_VALUE_AUDIO || type == VT_VALUE_IMAGE;
}

static VtValue *
read_input (const VtTaskClass *task, const char *spec, char **name, GError **error)
{
  g_autofree char *before = g_strndup (spec, strcspn (spec, "="));
  const VtPort *port = vt_port_find (task->inputs, before);
  g_autoptr (VtValue) value = NULL, converted = NULL;

  if (port == NULL && strchr (spec, '=') != NULL)
    {
      g_autofree char *names = list_names (task->inputs);

      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The task %s has no input “%s”; it has: %s.", task->name, before,
                   names);
      return NULL;
    }
  value = vt_cli_read_spec (spec, port != NULL && is_in_files (port->type), name, error);
  if (value == NULL)
    return NULL;
  converted = vt_value_convert (value, port->type, error);
  if (converted == NULL)
    {
      g_prefix_error (error, "The input “%s” does not fit: ", *name);
      return NULL;
    }
  return vt_value_load (converted, port, NULL, NULL, error);
}

/* A second value of one name makes a batch of it. */
static void
add_to_batch (GHashTable *inputs, const char *name, VtValue *value)
{
  VtValue *before = g_hash_table_lookup (inputs, name);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  VtValue *const *items = &before;
  guint n = 1;

  if (before == NULL)
    {
      g_hash_table_insert (inputs, g_strdup (name), vt_value_ref (value));
      return;
    }
  if (vt_value_type (before) == VT_VALUE_LIST)
    items = vt_value_list (before, &n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, items[i]);
  g_ptr_array_add (all, value);
  g_hash_table_replace (inputs, g_strdup (name), vt_value_new_list ((VtValue **) all->pdata, all->len));
}

gboolean
vt_cli_read_inputs (const VtTaskClass *task, char **specs, GHashTable *inputs, GError **error)
{
  g_autofree char *names = NULL;

  for (char **spec = specs; spec != NULL && *spec != NULL; spec++)
    {
      g_autofree char *input = NULL;
      g_autoptr (VtValue) given = read_input (task, *spec, &input, error);

      if (given == NULL)
        return FALSE;
      add_to_batch (inputs, input, given);
    }
  if (g_hash_table_size (inputs) > 0 || task->inputs[0].name == NULL)
    return TRUE;
  names = list_names (task->inputs);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "Give it something to work on, with --input; the task %s takes: %s.",
               task->name, names);
  return FALSE;
}

static char *
list_params (const VtParam *params)
{
  GString *names = g_string_new (NULL);

  for (const VtParam *param = params; param != NULL && param->name != NULL; param++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", param->name);
  return g_string_free (names, FALSE);
}

static VtValue *
read_parameter (const VtTaskClass *task, const char *spec, char **name, GError **error)
{
  g_autoptr (VtValue) value = vt_cli_read_spec (spec, FALSE, name, error);
  const VtParam *param = value != NULL ? vt_param_find (task->params, *name) : NULL;

  if (param != NULL)
    return vt_param_accept (param, value, error);
  if (value != NULL)
    {
      g_autofree char *names = list_params (task->params);

      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "The task %s has no parameter “%s”; it has: %s.", task->name,
                   *name, names);
    }
  return NULL;
}

gboolean
vt_cli_read_parameters (const VtTaskClass *task, char **specs, GHashTable *params, GError **error)
{
  for (char **spec = specs; spec != NULL && *spec != NULL; spec++)
    {
      g_autofree char *name = NULL;
      VtValue *value = read_parameter (task, *spec, &name, error);

      if (value == NULL)
        return FALSE;
      g_hash_table_replace (params, g_steal_pointer (&name), value);
    }
  return TRUE;
}

GHashTable *
vt_cli_value_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
}

typedef gboolean (*SetFunc) (VtJob *job, const char *name, VtValue *value, GError **error);

static gboolean
set_all (VtJob *job, GHashTable *values, SetFunc set, GError **error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!set (job, name, value, error))
      return FALSE;
  return TRUE;
}

VtJob *
vt_cli_new_job (VtEngine *engine, const VtTaskClass *task, const char *model, const char *device, GHashTable *inputs,
                GHashTable *params, GError **error)
{
  g_autoptr (VtJob) job = vt_job_new (engine, task, model, device != NULL ? device : "auto");

  if (vt_remote_address_is (model))
    {
      g_autoptr (VtModelLibrary) library = vt_model_library_new ();

      if (!vt_remote_job_set_up (job, task, model, vt_model_library_get_client (library), error))
        return NULL;
    }
  if (!set_all (job, inputs, vt_job_set_input, error) || !set_all (job, params, vt_job_set_parameter, error))
    return NULL;
  return g_steal_pointer (&job);
}

typedef struct
{
  GMainLoop *loop;
  GHashTable *outputs;
  GError *error;
} Wait;

static void
on_done (GObject *job, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->outputs = vt_job_run_finish (VT_JOB (job), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

GHashTable *
vt_cli_run_job (VtJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Wait wait = { loop, NULL, NULL };

  vt_job_run_async (job, cancellable, on_done, &wait);
  g_main_loop_run (loop);
  if (wait.error != NULL)
    g_propagate_error (error, wait.error);
  return wait.outputs;
}

void
vt_cli_print_new (GString *printed, const char *text)
{
  if (!g_str_has_prefix (text, printed->str))
    {
      /* It was changed, not continued: begin again on a line of its own. */
      vt_cli_print ("\n");
      g_string_truncate (printed, 0);
    }
  vt_cli_print (text + printed->len);
  g_string_assign (printed, text);
}
