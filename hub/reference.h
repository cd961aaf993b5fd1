/* reference.h: how a person names what is on the Hub: a model `owner/name[@revision][:file]`,
 * a data set `datasets/owner/name…`, a space `spaces/owner/name…`.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a repository holds; the Hub has a list of each kind. */
typedef enum
{
  VT_HUB_MODELS,
  VT_HUB_DATASETS,
  VT_HUB_SPACES,
  VT_HUB_N_KINDS
} VtHubKind;

/* "models", "datasets", "spaces": in the addresses of lists and the folders of the cache. */
const char *vt_hub_kind_word (VtHubKind kind);

/* What @repo, as in #VtHubReference, names; @name: (out) (optional): its `owner/name`. */
VtHubKind vt_hub_repo_kind (const char *repo, const char **name);

/* The same, read from a word and a name; transfer full. */
char *vt_hub_repo_make (VtHubKind kind, const char *name);

/**
 * VtHubReference:
 * @repo: `owner/name`, or only `name` for the Hub's oldest repositories; with
 *   `datasets/` or `spaces/` before it where it is no model
 * @revision: a branch, a tag or a commit; `main` where none was named
 * @file: (nullable): a path inside the repository, with forward slashes
 *
 * All parts are checked: none of them can leave the folder it is put under.
 */
typedef struct
{
  char *repo;
  char *revision;
  char *file;
} VtHubReference;

/**
 * vt_hub_reference_parse:
 * @text: `[datasets/|spaces/]owner/name[@revision][:file]`
 *
 * Returns: (transfer full): the parts, or %NULL with %VT_ERROR_INVALID
 */
VtHubReference *vt_hub_reference_parse (const char *text, GError **error);

void vt_hub_reference_free (VtHubReference *reference);

/**
 * vt_hub_reference_to_string:
 *
 * Returns: (transfer full): the shortest text that parses to @reference
 */
char *vt_hub_reference_to_string (const VtHubReference *reference);

/**
 * vt_hub_is_safe_path:
 * @path: a path inside a repository, from a person or a server
 *
 * Returns: %TRUE if @path is relative, has no empty, `.` or `..` part, no
 *   backslash and no control character, and is valid UTF-8 of at most 1024 bytes
 */
gboolean vt_hub_is_safe_path (const char *path);

/**
 * vt_hub_is_commit:
 *
 * Returns: %TRUE if @text is 40 lower-case hexadecimal digits
 */
gboolean vt_hub_is_commit (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtHubReference, vt_hub_reference_free)

G_END_DECLS
