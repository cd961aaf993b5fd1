/* tokenizer-folder.c: tokenizers from a model folder as transformers writes it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "engine/text/tokenizer-merges.h"
#include "engine/text/tokenizer-private.h"

/* A file of the folder; %NULL where it is not there or cannot be read, because
 * a tokenizer works without these. */
static VtJson *
load_beside (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? vt_json_load (path, NULL) : NULL;
}

/* `"eos_token": "</s>"` or `"eos_token": {"content": "</s>"}` */
static void
read_role (VtTokenizer *self, const VtJsonNode *root, const char *key, VtRole role)
{
  const VtJsonNode *node = vt_json_get (root, key);
  const char *text = vt_json_get_string (node, "content", vt_json_string (node, NULL));
  gint32 id = text != NULL ? vt_tokenizer_find (self, text) : VT_NO_TOKEN;

  if (id != VT_NO_TOKEN)
    self->roles[role] = id;
}

static void
read_roles (VtTokenizer *self, const VtJsonNode *root)
{
  read_role (self, root, "bos_token", VT_ROLE_BOS);
  read_role (self, root, "eos_token", VT_ROLE_EOS);
  read_role (self, root, "unk_token", VT_ROLE_UNK);
  read_role (self, root, "pad_token", VT_ROLE_PAD);
  read_role (self, root, "mask_token", VT_ROLE_MASK);
  read_role (self, root, "sep_token", VT_ROLE_SEP);
  read_role (self, root, "cls_token", VT_ROLE_CLS);
}

/* One template, or a list of named ones of which "default" is meant. */
static void
read_template (VtTokenizer *self, const VtJsonNode *root)
{
  const VtJsonNode *node = vt_json_get (root, "chat_template");
  const char *text = vt_json_string (node, NULL);
  VtJsonIter iter = VT_JSON_ITER (node);

  while (text == NULL && vt_json_iter_next (&iter))
    if (g_strcmp0 (vt_json_get_string (iter.value, "name", NULL), "default") == 0)
      text = vt_json_get_string (iter.value, "template", NULL);
  if (text == NULL)
    return;
  g_free (self->chat_template);
  self->chat_template = g_strdup (text);
}

static void
read_template_file (VtTokenizer *self, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "chat_template.jinja", NULL);
  char *text;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  g_free (self->chat_template);
  self->chat_template = text;
}

/* What generation stops at: `"eos_token_id": 2` or a list. */
static void
read_eog (VtTokenizer *self, const VtJsonNode *root)
{
  const VtJsonNode *node = vt_json_get (root, "eos_token_id");
  VtJsonIter iter = VT_JSON_ITER (node);
  gint64 id;

  if (vt_json_read_int (node, &id))
    vt_tokenizer_mark_eog (self, id);
  while (vt_json_iter_next (&iter))
    if (vt_json_read_int (iter.value, &id))
      vt_tokenizer_mark_eog (self, id);
}

/* tokenizer.json, or the two files that older repositories have instead. */
static VtTokenizer *
load_tokenizer (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "tokenizer.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) local = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return vt_tokenizer_new_from_json_file (path, error);
  text = vt_tokenizer_merges_to_json (folder, &local);
  if (text != NULL)
    return vt_tokenizer_new_from_json (text, strlen (text), error);
  if (local == NULL)
    return vt_tokenizer_new_from_json_file (path, error); /* says that it is not there */
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

VtTokenizer *
vt_tokenizer_new_from_folder (const char *folder, GError **error)
{
  g_autoptr (VtJson) config = load_beside (folder, "tokenizer_config.json");
  g_autoptr (VtJson) specials = load_beside (folder, "special_tokens_map.json");
  g_autoptr (VtJson) generation = load_beside (folder, "generation_config.json");
  g_autoptr (VtJson) older = load_beside (folder, "chat_template.json");
  VtTokenizer *self = load_tokenizer (folder, error);

  if (self == NULL)
    return NULL;
  if (specials != NULL)
    read_roles (self, vt_json_root (specials));
  if (config != NULL)
    read_roles (self, vt_json_root (config));
  vt_tokenizer_mark_eog (self, self->roles[VT_ROLE_EOS]);
  vt_tokenizer_find_adds (self);
  if (generation != NULL)
    read_eog (self, vt_json_root (generation));
  if (older != NULL)
    read_template (self, vt_json_root (older));
  if (config != NULL)
    read_template (self, vt_json_root (config));
  read_template_file (self, folder);
  return self;
}
