/* scheduler-unipc.c: UniPC: a predictor, and a corrector that uses the next
 * answer to mend the step before.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "engine/sampling/scheduler-private.h"

#include <math.h>
#include <string.h>

#define MAX_ORDER 3

static gboolean
set_steps (VtScheduler *self, guint n, GError **error)
{
  vt_scheduler_space_multistep (self, n);
  vt_scheduler_make_sigmas (self, TRUE, TRUE);
  if (self->config.final_sigma_min && self->config.sigmas != VT_SIGMAS_PLAIN)
    g_array_index (self->sigmas, float, self->sigmas->len - 1) = g_array_index (self->sigmas, float, self->sigmas->len - 2);
  return TRUE;
}

static double
lambda_at (VtScheduler *self, guint index)
{
  return -log (vt_scheduler_sigma (self, index));
}

/* Solves the @n equations @m x = @b in place, by elimination with pivots. */
static void
solve (double m[MAX_ORDER][MAX_ORDER], double *b, guint n)
{
  for (guint c = 0; c < n; c++)
    {
      guint pivot = c;
      double swap;

      for (guint r = c + 1; r < n; r++)
        if (fabs (m[r][c]) > fabs (m[pivot][c]))
          pivot = r;
      for (guint k = 0; k < n; k++)
        swap = m[c][k], m[c][k] = m[pivot][k], m[pivot][k] = swap;
      swap = b[c], b[c] = b[pivot], b[pivot] = swap;
      for (guint r = 0; r < n; r++)
        if (r != c)
          {
            double f = m[r][c] / m[c][c];

            for (guint k = c; k < n; k++)
              m[r][k] -= f * m[c][k];
            b[r] -= f * b[c];
          }
    }
  for (guint c = 0; c < n; c++)
    b[c] /= m[c][c];
}

/**
 * Step:
 * A step from sigma @from to sigma @from + 1, of @order.
 * @rhos: how much each difference counts; the last is the corrector's own
 */
typedef struct
{
  guint from, order;
  double h, hh, h_phi_1, b_h;
  double rks[MAX_ORDER], rhos[MAX_ORDER];
} Step;

/* The weights of equation 8 of the paper, for @n unknowns of the @order equations. */
static void
find_rhos (Step *s, guint n)
{
  double m[MAX_ORDER][MAX_ORDER], phi = s->h_phi_1 / s->hh - 1, factorial = 1;

  for (guint i = 0; i < s->order; i++)
    {
      for (guint k = 0; k < s->order; k++)
        m[i][k] = pow (s->rks[k], i);
      s->rhos[i] = phi * factorial / s->b_h;
      factorial *= i + 2;
      phi = phi / s->hh - 1 / factorial;
    }
  solve (m, s->rhos, n);
}

static Step
step_from (VtScheduler *self, guint from, guint order)
{
  Step s = { .from = from, .order = order };

  s.h = lambda_at (self, from + 1) - lambda_at (self, from);
  s.hh = self->config.predict_x0 ? -s.h : s.h;
  s.h_phi_1 = expm1 (s.hh);
  s.b_h = self->config.bh1 ? s.hh : s.h_phi_1;
  for (guint k = 1; k < order; k++)
    s.rks[k - 1] = (lambda_at (self, from - k) - lambda_at (self, from)) / s.h;
  s.rks[order - 1] = 1;
  return s;
}

/* @x at the step's start becomes @x at its end, by answers m0 = history[@newest],
 * older ones behind it, and, where the corrector has it, @next at the end. */
static void
move (VtScheduler *self, const Step *s, const float *start, float *x, const float *next)
{
  double from = vt_scheduler_sigma (self, s->from), to = vt_scheduler_sigma (self, s->from + 1);
  double alpha_s = 1 / sqrt (from * from + 1), alpha_t = 1 / sqrt (to * to + 1);
  gboolean x0 = self->config.predict_x0;
  double of_start = x0 ? to * alpha_t / (from * alpha_s) : alpha_t / alpha_s, scale = x0 ? alpha_t : to * alpha_t;

  for (gsize i = 0; i < self->n; i++)
    {
      double m0 = self->history[0][i], sum = 0;

      for (guint k = 1; k < s->order; k++)
        sum += s->rhos[k - 1] * (self->history[k][i] - m0) / s->rks[k - 1];
      if (next != NULL)
        sum += s->rhos[s->order - 1] * (next[i] - m0);
      x[i] = (float) (of_start * start[i] - scale * s->h_phi_1 * m0 - scale * s->b_h * sum);
    }
}

static void
correct (VtScheduler *self, float *sample, const float *answer)
{
  Step s = step_from (self, self->index - 1, self->order);

  if (s.order == 1)
    s.rhos[0] = 0.5;
  else
    find_rhos (&s, s.order);
  move (self, &s, self->last_sample, sample, answer);
}

static void
predict (VtScheduler *self, float *sample)
{
  Step s = step_from (self, self->index, self->order);

  if (s.order == 2)
    s.rhos[0] = 0.5;
  else if (s.order > 2)
    find_rhos (&s, s.order - 1);
  move (self, &s, self->last_sample, sample, NULL);
}

/* What the solver works with: the finished sample, or the noise. */
static void
convert (VtScheduler *self, const float *output, const float *sample, float *answer)
{
  double sigma = vt_scheduler_sigma (self, self->index), alpha = 1 / sqrt (sigma * sigma + 1);

  vt_scheduler_denoise (self, output, sample, alpha, sigma * alpha);
  if (self->config.predict_x0 && self->config.thresholding)
    vt_scheduler_clip (self);
  for (gsize i = 0; i < self->n; i++)
    answer[i] = self->config.predict_x0 ? self->denoised[i] : (float) ((sample[i] - alpha * self->denoised[i]) / (sigma * alpha));
}

static void
step (VtScheduler *self, const float *output, float *sample)
{
  g_autofree float *answer = g_new (float, self->n);
  guint left = self->timesteps->len - self->index, order = self->config.solver_order;

  convert (self, output, sample, answer);
  if (self->last_sample == NULL)
    self->last_sample = g_new0 (float, self->n);
  else
    correct (self, sample, answer);
  memcpy (vt_scheduler_push (self, MAX_ORDER), answer, self->n * sizeof (float));
  if (self->config.lower_order_final)
    order = MIN (order, left);
  self->order = MIN (order, self->lower_order_nums + 1);
  memcpy (self->last_sample, sample, self->n * sizeof (float));
  predict (self, sample);
  self->lower_order_nums = MIN (self->lower_order_nums + 1, self->config.solver_order);
}

const VtSchedulerClass vt_scheduler_unipc = {
  .name = "unipc", .diffusers = "UniPCMultistepScheduler", .order = 1, .in_sigmas = TRUE, .zero_snr_floor = TRUE,
  .set_steps = set_steps, .step = step,
};
