/* environment.h: what the Hub's environment variables say.
 *
 * The same variables, with the same meaning and the same defaults, that
 * huggingface_hub reads, so that both programs share one cache and one token.
 *
 * Every function reads the environment anew and may be called from any thread
 * as long as nobody changes the environment meanwhile.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vt_hub_environment_cache_dir:
 *
 * `HF_HUB_CACHE`, else `$HF_HOME/hub`, else `$XDG_CACHE_HOME/huggingface/hub`
 * (`~/.cache/huggingface/hub`). The folder need not exist. A leading `~` is
 * expanded.
 *
 * Returns: (transfer full): an absolute path
 */
char *vt_hub_environment_cache_dir (void);

/**
 * vt_hub_environment_stores:
 *
 * `VITRINE_SHARED_MODELS`: folders with colons between them that hold models in the Hub's
 * layout and are only read, see vt_hub_cache_set_stores().
 *
 * Returns: (transfer full): absolute paths; empty for none
 */
GStrv vt_hub_environment_stores (void);

/**
 * vt_hub_environment_endpoint:
 *
 * Returns: (transfer full): `HF_ENDPOINT` without its trailing slashes, or the
 *   public Hub's address
 */
char *vt_hub_environment_endpoint (void);

/**
 * vt_hub_environment_viewer:
 *
 * Returns: (transfer full): where the rows of data sets are asked for; see dataset.h
 */
char *vt_hub_environment_viewer (void);

/**
 * vt_hub_environment_token:
 *
 * `HF_TOKEN`, else the first line of the file `HF_TOKEN_PATH`, else of
 * `$HF_HOME/token`. Characters that cannot stand in a header make it no token.
 *
 * Returns: (transfer full) (nullable): the token, or %NULL for none
 */
char *vt_hub_environment_token (void);

/**
 * vt_hub_environment_is_offline:
 *
 * Returns: %TRUE if `HF_HUB_OFFLINE` (or `TRANSFORMERS_OFFLINE`) is 1, ON, YES or TRUE
 */
gboolean vt_hub_environment_is_offline (void);

G_END_DECLS
