/* cli-list.c: every command of the command line, one name each.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/cli.h"

extern const VtCliCommand vt_cli_run;
extern const VtCliCommand vt_cli_pipeline;
extern const VtCliCommand vt_cli_tokenize;
extern const VtCliCommand vt_cli_devices;
extern const VtCliCommand vt_cli_models;
extern const VtCliCommand vt_cli_hub;
extern const VtCliCommand vt_cli_data;
extern const VtCliCommand vt_cli_remote;
extern const VtCliCommand vt_cli_serve;
extern const VtCliCommand vt_cli_check;
extern const VtCliCommand vt_cli_export;
extern const VtCliCommand vt_cli_import;
extern const VtCliCommand vt_cli_bench;

const VtCliCommand *const vt_cli_commands[] = {
  &vt_cli_run,     &vt_cli_pipeline, &vt_cli_tokenize, &vt_cli_devices,
  &vt_cli_models,  &vt_cli_hub,      &vt_cli_data,     &vt_cli_remote,   &vt_cli_serve,    &vt_cli_check,    &vt_cli_export,   &vt_cli_import,
  &vt_cli_bench,
  NULL,
};
