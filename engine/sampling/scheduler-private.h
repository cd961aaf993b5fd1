/* scheduler-private.h: what the schedulers are made of; one const class each,
 * named in schedulers-list.c.
 *
 * Two families: those that count in the products of the alphas (DDPM, DDIM,
 * PNDM, LCM) and those that count in sigmas (the others), whose samples carry
 * noise of deviation sigma (`scales_input`) or stay of deviation 1.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "engine/sampling/scheduler.h"

G_BEGIN_DECLS

typedef enum
{
  VT_SPACING_LEADING,
  VT_SPACING_TRAILING,
  VT_SPACING_LINSPACE,
} VtSpacing;

typedef enum
{
  VT_PREDICTS_EPSILON,
  VT_PREDICTS_SAMPLE,
  VT_PREDICTS_V,
} VtPrediction;

typedef enum
{
  VT_SIGMAS_PLAIN,
  VT_SIGMAS_KARRAS,
  VT_SIGMAS_EXPONENTIAL,
} VtSigmas;

/* scheduler_config.json, in its words. */
typedef struct
{
  guint num_train_timesteps;
  double beta_start, beta_end;
  const char *beta_schedule;
  VtSpacing timestep_spacing;
  VtPrediction prediction_type;
  gint64 steps_offset;
  gboolean set_alpha_to_one, clip_sample, thresholding, rescale_betas_zero_snr;
  double clip_sample_range, dynamic_thresholding_ratio, sample_max_value;
  VtSigmas sigmas;
  double sigma_min, sigma_max; /* 0: from the schedule */
  gboolean final_sigma_min;
  const char *variance_type; /* DDPM */
  gboolean skip_prk_steps;   /* PNDM */
  guint solver_order;        /* DPM-Solver, UniPC */
  gboolean sde, heun_solver, lower_order_final, euler_at_final; /* DPM-Solver */
  gboolean bh1, predict_x0;  /* UniPC */
  guint original_inference_steps; /* LCM */
  double timestep_scaling;
  gboolean continuous; /* Euler: the model is told log sigma / 4 */
} VtSchedulerConfig;

#define VT_SCHEDULER_HISTORY 5

/**
 * VtScheduler:
 * @alphas_cumprod: (num_train_timesteps)
 * @sigmas: (n_timesteps + 1), of those that count in them
 * @index: the call that comes next
 * @history: (n) each: answers kept, the latest first; which, is each class's own
 * @kept: how many of them are filled
 * @last_sample, @denoised, @scratch: (n)
 */
struct _VtScheduler
{
  const VtSchedulerClass *klass;
  VtSchedulerConfig config;
  float *alphas_cumprod;
  GArray *timesteps; /* double */
  GArray *sigmas;    /* float */
  guint n_steps;
  guint index;
  gsize n;
  float *history[VT_SCHEDULER_HISTORY];
  guint kept;
  float *last_sample, *denoised, *scratch;
  guint order, lower_order_nums; /* of the multistep solvers */
  gboolean halfway;              /* Heun: between its two calls */
  double eta;
  VtSchedulerNoise noise;
  gpointer noise_data;
};

/**
 * VtSchedulerClass:
 * @name: what the parameter takes
 * @diffusers: the class in diffusers
 * @order: model calls a step
 * @defaults: where they differ from vt_scheduler_config_read()'s
 * @preset: after a configuration was read: what makes this one special
 * @scales_input: samples carry noise of deviation sigma
 * @in_sigmas: @set_steps fills sigmas
 * @zero_snr_floor: rescaled betas end at 2^-24 instead of 0
 * @set_steps: fills timesteps and sigmas
 * @step: as vt_scheduler_step(); moves no index
 */
struct _VtSchedulerClass
{
  const char *name;
  const char *diffusers;
  guint order;
  gboolean scales_input, in_sigmas, zero_snr_floor;
  void (*defaults) (VtSchedulerConfig *config);
  void (*preset) (VtSchedulerConfig *config);
  gboolean (*set_steps) (VtScheduler *self, guint n_steps, GError **error);
  void (*step) (VtScheduler *self, const float *output, float *sample);
};

/* --- configuration (scheduler-config.c) --- */

gboolean vt_scheduler_config_read (VtSchedulerConfig *c, const VtSchedulerClass *klass, const VtJsonNode *json, GError **error);

/* (num_train_timesteps): products of 1 - beta; transfer full. VT_ERROR_UNSUPPORTED names a schedule that is not known. */
float *vt_scheduler_alphas_cumprod (const VtSchedulerConfig *c, const VtJsonNode *json, gboolean floor, GError **error);

/* --- timesteps and sigmas (scheduler-spacing.c) --- */

/* Whole numbers: DDIM and its kin. */
void vt_scheduler_space_whole (VtScheduler *self, guint n);

/* "linspace" gives fractions: Euler and its kin. */
void vt_scheduler_space_fractions (VtScheduler *self, guint n);

/* One more is divided and the end left out: the multistep solvers. */
void vt_scheduler_space_multistep (VtScheduler *self, guint n);

/* Sigmas at the timesteps, or as the configuration wants them, then with timesteps that fit.
 * @whole_range: Karras' sigmas span the whole schedule instead of the chosen timesteps
 * @round: timesteps made of sigmas become whole numbers */
void vt_scheduler_make_sigmas (VtScheduler *self, gboolean whole_range, gboolean round);

/* --- parts of steps (scheduler.c) --- */

static inline double
vt_scheduler_time (const VtScheduler *self, guint index)
{
  return g_array_index (self->timesteps, double, index);
}

static inline double
vt_scheduler_sigma (const VtScheduler *self, guint index)
{
  return g_array_index (self->sigmas, float, index);
}

/* The product of the alphas at @timestep; before the first: 1, or the first where set_alpha_to_one is off. */
double vt_scheduler_alpha (const VtScheduler *self, gint64 timestep);

/* Sigma of the schedule at a whole timestep. */
double vt_scheduler_table_sigma (const VtScheduler *self, guint timestep);

/* self->denoised from @output, in terms of @alpha and @sigma with sample = alpha x0 + sigma noise. */
void vt_scheduler_denoise (VtScheduler *self, const float *output, const float *sample, double alpha, double sigma);

/* The same for samples x0 + sigma noise. */
void vt_scheduler_denoise_sigma (VtScheduler *self, const float *output, const float *sample, double sigma);

/* self->denoised clipped or thresholded, as configured. */
void vt_scheduler_clip (VtScheduler *self);

/* Shifts the history and returns the place for the newest. */
float *vt_scheduler_push (VtScheduler *self, guint most);

/* Adds @factor times fresh noise to @sample. */
void vt_scheduler_add_fresh_noise (VtScheduler *self, float *sample, double factor);

G_END_DECLS
