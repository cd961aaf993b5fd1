/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/environment.h"

#include <string.h>

#define DEFAULT_ENDPOINT "https://huggingface.co"
#define TOKEN_MAX 1024

/* An empty variable counts as unset, as it does for huggingface_hub. */
static const char *
get_variable (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static char *
expand_path (const char *path)
{
  g_autofree char *expanded = NULL;

  if (path[0] == '~' && (path[1] == '/' || path[1] == '\0'))
    expanded = g_build_filename (g_get_home_dir (), path + 1, NULL);
  return g_canonicalize_filename (expanded ? expanded : path, NULL);
}

static char *
get_home (void)
{
  const char *home = get_variable ("HF_HOME");
  const char *cache = get_variable ("XDG_CACHE_HOME");
  g_autofree char *fallback = NULL;

  if (home != NULL)
    return expand_path (home);
  fallback = cache != NULL ? g_build_filename (cache, "huggingface", NULL)
                           : g_build_filename (g_get_home_dir (), ".cache", "huggingface", NULL);
  return expand_path (fallback);
}

char *
vt_hub_environment_cache_dir (void)
{
  const char *cache = get_variable ("HF_HUB_CACHE");
  g_autofree char *home = NULL;

  if (cache == NULL)
    cache = get_variable ("HUGGINGFACE_HUB_CACHE");
  if (cache != NULL)
    return expand_path (cache);
  home = get_home ();
  return g_build_filename (home, "hub", NULL);
}

GStrv
vt_hub_environment_stores (void)
{
  const char *value = get_variable ("VITRINE_SHARED_MODELS");
  g_auto (GStrv) parts = g_strsplit (value != NULL ? value : "", ":", -1);
  g_autoptr (GStrvBuilder) stores = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *path = *parts[i] != '\0' ? expand_path (parts[i]) : NULL;

      if (path != NULL)
        g_strv_builder_add (stores, path);
    }
  return g_strv_builder_end (stores);
}

static char *
without_slashes (const char *address)
{
  char *copy = g_strdup (address);

  for (gsize n = strlen (copy); n > 0 && copy[n - 1] == '/'; n--)
    copy[n - 1] = '\0';
  return copy;
}

char *
vt_hub_environment_endpoint (void)
{
  const char *value = get_variable ("HF_ENDPOINT");

  return without_slashes (value != NULL ? value : DEFAULT_ENDPOINT);
}

char *
vt_hub_environment_viewer (void)
{
  const char *value = get_variable ("VITRINE_DATASET_VIEWER");
  g_autofree char *endpoint = vt_hub_environment_endpoint ();

  if (value != NULL)
    return without_slashes (value);
  if (g_str_has_prefix (endpoint, "https://"))
    return g_strconcat ("https://datasets-server.", endpoint + strlen ("https://"), NULL);
  return g_steal_pointer (&endpoint);
}

/* A token goes into a header: anything but visible ASCII could smuggle a second one. */
static gboolean
is_token (const char *text)
{
  gsize n = strlen (text);

  if (n == 0 || n > TOKEN_MAX)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  return TRUE;
}

char *
vt_hub_environment_token (void)
{
  const char *value = get_variable ("HF_TOKEN");
  const char *path = get_variable ("HF_TOKEN_PATH");
  g_autofree char *token = NULL;
  g_autofree char *file = NULL;

  if (value != NULL)
    token = g_strdup (value);
  else
    {
      g_autofree char *home = get_home ();

      file = path != NULL ? expand_path (path) : g_build_filename (home, "token", NULL);
      if (!g_file_get_contents (file, &token, NULL, NULL))
        return NULL;
      token[strcspn (token, "\r\n")] = '\0';
    }
  g_strstrip (token);
  return is_token (token) ? g_steal_pointer (&token) : NULL;
}

gboolean
vt_hub_environment_is_offline (void)
{
  const char *value = get_variable ("HF_HUB_OFFLINE");

  if (value == NULL)
    value = get_variable ("TRANSFORMERS_OFFLINE");
  return value != NULL
         && (strcmp (value, "1") == 0 || g_ascii_strcasecmp (value, "on") == 0
             || g_ascii_strcasecmp (value, "yes") == 0 || g_ascii_strcasecmp (value, "true") == 0);
}
