/* preflight.h: a look at everything that a space needs, before people watch.
 *
 *     vt_preflight_async (runner, VT_PREFLIGHT_WARM_UP, NULL, on_check, on_done, self);
 *
 * Whether the device works, each model is here, whole, able to do what it is
 * asked for and small enough, files that components show are there, a microphone or
 * camera works where one is used; and then a first small run of each model, after which it is loaded and the first visitor
 * need not wait. All that takes time is done by threads; callbacks come in the
 * caller's main context.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/space-runner.h"

G_BEGIN_DECLS

/**
 * VtPreflightFlags:
 * @VT_PREFLIGHT_VERIFY: read each model and compare its checksum; seconds for
 *   each gigabyte
 * @VT_PREFLIGHT_WARM_UP: load and run the models
 * @VT_PREFLIGHT_CAPTURE: open the microphone and camera for a moment where a component
 *   offers them; only in the main thread
 */
typedef enum
{
  VT_PREFLIGHT_VERIFY = 1 << 0,
  VT_PREFLIGHT_WARM_UP = 1 << 1,
  VT_PREFLIGHT_CAPTURE = 1 << 2,
} VtPreflightFlags;

/**
 * VtPreflightResult:
 * @VT_PREFLIGHT_GOOD: as it should be
 * @VT_PREFLIGHT_DOUBTFUL: it will do, but not as well as it could
 * @VT_PREFLIGHT_BAD: the show would fail
 */
typedef enum
{
  VT_PREFLIGHT_GOOD,
  VT_PREFLIGHT_DOUBTFUL,
  VT_PREFLIGHT_BAD,
} VtPreflightResult;

/**
 * VtPreflightCheck:
 * @sentence: marked for translation, with a `%s` for each of @name and @detail
 *   that is not %NULL
 * @name: (nullable): what it is about
 * @detail: (nullable): a size, a time, a reason
 * @missing_model: (nullable): a reference that could be fetched, or an address that
 *   could be allowed
 */
typedef struct
{
  VtPreflightResult result;
  const char *sentence;
  char *name;
  char *detail;
  char *missing_model;
} VtPreflightCheck;

void vt_preflight_check_free (VtPreflightCheck *check);

/* The sentence filled in; @translate, such as gettext(), may be %NULL. Transfer full. */
char *vt_preflight_check_to_text (const VtPreflightCheck *check, const char *(*translate) (const char *));

/* Called as each is known. */
typedef void (*VtPreflightFunc) (const VtPreflightCheck *check, gpointer data);

/**
 * vt_preflight_async:
 * @runner: says which models and which device; must not be running
 * @each: (nullable)
 */
void vt_preflight_async (VtSpaceRunner *runner, VtPreflightFlags flags, GCancellable *cancellable,
                         VtPreflightFunc each, GAsyncReadyCallback callback, gpointer data);

/* (transfer full) (element-type VtPreflightCheck): all of them; %NULL only where it was cancelled. */
GPtrArray *vt_preflight_finish (GAsyncResult *result, GError **error);

/* The worst of them. */
VtPreflightResult vt_preflight_worst (GPtrArray *checks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtPreflightCheck, vt_preflight_check_free)

G_END_DECLS
