/* remote-address.h: how a model that runs on another computer is named.
 *
 *     https://gpu.school.example/v1#Qwen/Qwen2.5-7B-Instruct
 *     http://192.168.1.20:8080#
 *     https://x1y2z3.endpoints.huggingface.cloud
 *
 * An address with a `#` is a server that speaks as OpenAI's does (vLLM, TGI,
 * llama.cpp, Ray Serve, Inference Providers …); behind it stands the model's name,
 * empty where the server has only one. Its path ends in `/v1` where none is given.
 * An address without is an inference endpoint of Hugging Face, which runs one model.
 * Keys stand in no address.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * VtRemoteAddress:
 * @text: the whole, as documents name it
 * @base: without the model, and without a slash at its end
 * @model: (nullable): the model's name on the server; %NULL for an inference endpoint
 * @host: the computer's name
 * @origin: protocol, host and port: what a key is for
 * @is_here: whether that is this computer
 * @is_open: whether what is sent can be read on the way
 */
typedef struct
{
  char *text;
  char *base;
  char *model;
  char *host;
  char *origin;
  gboolean is_here;
  gboolean is_open;
} VtRemoteAddress;

/* Whether a model's reference is such an address, good or not. */
gboolean vt_remote_address_is (const char *reference);

/* Transfer full; %NULL with VT_ERROR_INVALID. */
VtRemoteAddress *vt_remote_address_parse (const char *text, GError **error);
void vt_remote_address_free (VtRemoteAddress *address);

/* "Qwen2.5-7B-Instruct · gpu.school.example"; transfer full. */
char *vt_remote_address_title (const char *reference);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtRemoteAddress, vt_remote_address_free)

G_END_DECLS
