/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/remote/remote-writing.h"

#include <string.h>

#include "engine/base/error.h"

typedef struct
{
  VtRemoteRun *remote;
  VtRemoteReadPiece read;
  GPtrArray *earlier;  /* (nullable) (element-type VtValue): the texts of a batch that are done */
  GString *text;
  guint n_pieces;
  gint64 began;
  gboolean ended;
} Writing;

static void
tell (Writing *self)
{
  VtTaskRun *run = self->remote->run;
  g_autoptr (VtValue) value = vt_value_new_text (self->text->str);
  g_autoptr (VtValue) list = NULL;

  if (self->earlier != NULL)
    {
      g_ptr_array_add (self->earlier, value);
      list = vt_value_new_list ((VtValue **) self->earlier->pdata, self->earlier->len);
      g_ptr_array_steal_index (self->earlier, self->earlier->len - 1);
    }
  run->partial (run, "text", list != NULL ? list : value);
}

/* What the server counted, where it says so. */
static void
note_usage (Writing *self, const VtJsonNode *root)
{
  const VtJsonNode *usage = vt_json_get (root, "usage");
  VtTaskRun *run = self->remote->run;

  if (vt_json_type (usage) != VT_JSON_OBJECT)
    return;
  run->stat (run, "prompt_tokens", vt_json_get_double (usage, "prompt_tokens", 0));
  run->stat (run, "generated_tokens", vt_json_get_double (usage, "completion_tokens", 0));
}

static gboolean
take (Writing *self, const VtJsonNode *root)
{
  VtRemotePiece piece = self->read (root);

  note_usage (self, root);
  if (piece.text != NULL && *piece.text != '\0')
    {
      if (self->n_pieces++ == 0)
        self->remote->run->stat (self->remote->run, "first_text_ms", (double) (g_get_monotonic_time () - self->began) / 1000);
      g_string_append (self->text, piece.text);
      tell (self);
    }
  self->ended = self->ended || piece.ended;
  return piece.text != NULL || piece.ended;
}

static gboolean
is_complaint (const VtJsonNode *root)
{
  const VtJsonNode *said = vt_json_get (root, "error");

  return said != NULL && vt_json_type (said) != VT_JSON_NULL;
}

static gboolean
on_event (const char *event, gsize size, gpointer data, GError **error)
{
  Writing *self = data;
  g_autoptr (VtJson) json = NULL;

  if (strcmp (event, "[DONE]") == 0)
    {
      self->ended = TRUE;
      return FALSE;
    }
  json = vt_json_parse (event, size, NULL);
  if (json == NULL)
    return vt_remote_run_strange (self->remote, error);
  if (is_complaint (vt_json_root (json)))
    {
      g_autofree char *said = vt_remote_read_complaint (event, size);

      g_set_error (error, VT_ERROR, VT_ERROR_NETWORK, "%s stopped in the middle. It says: “%s”", self->remote->address->host,
                   said != NULL ? said : "?");
      return FALSE;
    }
  take (self, vt_json_root (json));
  return TRUE;
}

/* A server that does not stream gives all at once. */
static gboolean
take_whole (Writing *self, GBytes *answer, GError **error)
{
  g_autoptr (VtJson) json = vt_remote_run_parse (self->remote, answer, error);

  if (json == NULL)
    return FALSE;
  if (!take (self, vt_json_root (json)))
    return vt_remote_run_strange (self->remote, error);
  self->ended = TRUE;
  return TRUE;
}

char *
vt_remote_write (VtRemoteRun *remote, const char *below, GString *json, const char *before, VtRemoteReadPiece read,
                 GPtrArray *earlier, guint *status, GError **error)
{
  Writing self = { remote, read, earlier, g_string_new (before), 0, g_get_monotonic_time (), FALSE };
  g_autofree char *type = NULL;
  g_autoptr (GBytes) answer = vt_remote_run_post_json (remote, below, json, on_event, &self, &type, status, error);
  gboolean done = answer != NULL;

  if (done && g_strcmp0 (type, "text/event-stream") != 0)
    done = take_whole (&self, answer, error);
  if (done && !self.ended)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_NETWORK, "The answer of %s broke off in the middle. Try again.",
                   remote->address->host);
      done = FALSE;
    }
  return g_string_free (self.text, !done);
}

gboolean
vt_remote_check_writing (VtRemoteRun *self, GError **error)
{
  static const char *const only_here[] = { "num_beams", "prefix_ids", NULL };

  for (const char *const *name = only_here; *name != NULL; name++)
    if (vt_remote_run_differs (self, *name))
      {
        g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED, "A model on another computer cannot follow the parameter “%s”.",
                     *name);
        return FALSE;
      }
  return TRUE;
}

const char *
vt_remote_text_before (VtRemoteRun *self, const char *prompt)
{
  return vt_task_run_boolean (self->run, "return_full_text") ? prompt : NULL;
}

static gboolean
write_batch (VtRemoteRun *self, VtValue *const *items, guint n, VtRemoteWriteOne one, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_value_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = one (self, vt_value_text (items[i]), texts, error);

      if (text == NULL)
        return FALSE;
      g_ptr_array_add (texts, vt_value_new_text (text));
    }
  g_hash_table_replace (self->run->outputs, g_strdup ("text"), vt_value_new_list ((VtValue **) texts->pdata, texts->len));
  return TRUE;
}

gboolean
vt_remote_write_all (VtRemoteRun *self, VtRemoteWriteOne one, GError **error)
{
  VtValue *input = vt_task_run_input (self->run, "text");
  g_autofree char *text = NULL;
  guint n;

  if (vt_value_type (input) == VT_VALUE_LIST)
    {
      VtValue *const *items = vt_value_list (input, &n);

      return write_batch (self, items, n, one, error);
    }
  text = one (self, vt_value_text (input), NULL, error);
  if (text == NULL)
    return FALSE;
  g_hash_table_replace (self->run->outputs, g_strdup ("text"), vt_value_new_text (text));
  return TRUE;
}
