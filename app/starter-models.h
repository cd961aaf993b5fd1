/* starter-models.h: the models that Vitrine knows how to get, and needs for its spaces.
 *
 * A starter model has one identity, its Hub repository, files and digests, and
 * two ways in: from the Hub, or, where that is out of reach, from Python
 * packages that carry the same bytes. Both end in the Hub's cache.
 *
 * To add one: add an entry to the table in starter-models.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * VtStarterFile:
 * @name: its path in the repository
 * @bytes: its size
 * @sha256: what it must hash to
 * @git_blob: (nullable): its git blob hash, where the Hub names it by that (small
 *   files); %NULL where the Hub names it by @sha256
 * @parts: (array zero-terminated=1): where its bytes lie, to be put one behind
 *   the other: `PACKAGE!PATH`, PATH being inside the package's wheel or npm's archive; a second
 *   `!PATH` names a file inside a zip there
 */
typedef struct
{
  const char *name;
  guint64 bytes;
  const char *sha256;
  const char *git_blob;
  const char *const *parts;
} VtStarterFile;

/**
 * VtStarterLicence:
 * @name: as people call it
 * @url: (nullable): where it can be read
 * @notice: (nullable): a paragraph to show and have accepted before the first
 *   download; %NULL where none is needed. Translatable.
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *url;
  const char *notice;
} VtStarterLicence;

/**
 * VtStarterModel:
 * @reference: `owner/name`, or `owner/name:file` where the repository holds many models
 * @title: for a person; not translated
 * @task: the Hub's pipeline tag
 * @commit: the snapshot that an import from packages makes: 40 hexadecimal
 *   digits made from the digests, since packages do not say the Hub's commit
 * @instruct: whether it was trained to answer and chat, not only to go on writing
 * @optional: whether no space needs it, so that it comes only when it is asked for
 * @packages_only: whether the Hub does not have it, so that only packages are asked
 * @packages: (array zero-terminated=1): `NAME==VERSION` of the Python packages, or
 *   `npm:NAME==VERSION` of npm's
 * @files: (array length=n_files): all its files
 */
typedef struct
{
  const char *reference;
  const char *title;
  const char *task;
  const char *commit;
  gboolean instruct;
  gboolean packages_only;
  gboolean optional;
  const VtStarterLicence *licence;
  const char *const *packages;
  const VtStarterFile *files;
  guint n_files;
} VtStarterModel;

/**
 * vt_starter_models:
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): all of them; constant
 */
const VtStarterModel *vt_starter_models (guint *n);

/**
 * vt_starter_model_find:
 * @reference: as a person or a space names a model, any revision
 *
 * Returns: (transfer none) (nullable): the starter model it means
 */
const VtStarterModel *vt_starter_model_find (const char *reference);

/* Returns: the bytes of all its files */
guint64 vt_starter_model_bytes (const VtStarterModel *model);

G_END_DECLS
