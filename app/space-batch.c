/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/space-batch.h"

#include <string.h>

#include "app/table.h"
#include "engine/base/error.h"

#define TELL_US 200000

struct _VtSpaceBatch
{
  VtSpaceRunSettings settings;
  const VtSpaceEvent *event;
  GHashTable *given;
  VtTable *table;
  VtSpaceRun *run; /* of the row that is, or was, last */
  guint row;
  GPtrArray *errors; /* of utf8 or NULL, one a row */
  guint n_failed;
  GError *first; /* of a row */
  gboolean cancelled;
  double progress; /* told so far */
  gint64 told;
  guint idle;
  const VtSpaceBatchListener *listener;
  gpointer data;
};

static VtTable *
read_table (VtValue *value, GError **error)
{
  const char *text = vt_value_type (value) == VT_VALUE_JSON ? vt_value_text (value) : "[]";
  g_autoptr (VtJson) json = vt_json_parse (text, strlen (text), error);

  return json != NULL ? vt_table_from_json (vt_json_root (json), error) : NULL;
}

VtSpaceBatch *
vt_space_batch_new (const VtSpaceRunSettings *settings, const VtSpaceEvent *event, GHashTable *given, GError **error)
{
  VtTable *table = read_table (g_hash_table_lookup (given, event->each), error);
  VtSpaceBatch *self;

  if (table == NULL)
    {
      g_autofree char *name = vt_space_component_name (vt_space_find_component (settings->space, event->each));

      g_prefix_error (error, "What %s holds does not fit: ", name);
      return NULL;
    }
  self = g_new0 (VtSpaceBatch, 1);
  vt_space_run_settings_copy (&self->settings, settings);
  self->event = event;
  self->given = g_hash_table_ref (given);
  self->table = table;
  self->errors = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
vt_space_batch_free (VtSpaceBatch *self)
{
  if (self->run != NULL)
    vt_space_run_drop (self->run);
  g_clear_pointer (&self->run, vt_space_run_unref);
  g_clear_handle_id (&self->idle, g_source_remove);
  vt_space_run_settings_clear (&self->settings);
  g_hash_table_unref (self->given);
  vt_table_free (self->table);
  g_ptr_array_unref (self->errors);
  g_clear_error (&self->first);
  g_free (self);
}

static void
tell_table (VtSpaceBatch *self, gboolean final)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *json = NULL;
  g_autoptr (VtValue) value = NULL;

  if (!final && now - self->told < TELL_US)
    return;
  self->told = now;
  json = vt_table_to_json (self->table);
  value = vt_value_new_json (json);
  self->listener->table (value, final, self->data);
}

/* The column named @header, at the right side where there is none yet. */
static guint
column_for (VtSpaceBatch *self, const char *header)
{
  guint n = vt_table_n_columns (self->table);

  for (guint i = 0; i < n; i++)
    if (strcmp (vt_table_get_header (self->table, i), header) == 0)
      return i;
  return vt_table_insert_column (self->table, n, header) ? n : n - 1;
}

/* As a person would write it into a cell: of labels the best one's name. */
static char *
cell_text (VtValue *value)
{
  guint n;
  const VtLabel *labels;

  if (vt_value_type (value) != VT_VALUE_LABELS)
    return vt_value_to_text (value);
  labels = vt_value_labels (value, &n);
  return g_strdup (n > 0 ? labels[0].label : "");
}

/* What the row gave into its cells; where it went wrong, nothing. */
static void
fill_row (VtSpaceBatch *self, gboolean good)
{
  for (guint i = 0; i < self->event->outputs->len; i++)
    {
      const VtSpaceWire *wire = self->event->outputs->pdata[i];
      g_autoptr (VtValue) value = NULL;
      g_autofree char *text = NULL;

      if (wire->column == NULL)
        continue;
      if (good && vt_space_wire_is_there (wire, vt_space_run_lookup, self->run))
        value = vt_space_wire_resolve (wire, vt_space_run_lookup, self->run);
      text = value != NULL ? cell_text (value) : g_strdup ("");
      vt_table_set_text (self->table, vt_table_get_row (self->table, self->row), column_for (self, wire->column), text);
    }
}

/* May free the batch. */
static void
end (VtSpaceBatch *self, const GError *error)
{
  g_autoptr (GError) rows = NULL;

  tell_table (self, TRUE);
  if (error == NULL && self->n_failed > 0)
    g_set_error (&rows, VT_ERROR, VT_ERROR_FAILED, "%u of %u rows could not be done. The first of them: %s",
                 self->n_failed, vt_table_n_rows (self->table), self->first->message);
  self->listener->ended (error != NULL ? error : rows, self->data);
}

