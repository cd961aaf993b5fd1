/* cli.h: the command line's commands, and what they share.
 *
 * One file per command, app/cli-NAME.c, defines one const struct, named in
 * app/cli-list.c. Results go to standard output, everything else to standard
 * error. Nothing of it knows GTK: the program starts as fast as it can.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "app/space-document.h"
#include "engine/formats/json-write.h"

G_BEGIN_DECLS

/* Exit statuses. */
enum
{
  VT_CLI_DONE,
  VT_CLI_FAILED, /* one sentence on standard error says why */
  VT_CLI_USAGE,  /* the arguments make no sense */
};

/**
 * VtCliCommand:
 * @name: "pipeline"
 * @arguments: what follows it besides options, "TASK"
 * @summary: a line for the list of commands
 * @help: what stands below the options in its --help
 * @more_help: (nullable): what stands below that, told of what stood beside the options
 * @run: @argv[0] is the command's name; returns the exit status
 */
typedef struct _VtCliCommand
{
  const char *name;
  const char *arguments;
  const char *summary;
  const char *help;
  char *(*more_help) (const char *const *words);
  int (*run) (int argc, char **argv);
} VtCliCommand;

/* Every command, %NULL-terminated, in the order of --help. */
extern const VtCliCommand *const vt_cli_commands[];

const VtCliCommand *vt_cli_find_command (const char *name);

/* Prints @error's sentence; always %VT_CLI_FAILED. */
int vt_cli_fail (const GError *error);

/* Prints the sentence and where help is; always %VT_CLI_USAGE. */
int vt_cli_wrong (const VtCliCommand *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * vt_cli_parse:
 * @entries: options, ending in an empty one; --help is added
 * @arguments: (out) (transfer full): what stands there besides options
 * @status: (out): what to return, where this returns %FALSE
 */
gboolean vt_cli_parse (const VtCliCommand *command, const GOptionEntry *entries, int argc, char **argv,
                       GStrv *arguments, int *status);

/* Writes to standard output at once, also half a line. */
void vt_cli_print (const char *text);

/* Writes what @json holds and a line break, and frees it. */
void vt_cli_print_json (VtJsonWriter *json);

/* Whether the value of the option, as a whole number not below 0, can be read. */
gboolean vt_cli_read_number (const char *text, gint64 *number);

/**
 * vt_cli_resolve_model:
 * @reference: (nullable): what --model said
 * @task: whose starter model is meant where @reference is %NULL
 *
 * Returns: (transfer full): the path of its file or folder
 */
char *vt_cli_resolve_model (const char *reference, const char *task, GError **error);

/* Transfer full: the path of the space that @word means: a folder, a .vitrine file, or
 * the name of a space that comes with the program. */
char *vt_cli_find_space (const char *word);

/* The same, loaded, and the models that its file brings along in the Hub's cache;
 * transfer full. */
VtSpace *vt_cli_load_space (const char *word, GError **error);

/* Transfer full: cancelled when the person presses Ctrl-C. */
GCancellable *vt_cli_cancellable (void);

G_END_DECLS
