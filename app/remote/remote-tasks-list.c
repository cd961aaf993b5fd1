/* remote-tasks-list.c: what can be done on other computers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/remote/remote-task.h"

extern const VtRemoteTask vt_remote_text_openai, vt_remote_text_endpoint;

const VtRemoteTask *const vt_remote_tasks[] = {
  &vt_remote_text_openai,
  &vt_remote_text_endpoint,
  NULL,
};
