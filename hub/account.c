/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hub/account.h"

#include <string.h>

#include "engine/base/error.h"
#include "hub/client-private.h"
#include "hub/environment.h"
#include "hub/keys.h"

static char *
ask_name (VtHubClient *client, gboolean *may_write, GCancellable *cancellable, GError **error)
{
  g_autoptr (VtJson) answer = vt_hub_client_get_json (client, "/api/whoami-v2", cancellable, error);
  const VtJsonNode *root = answer != NULL ? vt_json_root (answer) : NULL;
  const VtJsonNode *token = vt_json_get (vt_json_get (root, "auth"), "accessToken");
  const char *name = vt_json_get_string (root, "name", NULL);

  if (may_write != NULL)
    *may_write = strcmp (vt_json_get_string (token, "role", ""), "read") != 0;
  if (answer != NULL && name == NULL)
    g_set_error_literal (error, VT_ERROR, VT_ERROR_NETWORK, "The Hub does not say whose token this is.");
  return g_strdup (name);
}

char *
vt_hub_account_whoami (VtHubClient *client, gboolean *may_write, GCancellable *cancellable, GError **error)
{
  g_autofree char *token = vt_hub_client_dup_token (client, cancellable);

  if (token != NULL)
    return ask_name (client, may_write, cancellable, error);
  g_set_error_literal (error, VT_ERROR, VT_ERROR_DENIED, "Nobody has signed in to the Hub here.");
  return NULL;
}

char *
vt_hub_account_sign_in (VtHubClient *client, const char *token, GCancellable *cancellable, GError **error)
{
  g_autoptr (VtHubClient) asking = vt_hub_client_new (client->cache, client->contacts);
  g_autofree char *key = vt_keys_hub_name (vt_hub_client_get_endpoint (client));
  g_autofree char *name = NULL;

  if (!vt_keys_is_good (token))
    {
      g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID,
                           "This is no token. One begins with hf_ and is made on the Hub, in the settings of your account.");
      return NULL;
    }
  vt_hub_client_set_offline (asking, client->offline);
  vt_hub_client_set_token (asking, token);
  name = ask_name (asking, NULL, cancellable, error);
  if (name == NULL || !vt_keys_store (key, "Hugging Face Hub", token, error))
    return NULL;
  vt_hub_client_set_token (client, token);
  return g_steal_pointer (&name);
}

gboolean
vt_hub_account_sign_out (VtHubClient *client, GError **error)
{
  g_autofree char *key = vt_keys_hub_name (vt_hub_client_get_endpoint (client));
  g_autofree char *other = vt_hub_environment_token ();

  if (!vt_keys_remove (key, error))
    return FALSE;
  vt_hub_client_set_token (client, other);
  if (other == NULL)
    return TRUE;
  g_set_error_literal (error, VT_ERROR, VT_ERROR_INVALID,
                       "The token in use stands in HF_TOKEN or in the file of huggingface_hub; take it away there.");
  return FALSE;
}
