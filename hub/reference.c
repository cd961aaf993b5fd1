/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/reference.h"

#include <string.h>

#include "engine/base/error.h"

#define PATH_MAX_BYTES 1024
#define NAME_MAX_BYTES 96

/* The Hub's own rule for a part of a repository's name: letters, digits, `-`, `_`, `.`;
 * no `--` (it separates the parts in the cache) and no `..`. */
static gboolean
is_name_part (const char *part)
{
  gsize n = strlen (part);

  if (n == 0 || n > NAME_MAX_BYTES || part[0] == '.' || part[0] == '-')
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isalnum (part[i]) && strchr ("-_.", part[i]) == NULL)
      return FALSE;
  return strstr (part, "--") == NULL && strstr (part, "..") == NULL;
}

static const char *const words[] = { "models", "datasets", "spaces" };

const char *
vt_hub_kind_word (VtHubKind kind)
{
  return words[kind];
}

VtHubKind
vt_hub_repo_kind (const char *repo, const char **name)
{
  const char *slash = strchr (repo, '/');
  VtHubKind kind = VT_HUB_MODELS;

  for (guint i = VT_HUB_DATASETS; slash != NULL && i < VT_HUB_N_KINDS; i++)
    if ((gsize) (slash - repo) == strlen (words[i]) && strncmp (repo, words[i], slash - repo) == 0)
      kind = i;
  if (name != NULL)
    *name = kind == VT_HUB_MODELS ? repo : slash + 1;
  return kind;
}

char *
vt_hub_repo_make (VtHubKind kind, const char *name)
{
  return kind == VT_HUB_MODELS ? g_strdup (name) : g_strconcat (words[kind], "/", name, NULL);
}

static gboolean
is_repo (const char *text)
{
  const char *repo;
  g_auto (GStrv) parts = NULL;
  guint n;

  vt_hub_repo_kind (text, &repo);
  parts = g_strsplit (repo, "/", 3);
  n = g_strv_length (parts);
  if (n < 1 || n > 2)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!is_name_part (parts[i]))
      return FALSE;
  return TRUE;
}

gboolean
vt_hub_is_safe_path (const char *path)
{
  g_auto (GStrv) parts = NULL;

  if (*path == '\0' || strlen (path) > PATH_MAX_BYTES || !g_utf8_validate (path, -1, NULL))
    return FALSE;
  for (const char *p = path; *p != '\0'; p++)
    if (*p == '\\' || g_ascii_iscntrl (*p))
      return FALSE;
  parts = g_strsplit (path, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] == '\0' || strcmp (parts[i], ".") == 0 || strcmp (parts[i], "..") == 0)
      return FALSE;
  return TRUE;
}

gboolean
vt_hub_is_commit (const char *text)
{
  return strlen (text) == 40 && strspn (text, "0123456789abcdef") == 40;
}

VtHubReference *
vt_hub_reference_parse (const char *text, GError **error)
{
  g_autoptr (VtHubReference) reference = g_new0 (VtHubReference, 1);
  g_autofree char *head = g_strdup (text);
  char *colon = strchr (head, ':');
  g_autofree char *shown = NULL;
  char *at;

  if (colon != NULL)
    {
      reference->file = g_strdup (colon + 1);
      *colon = '\0';
    }
  at = strchr (head, '@');
  reference->revision = g_strdup (at != NULL ? at + 1 : "main");
  if (at != NULL)
    *at = '\0';
  reference->repo = g_steal_pointer (&head);
  if (is_repo (reference->repo) && vt_hub_is_safe_path (reference->revision)
      && (reference->file == NULL || vt_hub_is_safe_path (reference->file)))
    return g_steal_pointer (&reference);
  shown = g_utf8_make_valid (text, -1);
  g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
               "“%s” is neither a file, a folder nor a model on the Hub; write owner/name, "
               "owner/name@revision or owner/name:file.", shown);
  return NULL;
}

void
vt_hub_reference_free (VtHubReference *reference)
{
  g_free (reference->repo);
  g_free (reference->revision);
  g_free (reference->file);
  g_free (reference);
}

char *
vt_hub_reference_to_string (const VtHubReference *reference)
{
  gboolean named = strcmp (reference->revision, "main") != 0;

  return g_strconcat (reference->repo, named ? "@" : "", named ? reference->revision : "",
                      reference->file != NULL ? ":" : "",
                      reference->file != NULL ? reference->file : "", NULL);
}
