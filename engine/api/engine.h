/* engine.h: the engine as the studio sees it: devices, models in memory, jobs.
 *
 * A #VtEngine owns one worker thread per device; models stay loaded within a
 * memory budget and leave least-recently-used. All functions may be called from
 * any thread and return at once unless they say that they block.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "engine/tasks/task.h"

G_BEGIN_DECLS

#define VT_TYPE_ENGINE (vt_engine_get_type ())
G_DECLARE_FINAL_TYPE (VtEngine, vt_engine, VT, ENGINE, GObject)

typedef enum
{
  VT_DEVICE_CPU,
  VT_DEVICE_INTEGRATED_GPU,
  VT_DEVICE_DISCRETE_GPU,
  VT_DEVICE_VIRTUAL_GPU,
  VT_DEVICE_SOFTWARE_GPU, /* Vulkan computed by the processor (lavapipe) */
} VtDeviceKind;

/**
 * VtDeviceInfo:
 * @id: what --device takes: "cpu", "vulkan:0"
 * @memory_total, @memory_free: bytes, 0 where unknown
 * @usable: whether models can run on it
 * @reason: a sentence: why it cannot be used, or what speaks for or against it
 * @automatic: whether "auto" takes it
 */
typedef struct
{
  char *id;
  char *name;
  char *driver;
  VtDeviceKind kind;
  guint64 memory_total;
  guint64 memory_free;
  gboolean usable;
  gboolean automatic;
  char *reason;
} VtDeviceInfo;

void vt_device_info_free (VtDeviceInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtDeviceInfo, vt_device_info_free)
const char *vt_device_kind_name (VtDeviceKind kind); /* "CPU", "integrated GPU", … */

/**
 * VtModelInfo: what can be known of a model without loading it.
 * @architecture: "gemma3"
 * @file_bytes: what its files take on the disk
 * @memory_bytes: what a run with its default context takes beyond the mapped file
 * @context: tokens that it was trained for
 * @parameters: number of weights
 * @quantization: "Q4_K_M" or the most common type
 * @has_chat_template: whether it was taught to answer in a chat
 * @tasks: (array zero-terminated=1): pipeline tags that it can do here
 */
typedef struct
{
  char *name;
  char *architecture;
  char *quantization;
  guint64 file_bytes;
  guint64 memory_bytes;
  guint64 context;
  guint64 parameters;
  gboolean has_chat_template;
  char **tasks;
} VtModelInfo;

void vt_model_info_free (VtModelInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtModelInfo, vt_model_info_free)

VtEngine *vt_engine_new (void);

/* Threads of the CPU device; 0 (the default) for one per core. Before the first job. */
void vt_engine_set_threads (VtEngine *engine, guint threads);

/* How much the threads that compute give way to others: nice(1)'s 0 (the default)
 * to 19. A program with a window sets some, so that on a computer with few cores
 * it goes on drawing while a model writes. Before the first job. */
void vt_engine_set_nice (VtEngine *engine, int nice);

/* Bytes that loaded models may take together; 0 (the default) for half of the memory. */
void vt_engine_set_memory_budget (VtEngine *engine, guint64 bytes);

/* (element-type VtDeviceInfo) (transfer full): every Vulkan device and the CPU.
 * Blocks for a few tens of milliseconds the first time. */
GPtrArray *vt_engine_list_devices (VtEngine *engine);

/* The device that @spec ("auto", "cpu", "vulkan", "vulkan:N") means. Transfer
 * full, with the reason in it; errors: VT_ERROR_NOT_FOUND, VT_ERROR_DEVICE. */
VtDeviceInfo *vt_engine_choose_device (VtEngine *engine, const char *spec, GError **error);

/* Looks at the model at @path (file or folder) without loading it. Blocks for
 * milliseconds. Errors: VT_ERROR_CORRUPT, VT_ERROR_UNSUPPORTED (naming the
 * architecture and those that are known), VT_ERROR_NOT_FOUND. */
VtModelInfo *vt_engine_inspect_model (VtEngine *engine, const char *path, GError **error);

/* Drops every loaded model that no job uses. */
void vt_engine_unload_all (VtEngine *engine);

G_END_DECLS
