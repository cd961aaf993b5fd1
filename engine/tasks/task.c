/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tasks/task.h"

#include <string.h>

#include "engine/base/error.h"

const VtTaskClass *
vt_task_find (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const VtTaskClass *const *task = vt_task_classes; *task != NULL; task++)
    {
      if (strcmp ((*task)->name, name) == 0)
        return *task;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", (*task)->name);
    }
  g_set_error (error, VT_ERROR, VT_ERROR_NOT_FOUND,
               "There is no task “%s” in this version; there is: %s.", name, names->str);
  return NULL;
}

const VtPort *
vt_port_find (const VtPort *ports, const char *name)
{
  for (const VtPort *port = ports; port != NULL && port->name != NULL; port++)
    if (strcmp (port->name, name) == 0)
      return port;
  return NULL;
}