/* Whether it concerns nothing but the row. */
static gboolean
is_of_row (VtSpaceBatch *self, const GError *error)
{
  return vt_space_run_get_missing_model (self->run) == NULL
         && (g_error_matches (error, VT_ERROR, VT_ERROR_INVALID) || g_error_matches (error, VT_ERROR, VT_ERROR_LIMIT)
             || g_error_matches (error, VT_ERROR, VT_ERROR_NOT_FOUND) || g_error_matches (error, VT_ERROR, VT_ERROR_CORRUPT));
}

static void
note_error (VtSpaceBatch *self, const GError *error)
{
  g_ptr_array_add (self->errors, error != NULL ? g_strdup (error->message) : NULL);
  if (error == NULL)
    return;
  self->n_failed++;
  if (self->first == NULL)
    {
      self->first = g_error_copy (error);
      g_prefix_error (&self->first, "row %u: ", self->row + 1);
    }
}

static gboolean on_next (gpointer data);

static void
on_ended (const GError *error, gpointer data)
{
  VtSpaceBatch *self = data;

  if (error != NULL && !is_of_row (self, error))
    {
      g_autoptr (GError) copy = g_error_copy (error);

      end (self, copy);
      return;
    }
  fill_row (self, error == NULL);
  note_error (self, error);
  self->row++;
  /* Not at once: rows without steps would pile up on the stack. */
  self->idle = g_idle_add_full (G_PRIORITY_DEFAULT, on_next, self, NULL);
}

static void
on_result (gpointer data)
{
  VtSpaceBatch *self = data;

  self->listener->result (self->data);
}

/* A step begins anew with loading, then reading; the whole never goes back. */
static void
tell_progress (VtSpaceBatch *self, double of_row, const char *what)
{
  self->progress = MAX (self->progress, (self->row + of_row) / vt_table_n_rows (self->table));
  self->listener->progress (self->progress, what, self->data);
}

static void
on_progress (double fraction, const char *what, gpointer data)
{
  VtSpaceBatch *self = data;

  tell_progress (self, CLAMP (fraction, 0, 1), what);
}

static void
on_token (const char *step, VtTokenTrace *trace, gpointer data)
{
  VtSpaceBatch *self = data;

  self->listener->token (step, trace, self->data);
}

static const VtSpaceRunListener run_listener = { on_result, on_progress, on_token, NULL, on_ended };

static VtValue *
cell_value (const VtTableRow *row, guint column)
{
  const char *text = vt_table_get_text (row, column);

  switch (vt_table_get_kind (row, column))
    {
    case VT_CELL_EMPTY:
      return vt_value_new_none ();
    case VT_CELL_NUMBER:
      return vt_value_new_number (g_ascii_strtod (text, NULL));
    case VT_CELL_BOOLEAN:
      return vt_value_new_boolean (strcmp (text, "true") == 0);
    case VT_CELL_TEXT:
    default:
      return vt_value_new_text (text);
    }
}

static GHashTable *
row_cells (VtSpaceBatch *self)
{
  GHashTable *cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) vt_value_unref);
  const VtTableRow *row = vt_table_get_row (self->table, self->row);

  for (guint i = 0; i < vt_table_n_columns (self->table); i++)
    g_hash_table_replace (cells, g_strdup (vt_table_get_header (self->table, i)), cell_value (row, i));
  return cells;
}

static gboolean
on_next (gpointer data)
{
  VtSpaceBatch *self = data;
  guint n = vt_table_n_rows (self->table);
  g_autoptr (GHashTable) cells = NULL;

  self->idle = 0;
  if (self->cancelled || self->row >= n)
    {
      g_autoptr (GError) stopped = self->cancelled ? g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "It was stopped.") : NULL;

      end (self, stopped);
      return G_SOURCE_REMOVE;
    }
  tell_table (self, FALSE);
  tell_progress (self, 0, N_ ("Going through the rows"));
  cells = row_cells (self);
  g_clear_pointer (&self->run, vt_space_run_unref);
  self->run = vt_space_run_new (&self->settings, self->event, self->given, cells, NULL);
  vt_space_run_start (self->run, &run_listener, self);
  return G_SOURCE_REMOVE;
}

void
vt_space_batch_start (VtSpaceBatch *self, const VtSpaceBatchListener *listener, gpointer data)
{
  self->listener = listener;
  self->data = data;
  for (guint i = 0; i < self->event->outputs->len; i++)
    if (((const VtSpaceWire *) self->event->outputs->pdata[i])->column != NULL)
      column_for (self, ((const VtSpaceWire *) self->event->outputs->pdata[i])->column);
  self->told = g_get_monotonic_time ();
  self->idle = g_idle_add_full (G_PRIORITY_DEFAULT, on_next, self, NULL);
}

void
vt_space_batch_cancel (VtSpaceBatch *self)
{
  self->cancelled = TRUE;
  if (self->run != NULL)
    vt_space_run_cancel (self->run);
}

VtSpaceRun *
vt_space_batch_get_run (VtSpaceBatch *self)
{
  return self->run;
}

GPtrArray *
vt_space_batch_get_row_errors (VtSpaceBatch *self)
{
  return self->errors;
}
