/* tasks-list.c: every task, one line each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/tasks/task.h"

const VtTaskClass *const vt_task_classes[] = {
  NULL,
};
