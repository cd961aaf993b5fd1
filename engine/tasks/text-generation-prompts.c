/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "engine/base/error.h"
#include "engine/formats/json.h"
#include "engine/tasks/text-generation.h"
#include "engine/text/chat-template.h"

static char *
token_text (VtTokenizer *tokenizer, gint32 id)
{
  return id == VT_NO_TOKEN ? g_strdup ("") : vt_tokenizer_token_text (tokenizer, id);
}

/* The chat as the model was taught to read it. */
static char *
render_chat (VtTaskRun *run, VtValue *messages, GError **error)
{
  VtLmModel *model = run->model;
  VtTokenizer *tokenizer = model->lm->tokenizer;
  const char *source = vt_tokenizer_get_chat_template (tokenizer);
  g_autoptr(VtChatTemplate) template = NULL;
  g_autofree char *bos = token_text (tokenizer, vt_tokenizer_get_bos (tokenizer));
  g_autofree char *eos = token_text (tokenizer, vt_tokenizer_get_eos (tokenizer));
  const VtMessage *list;
  g_autofree VtChatMessage *chat = NULL;
  guint n;

  if (source == NULL)
    {
      g_set_error (error, VT_ERROR, VT_ERROR_UNSUPPORTED,
                   "“%s” was not taught to chat: it only writes on after a text. Choose an instruct or chat model.",
                   model->lm->name);
      return NULL;
    }
  template = vt_chat_template_new (source, error);
  if (template == NULL)
    return NULL;
  list = vt_value_chat (messages, &n);
  chat = g_new (VtChatMessage, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    chat[i] = (VtChatMessage) { list[i].role, list[i].content };
  return vt_chat_template_apply (template, chat, n, TRUE, bos ? bos : "", eos ? eos : "", error);
}

static void
append_prefix (VtTaskRun *run, VtSequence *s)
{
  VtLmModel *model = run->model;
  g_autoptr(GArray) ids = vt_task_run_ids (run, "prefix_ids", model->lm->config.n_vocab);

  for (guint i = 0; i < ids->len && !s->done; i++)
    {
      vt_sequence_push (s, model->lm->tokenizer, g_array_index (ids, gint32, i));
      s->n_given++;
    }
}

static VtStopStrings *
read_stops (VtTaskRun *run)
{
  const char *text = vt_task_run_text (run, "stop");
  g_autoptr(VtJson) json = text != NULL ? vt_json_parse (text, strlen (text), NULL) : NULL;
  VtJsonIter iter = VT_JSON_ITER (json != NULL ? vt_json_root (json) : NULL);
  g_autoptr(GPtrArray) stops = g_ptr_array_new ();

  while (vt_json_iter_next (&iter))
    if (vt_json_type (iter.value) == VT_JSON_STRING)
      g_ptr_array_add (stops, (char *) vt_json_string (iter.value, NULL));
  if (json != NULL && vt_json_type (vt_json_root (json)) == VT_JSON_STRING)
    g_ptr_array_add (stops, (char *) vt_json_string (vt_json_root (json), NULL));
  if (stops->len == 0)
    return NULL;
  g_ptr_array_add (stops, NULL);
  return vt_stop_strings_new ((const char *const *) stops->pdata);
}

VtSequence *
vt_text_generation_sequence (VtTaskRun *run, GArray *ids)
{
  VtSequence *s = vt_sequence_new (((VtLmModel *) run->model)->lm->tokenizer, ids);

  s->budget = (guint) vt_task_run_number (run, "max_new_tokens");
  s->stops = read_stops (run);
  append_prefix (run, s);
  return s;
}

static VtSequence *
new_sequence (VtTaskRun *run, const char *prompt, VtEncodeFlags flags, GError **error)
{
  VtLmModel *model = run->model;
  GArray *ids = vt_tokenizer_encode (model->lm->tokenizer, prompt, -1, flags);
  gint32 bos = vt_tokenizer_get_bos (model->lm->tokenizer);

  /* Models without a beginning-of-text token of their own accept the one there is. */
  if (ids->len == 0 && bos != VT_NO_TOKEN)
    g_array_append_val (ids, bos);
  if (ids->len == 0)
    {
      g_array_unref (ids);
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID, "There is nothing to go on from: give the model a beginning.");
      return NULL;
    }
  return vt_text_generation_sequence (run, ids);
}

static gboolean
add_sequence (VtTaskRun *run, GPtrArray *sequences, VtValue *value, GError **error)
{
  g_autofree char *chat = NULL;
  VtSequence *s;

  if (vt_value_type (value) == VT_VALUE_CHAT)
    {
      chat = render_chat (run, value, error);
      s = chat != NULL ? new_sequence (run, chat, VT_ENCODE_PARSE_SPECIAL, error) : NULL;
    }
  else
    s = new_sequence (run, vt_value_text (value), VT_ENCODE_ADD_SPECIAL, error);
  if (s != NULL)
    g_ptr_array_add (sequences, s);
  return s != NULL;
}

static VtValue *
given (VtTaskRun *run)
{
  VtValue *messages = vt_task_run_input (run, "messages");

  return messages != NULL ? messages : vt_task_run_input (run, "text");
}

GPtrArray *
vt_text_generation_prompts (VtTaskRun *run, GError **error)
{
  g_autoptr(GPtrArray) sequences = g_ptr_array_new_with_free_func ((GDestroyNotify) vt_sequence_free);
  VtValue *value = given (run);
  VtValue *const *items = &value;
  guint n = 1;

  if (vt_value_type (value) == VT_VALUE_LIST)
    items = vt_value_list (value, &n);
  for (guint i = 0; i < n; i++)
    if (!add_sequence (run, sequences, items[i], error))
      return NULL;
  return g_steal_pointer (&sequences);
}

char *
vt_text_generation_text (VtTaskRun *run, VtSequence *sequence, guint index)
{
  VtValue *text = vt_task_run_input (run, "text");
  VtValue *const *items;
  guint n;

  if (text == NULL || !vt_task_run_boolean (run, "return_full_text"))
    return g_strdup (sequence->text->str);
  if (vt_value_type (text) == VT_VALUE_LIST)
    {
      items = vt_value_list (text, &n);
      text = items[index];
    }
  return g_strconcat (vt_value_text (text), sequence->text->str, NULL);
}
