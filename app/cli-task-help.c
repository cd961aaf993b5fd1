/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli-task-help.h"

#include <string.h>

#include "engine/tasks/task.h"

#define NAME_WIDTH 30 /* characters, of the column of names */

static void
add_name (GString *text, const char *name)
{
  g_string_append_printf (text, "  %-*s ", NAME_WIDTH, name);
}

static char *
list_tasks (void)
{
  GString *text = g_string_new ("\nTasks:\n");

  for (const VtTaskClass *const *task = vt_task_classes; *task != NULL; task++)
    {
      add_name (text, (*task)->name);
      g_string_append_printf (text, "%s\n", (*task)->title);
    }
  g_string_append (text, "\nEach explains what it takes: vitrine pipeline text-generation --help\n");
  return g_string_free (text, FALSE);
}

static void
add_ports (GString *text, const char *heading, const VtPort *ports, gboolean told)
{
  g_string_append_printf (text, "\n%s:\n", heading);
  for (; ports->name != NULL; ports++)
    {
      add_name (text, ports->name);
      g_string_append_printf (text, "%s: %s%s\n", ports->title, vt_value_type_name (ports->type),
                              !told ? "" : ports->group != 0 ? ", or another of these" : ports->required ? "" : ", may be left out");
    }
}

/* A number as a person writes it: 0.7, 20, but no range that only says "any". */
static void
add_number (GString *text, const char *before, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, "%s%s", before, g_ascii_formatd (digits, sizeof digits, "%.10g", number));
}

static void
add_range (GString *text, const VtParam *param)
{
  g_autofree char *choices = NULL;

  switch (param->type)
    {
    case VT_PARAM_NUMBER:
    case VT_PARAM_INTEGER:
      add_number (text, " ", param->minimum);
      add_number (text, " to ", param->maximum);
      add_number (text, " (", param->number);
      g_string_append_c (text, ')');
      break;
    case VT_PARAM_BOOLEAN:
      g_string_append (text, param->number != 0 ? " true or false (true)" : " true or false (false)");
      break;
    case VT_PARAM_CHOICE:
      choices = g_strjoinv (", ", (char **) param->choices);
      g_string_append_printf (text, " %s (%s)", choices, param->text);
      break;
    case VT_PARAM_TEXTS:
      g_string_append (text, " a text, or a JSON list of texts");
      break;
    default:
      g_string_append (text, param->type == VT_PARAM_JSON ? " JSON" : " a text");
    }
}

static void
add_params (GString *text, const VtParam *params)
{
  if (params->name != NULL)
    g_string_append (text, "\nParameters (--set NAME=VALUE), with what they may be (and are without it):\n");
  for (; params->name != NULL; params++)
    {
      add_name (text, params->name);
      g_string_append_printf (text, "%s:", params->title);
      add_range (text, params);
      g_string_append_c (text, '\n');
      if (params->help != NULL)
        g_string_append_printf (text, "  %*s %s\n", NAME_WIDTH, "", params->help);
    }
}

static char *
describe (const VtTaskClass *task)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "\n%s: %s\n", task->name, task->description);
  add_ports (text, "Inputs (--input NAME=VALUE)", task->inputs, TRUE);
  add_params (text, task->params);
  add_ports (text, "Outputs", task->outputs, FALSE);
  return g_string_free (text, FALSE);
}

char *
vt_cli_task_help (const char *const *words)
{
  const VtTaskClass *task = words[0] != NULL ? vt_task_find (words[0], NULL) : NULL;

  return task != NULL ? describe (task) : list_tasks ();
}
