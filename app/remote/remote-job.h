/* remote-job.h: has a job run on another computer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/remote/remote-address.h"
#include "engine/api/job.h"
#include "hub/client.h"

G_BEGIN_DECLS

/**
 * vt_remote_job_set_up:
 * @reference: an address, see remote-address.h; whoever calls this knows that the
 *   person allows it
 *
 * Before the job runs. Nothing is asked yet.
 *
 * Returns: %FALSE with VT_ERROR_INVALID or VT_ERROR_UNSUPPORTED (a task that is
 *   not done elsewhere)
 */
gboolean vt_remote_job_set_up (VtJob *job, const VtTaskClass *task, const char *reference, VtHubClient *client,
                               GError **error);

/**
 * vt_remote_job_probe:
 *
 * Asks the server at @address whether it is there, without giving it anything to
 * compute; an inference endpoint cannot be asked and counts as there. Blocks.
 */
gboolean vt_remote_job_probe (const VtRemoteAddress *address, VtHubClient *client, GCancellable *cancellable,
                              GError **error);

/* The names of the models that the server at @address has, with the key that is kept
 * for it where @key is %NULL; blocks; transfer full. Errors as vt_remote_ask(). */
GStrv vt_remote_job_list_models (const VtRemoteAddress *address, const char *key, VtHubClient *client,
                                 GCancellable *cancellable, GError **error);

/* What an inspector or a command line says of such a run's place: a sentence; transfer full. */
char *vt_remote_job_reason (const VtRemoteAddress *address);

G_END_DECLS
