/* server.h: a Hub for the room: serves this computer's cache with the Hub's own
 * addresses, so that `HF_ENDPOINT` pointed at it brings models without internet.
 *
 * It speaks what huggingface_hub and our own client ask for: the list of models,
 * one repository, its files as list and tree, and the files themselves with
 * `HEAD`, ranges and the Hub's headers. It only reads, asks nobody for a token,
 * and gives out what lies in snapshots and nothing else.
 *
 * It works in the main context that vt_hub_server_listen() is called in and
 * belongs to that thread. Files are mapped, not read, so any number of
 * computers can fetch a big one while memory stays flat.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "hub/cache.h"

G_BEGIN_DECLS

#define VT_TYPE_HUB_SERVER (vt_hub_server_get_type ())
G_DECLARE_FINAL_TYPE (VtHubServer, vt_hub_server, VT, HUB_SERVER, GObject)

/**
 * vt_hub_server_new:
 * @cache: what to serve
 *
 * Its signal "answered" (const char *peer, const char *method, const char *path,
 * guint status) tells of every question, when its answer begins.
 */
VtHubServer *vt_hub_server_new (VtHubCache *cache);

/**
 * vt_hub_server_listen:
 * @local: only for programs on this computer, not for the network
 * @port: 0 for any that is free
 *
 * Returns: %FALSE with %VT_ERROR_NETWORK where the port is taken or not allowed
 */
gboolean vt_hub_server_listen (VtHubServer *self, gboolean local, guint port, GError **error);

/* The port that it listens on; 0 before. */
guint vt_hub_server_get_port (VtHubServer *self);

G_END_DECLS
