/* remote-task.h: tasks as other computers do them: for each protocol and task one
 * const struct, named in remote-tasks-list.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/remote/remote-address.h"
#include "engine/formats/json-write.h"
#include "engine/tasks/task-run.h"
#include "hub/remote.h"

G_BEGIN_DECLS

/**
 * VtRemoteRun: what a task sees while another computer does it.
 * @run: its inputs, parameters and listeners, as a task of the engine has them
 * @key: (nullable)
 */
typedef struct
{
  VtTaskRun *run;
  VtHubClient *client;
  const VtRemoteAddress *address;
  char *key;
} VtRemoteRun;

/**
 * VtRemoteTask:
 * @task: the pipeline tag
 * @openai: for servers that speak as OpenAI's, or for inference endpoints
 * @run: fills the outputs; blocks, on a thread of its own
 */
typedef struct
{
  const char *task;
  gboolean openai;
  gboolean (*run) (VtRemoteRun *remote, GError **error);
} VtRemoteTask;

/* Every one, %NULL-terminated. */
extern const VtRemoteTask *const vt_remote_tasks[];

/* The one for @task at @address; %NULL with VT_ERROR_UNSUPPORTED, naming what can be had there. */
const VtRemoteTask *vt_remote_task_find (const char *task, const VtRemoteAddress *address, GError **error);

/**
 * vt_remote_run_post:
 * @below: what comes behind the address, "/chat/completions", or ""
 *
 * vt_remote_ask() with the run's key; @body and its @type are sent.
 */
GBytes *vt_remote_run_post (VtRemoteRun *remote, const char *below, GBytes *body, const char *body_type,
                            VtEventStreamFunc each, gpointer data, char **type, guint *status, GError **error);

/* The same for JSON text, which is taken. */
GBytes *vt_remote_run_post_json (VtRemoteRun *remote, const char *below, GString *json, VtEventStreamFunc each,
                                 gpointer data, char **type, guint *status, GError **error);

/* The answer as JSON; %NULL with VT_ERROR_NETWORK. */
VtJson *vt_remote_run_parse (VtRemoteRun *remote, GBytes *answer, GError **error);

/* Whether the parameter was given another value than its default. */
gboolean vt_remote_run_differs (VtRemoteRun *remote, const char *param);

/* Says that the answer is not what was asked for; returns FALSE. */
gboolean vt_remote_run_strange (VtRemoteRun *remote, GError **error);

/**
 * VtRemoteParam: a parameter of ours as a server calls it.
 * @always: also where it has our default, which need not be the server's
 */
typedef struct
{
  const char *ours;
  const char *theirs;
  gboolean always;
} VtRemoteParam;

/* Writes those of @params (ending in a %NULL name) that the task declares. */
void vt_remote_run_write_params (VtRemoteRun *remote, const VtRemoteParam *params, VtJsonWriter *json);

G_END_DECLS
