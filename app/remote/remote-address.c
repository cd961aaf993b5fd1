/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/remote/remote-address.h"

#include <string.h>

#include "engine/base/error.h"
#include "hub/remote.h"

/* What people copy from the examples of a server's documents. */
static const char *const endings[] = { "/chat/completions", "/completions", "/models", NULL };

gboolean
vt_remote_address_is (const char *reference)
{
  return g_str_has_prefix (reference, "http://") || g_str_has_prefix (reference, "https://");
}

static char *
clean_path (const char *path, gboolean is_openai)
{
  g_autofree char *copy = g_strdup (path);

  for (guint i = 0; is_openai && endings[i] != NULL; i++)
    if (g_str_has_suffix (copy, endings[i]))
      copy[strlen (copy) - strlen (endings[i])] = '\0';
  while (g_str_has_suffix (copy, "/"))
    copy[strlen (copy) - 1] = '\0';
  return *copy == '\0' && is_openai ? g_strdup ("/v1") : g_steal_pointer (&copy);
}

static gboolean
is_good (GUri *uri)
{
  const char *model = g_uri_get_fragment (uri);

  if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL
      || g_uri_get_query (uri) != NULL)
    return FALSE;
  for (const char *p = model; p != NULL && *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  return TRUE;
}

VtRemoteAddress *
vt_remote_address_parse (const char *text, GError **error)
{
  g_autoptr (GUri) uri = vt_remote_address_is (text) ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autofree char *path = NULL;
  VtRemoteAddress *self;

  if (uri == NULL || !is_good (uri))
    {
      g_set_error (error, VT_ERROR, VT_ERROR_INVALID,
                   "“%s” is no address of a model. It reads like https://HOST/v1#MODEL, without a key or a question mark.",
                   text);
      return NULL;
    }
  path = clean_path (g_uri_get_path (uri), g_uri_get_fragment (uri) != NULL);
  self = g_new0 (VtRemoteAddress, 1);
  self->origin = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri), g_uri_get_port (uri),
                             "", NULL, NULL);
  self->base = g_strconcat (self->origin, path, NULL);
  self->model = g_strdup (g_uri_get_fragment (uri));
  self->text = self->model != NULL ? g_strconcat (self->base, "#", self->model, NULL) : g_strdup (self->base);
  self->host = g_strdup (g_uri_get_host (uri));
  self->is_here = vt_remote_is_here (self->base);
  self->is_open = strcmp (g_uri_get_scheme (uri), "http") == 0 && !self->is_here;
  return self;
}

void
vt_remote_address_free (VtRemoteAddress *self)
{
  g_free (self->text);
  g_free (self->base);
  g_free (self->model);
  g_free (self->host);
  g_free (self->origin);
  g_free (self);
}

char *
vt_remote_address_title (const char *reference)
{
  g_autoptr (VtRemoteAddress) address = vt_remote_address_parse (reference, NULL);
  const char *slash;

  if (address == NULL)
    return g_strdup (reference);
  if (address->model == NULL || *address->model == '\0')
    return g_strdup (address->host);
  slash = strrchr (address->model, '/');
  return g_strconcat (slash != NULL && slash[1] != '\0' ? slash + 1 : address->model, " · ", address->host, NULL);
}
