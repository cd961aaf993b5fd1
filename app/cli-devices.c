/* cli-devices.c: `vitrine devices`: what it could compute on, and what it does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <stdio.h>

#include "app/cli.h"
#include "engine/api/engine.h"

extern const VtCliCommand vt_cli_devices;

static void
write_device (const VtDeviceInfo *info, VtJsonWriter *json)
{
  vt_json_write_begin (json, '{');
  vt_json_write_key (json, "id");
  vt_json_write_string (json, info->id, -1);
  vt_json_write_key (json, "name");
  vt_json_write_string (json, info->name, -1);
  vt_json_write_key (json, "driver");
  vt_json_write_string (json, info->driver, -1);
  vt_json_write_key (json, "kind");
  vt_json_write_string (json, vt_device_kind_name (info->kind), -1);
  vt_json_write_key (json, "memory_total");
  vt_json_write_int (json, (gint64) info->memory_total);
  vt_json_write_key (json, "memory_free");
  vt_json_write_int (json, (gint64) info->memory_free);
  vt_json_write_key (json, "usable");
  vt_json_write_boolean (json, info->usable);
  vt_json_write_key (json, "automatic");
  vt_json_write_boolean (json, info->automatic);
  vt_json_write_key (json, "reason");
  vt_json_write_string (json, info->reason, -1);
  vt_json_write_end (json, '}');
}

static void
print_devices_json (GPtrArray *devices)
{
  VtJsonWriter json = { .text = g_string_new (NULL) };

  vt_json_write_begin (&json, '[');
  for (guint i = 0; i < devices->len; i++)
    write_device (devices->pdata[i], &json);
  vt_json_write_end (&json, ']');
  vt_cli_print_json (&json);
}

static void
print_device (const VtDeviceInfo *info)
{
  g_autofree char *memory = info->memory_total > 0 ? g_format_size_full (info->memory_total, G_FORMAT_SIZE_IEC_UNITS)
                                                   : NULL;

  printf ("%c %-10s %s\n", info->automatic ? '*' : ' ', info->id, info->name != NULL ? info->name : "");
  printf ("             %s%s%s%s%s\n", vt_device_kind_name (info->kind), memory != NULL ? ", " : "",
          memory != NULL ? memory : "", info->driver != NULL ? ", " : "", info->driver != NULL ? info->driver : "");
  if (info->reason != NULL)
    printf ("             %s\n", info->reason);
}

static int
run (int argc, char **argv)
{
  gboolean as_json = FALSE;
  g_auto (GStrv) words = NULL;
  g_autoptr (VtEngine) engine = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  int status;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print them as JSON", NULL },
    { NULL },
  };

  if (!vt_cli_parse (&vt_cli_devices, entries, argc, argv, &words, &status))
    return status;
  if (words[0] != NULL)
    return vt_cli_wrong (&vt_cli_devices, "It takes no “%s”.", words[0]);
  engine = vt_engine_new ();
  devices = vt_engine_list_devices (engine);
  if (as_json)
    print_devices_json (devices);
  else
    for (guint i = 0; i < devices->len; i++)
      print_device (devices->pdata[i]);
  return VT_CLI_DONE;
}

const VtCliCommand vt_cli_devices = {
  .name = "devices",
  .summary = "Lists what it can compute on, and which one it takes and why",
  .help = "The one with a star is what --device auto takes.",
  .run = run,
};
