/* scheduler.h: how noise becomes a picture, step by step: diffusers' schedulers.
 *
 *     g_autoptr(VtScheduler) s = vt_scheduler_new (klass, config, &error);
 *     vt_scheduler_set_steps (s, 20, &error);
 *     vt_scheduler_begin (s, 0, n, noise, data);
 *     for (i = 0; i < vt_scheduler_n_timesteps (s); i++)
 *       {
 *         vt_scheduler_scale_input (s, sample, input);
 *         … the model's answer to input at vt_scheduler_timestep (s, i) …
 *         vt_scheduler_step (s, answer, sample);
 *       }
 *
 * Configurations are scheduler_config.json's; names, defaults and numbers are
 * those of diffusers 0.42. A scheduler serves one run at a time and is not for
 * several threads.
 *
 * Sources: Ho et al. 2020 (DDPM), Song et al. 2021 (DDIM), Liu et al. 2022
 * (PNDM), Karras et al. 2022 (Euler, Heun, sigmas), Lu et al. 2022
 * (DPM-Solver++), Zhao et al. 2023 (UniPC), Luo et al. 2023 (LCM), Lin et al.
 * 2024 (zero terminal SNR), Saharia et al. 2022 (dynamic thresholding).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/formats/json.h"

G_BEGIN_DECLS

typedef struct _VtScheduler VtScheduler;
typedef struct _VtSchedulerClass VtSchedulerClass;

/* Every scheduler, %NULL-terminated. */
extern const VtSchedulerClass *const vt_scheduler_classes[];

/* The class that the parameter "scheduler" calls @name, or %NULL. */
const VtSchedulerClass *vt_scheduler_class_find (const char *name);

/* What the parameter calls it: "euler_ancestral". */
const char *vt_scheduler_class_name (const VtSchedulerClass *klass);

/**
 * vt_scheduler_new:
 * @klass: (nullable): %NULL for the one that @config names ("_class_name")
 * @config: (nullable): the object of a scheduler_config.json
 *
 * Keys that @config lacks have the class's defaults.
 *
 * Returns: (transfer full): or %NULL with %VT_ERROR_UNSUPPORTED (a class, beta
 *   schedule or option that is not known here) or %VT_ERROR_CORRUPT
 */
VtScheduler *vt_scheduler_new (const VtSchedulerClass *klass, const VtJsonNode *config, GError **error);
void vt_scheduler_free (VtScheduler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VtScheduler, vt_scheduler_free)

/* Sets the timesteps for @n_steps of inference. VT_ERROR_INVALID where that is
 * more than the scheduler can do. */
gboolean vt_scheduler_set_steps (VtScheduler *self, guint n_steps, GError **error);

/* How often the model is asked (more often than steps for some). */
guint vt_scheduler_n_timesteps (const VtScheduler *self);

/* What the model is told as the time of call @index. */
double vt_scheduler_timestep (const VtScheduler *self, guint index);

/* Model calls for each step: 2 for Heun. */
guint vt_scheduler_order (const VtScheduler *self);

/* What pure noise is multiplied with before the first call. */
double vt_scheduler_init_noise_sigma (const VtScheduler *self);

/* Fills @to with @n normal numbers in the layout of the sample. */
typedef void (*VtSchedulerNoise) (float *to, gsize n, gpointer data);

/* Starts a run at call @first (0, or later where a picture is painted over)
 * with samples of @n numbers. @noise is asked by schedulers that add noise. */
void vt_scheduler_begin (VtScheduler *self, guint first, gsize n, VtSchedulerNoise noise, gpointer data);

/* DDIM's share of fresh noise, 0 … 1; 0 unless set. */
void vt_scheduler_set_eta (VtScheduler *self, double eta);

/* What the model is to be given for the next call: @sample, scaled. */
void vt_scheduler_scale_input (const VtScheduler *self, const float *sample, float *input);

/* Moves @sample on by the model's answer @output, of which the same number of elements is used. */
void vt_scheduler_step (VtScheduler *self, const float *output, float *sample);

/* What @sample would become in the end if the model's next answer, @output, were right: into @to (n).
 * Moves nothing on. */
void vt_scheduler_foresee (VtScheduler *self, const float *output, const float *sample, float *to);

/* (transfer none): what the last step took the finished sample to be. */
const float *vt_scheduler_denoised (const VtScheduler *self);

/* @sample as it would be before call @index: mixed with @noise (n). */
void vt_scheduler_add_noise (const VtScheduler *self, guint index, float *sample, const float *noise, gsize n);

G_END_DECLS
