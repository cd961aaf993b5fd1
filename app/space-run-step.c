/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-run-step.h"

#include <string.h>

#include "app/remote/remote-job.h"
#include "app/value-json.h"
#include "engine/base/error.h"

char *
vt_space_run_settings_dup_model (const VtSpaceRunSettings *self, const VtSpaceStep *step, VtSpaceWireLookup lookup,
                                 gpointer data)
{
  const char *chosen = g_hash_table_lookup (self->models, step->id);
  g_autoptr (VtValue) value = NULL;

  if (chosen == NULL)
    chosen = g_hash_table_lookup (self->models, "");
  if (chosen != NULL)
    return g_strdup (chosen);
  if (step->model == NULL)
    return NULL;
  value = vt_space_wire_resolve (step->model, lookup, data);
  return vt_value_type (value) == VT_VALUE_TEXT && *vt_value_text (value) != '\0' ? vt_value_to_text (value) : NULL;
}

void
vt_space_step_report_free (VtSpaceStepReport *report)
{
  g_free (report->model);
  g_free (report->path);
  g_clear_pointer (&report->parameters, g_hash_table_unref);
  g_free (report->device);
  g_free (report->reason);
  g_free (report->stats);
  g_free (report);
}

gboolean
vt_space_step_find_model (const VtSpaceRunSettings *settings, VtSpaceStepReport *report, VtSpaceWireLookup lookup,
                          gpointer data, char **missing, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint64 bytes;

  report->model = vt_space_run_settings_dup_model (settings, report->step, lookup, data);
  if (report->model == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "No model is chosen for the task “%s”. Choose one first.",
                   report->step->task->title);
      return FALSE;
    }
  report->path = vt_model_library_resolve (settings->library, report->model, &local);
  if (report->path != NULL)
    return TRUE;
  if (g_error_matches (local, VT_ERROR, VT_ERROR_NOT_FOUND))
    {
      g_autofree char *size = NULL;

      bytes = vt_model_library_get_bytes (settings->library, report->model);
      size = bytes > 0 ? g_format_size (bytes) : NULL;
      if (missing != NULL)
        *missing = g_strdup (report->model);
      if (size != NULL)
        g_prefix_error (&local, "The model is needed first (%s to download). ", size);
    }
  else if (g_error_matches (local, VT_ERROR, VT_ERROR_DENIED) && missing != NULL)
    *missing = g_strdup (report->model);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What a wire takes from, for messages. */
static char *
source_name (const VtSpaceRunSettings *settings, const VtSpaceWire *wire)
{
  const VtSpaceComponent *component = wire->source != NULL ? vt_space_find_component (settings->space, wire->source) : NULL;

  if (component != NULL && wire->kind == VT_WIRE_STEP)
    return g_strdup_printf ("“%s”", wire->output); /* a column */
  if (component != NULL)
    return vt_space_component_name (component);
  if (wire->kind == VT_WIRE_STEP)
    return g_strdup_printf ("“%s” of the step “%s”", wire->output, wire->source);
  return g_strdup_printf ("“%s”", wire->name);
}

static gboolean
take_input (const VtSpaceRunSettings *settings, const VtPort *port, const VtSpaceWire *wire, VtSpaceWireLookup lookup,
            gpointer data, GHashTable *inputs, GError **error)
{
  g_autoptr (VtValue) resolved = vt_space_wire_resolve (wire, lookup, data);
  g_autoptr (VtValue) value = vt_value_convert (resolved, port->type, error);
  g_autofree char *name = source_name (settings, wire);

  if (value == NULL)
    {
      g_prefix_error (error, "What %s holds does not fit: ", name);
      return FALSE;
    }
  if (settings->words != NULL && !vt_word_list_allows (settings->words, value, error))
    return FALSE;
  if (vt_value_type (value) != VT_VALUE_NONE)
    g_hash_table_insert (inputs, g_strdup (wire->name), g_steal_pointer (&value));
  else if (port->required || port->group != 0)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID, "%s is empty. Fill it in first.", name);
      return FALSE;
    }
  return TRUE;
}

GHashTable *
vt_space_step_take_inputs (const VtSpaceRunSettings *settings, const VtSpaceStep *step, VtSpaceWireLookup lookup,
                           gpointer data, GError **error)
{
  g_autoptr (GHashTable) inputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);

  for (guint i = 0; i < step->inputs->len; i++)
    {
      const VtSpaceWire *wire = step->inputs->pdata[i];

      if (!take_input (settings, vt_port_find (step->task->inputs, wire->name), wire, lookup, data, inputs, error))
        return NULL;
    }
  return g_steal_pointer (&inputs);
}

static gboolean
set_parameter (const VtSpaceRunSettings *settings, VtJob *job, VtSpaceStepReport *report, const VtSpaceWire *wire,
               VtSpaceWireLookup lookup, gpointer data, GError **error)
{
  g_autoptr (VtValue) value = vt_space_wire_resolve (wire, lookup, data);
  g_autofree char *name = NULL;

  if (vt_value_type (value) == VT_VALUE_NONE)
    return TRUE;
  if (vt_job_set_parameter (job, wire->name, value, error))
    {
      g_hash_table_insert (report->parameters, g_strdup (wire->name), vt_value_ref (value));
      return TRUE;
    }
  name = source_name (settings, wire);
  g_prefix_error (error, "What %s holds does not fit. ", name);
  return FALSE;
}

static gboolean
set_prefix (VtJob *job, GArray *prefix, GError **error)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };
  g_autoptr (VtValue) value = NULL;

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < prefix->len; i++)
    vt_json_write_int (&json, g_array_index (prefix, gint32, i));
  vt_json_write_end (&json, ']');
  value = vt_value_new_json (json.text->str);
  g_string_free (json.text, TRUE);
  return vt_job_set_parameter (job, "prefix_ids", value, error);
}

/* Where words are left out, pictures are looked at too, whatever the document says. */
static gboolean
set_safety (const VtSpaceRunSettings *settings, VtJob *job, const VtTaskClass *task, GError **error)
{
  g_autoptr (VtValue) yes = vt_value_new_boolean (TRUE);

  return settings->words == NULL || vt_param_find (task->params, "safety_checker") == NULL
         || vt_job_set_parameter (job, "safety_checker", yes, error);
}

VtJob *
vt_space_step_new_job (const VtSpaceRunSettings *settings, VtSpaceStepReport *report, GArray *prefix,
                       VtSpaceWireLookup lookup, gpointer data, GError **error)
{
  g_autoptr (VtJob) job = vt_job_new (settings->engine, report->step->task, report->path, settings->device);
  GPtrArray *parameters = report->step->parameters;

  if (vt_remote_address_is (report->path)
      && !vt_remote_job_set_up (job, report->step->task, report->path, vt_model_library_get_client (settings->library), error))
    return NULL;
  report->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  for (guint i = 0; i < parameters->len; i++)
    if (!set_parameter (settings, job, report, parameters->pdata[i], lookup, data, error))
      return NULL;
  if (!set_safety (settings, job, report->step->task, error))
    return NULL;
  vt_job_set_seed (job, settings->seed);
  vt_job_set_trace (job, settings->trace);
  if (prefix != NULL && !set_prefix (job, prefix, error))
    return NULL;
  return g_steal_pointer (&job);
}

gboolean
vt_space_step_set_inputs (VtJob *job, GHashTable *inputs, GError **error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, inputs);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!vt_job_set_input (job, name, value, error))
      return FALSE;
  return TRUE;
}
