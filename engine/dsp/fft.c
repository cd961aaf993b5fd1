/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/dsp/fft.h"

#include <math.h>

#define MAX_FACTORS 20

struct _VtFft
{
  guint n, half;
  guint factors[MAX_FACTORS];
  VtComplex *turns;   /* (half): e^(-2 pi i j / half) */
  VtComplex *unpack;  /* (half + 1): e^(-2 pi i j / n) */
  VtComplex *out;     /* (half) */
  VtComplex *lanes;   /* (largest factor) */
};

static inline VtComplex
mul (VtComplex a, VtComplex b)
{
  return (VtComplex) { a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re };
}

static inline VtComplex
add (VtComplex a, VtComplex b)
{
  return (VtComplex) { a.re + b.re, a.im + b.im };
}

static inline VtComplex
sub (VtComplex a, VtComplex b)
{
  return (VtComplex) { a.re - b.re, a.im - b.im };
}

static VtComplex *
make_turns (guint count, guint circle)
{
  VtComplex *turns = g_new (VtComplex, count);

  for (guint i = 0; i < count; i++)
    turns[i] = (VtComplex) { (float) cos (2 * G_PI * i / circle), (float) -sin (2 * G_PI * i / circle) };
  return turns;
}

/* Fours first: they need the fewest multiplications. Returns the largest. */
static guint
find_factors (guint n, guint *factors)
{
  guint largest = 1, i = 0;

  for (guint p = 4; n > 1; p = p == 4 ? 2 : p == 2 ? 3 : p + 2)
    for (; n % p == 0; n /= p)
      {
        factors[i++] = p;
        largest = MAX (largest, p);
      }
  factors[i] = 0;
  return largest;
}

VtFft *
vt_fft_new (guint n)
{
  VtFft *self = g_new0 (VtFft, 1);

  g_assert (n >= 2 && n % 2 == 0 && n <= 1 << 20);
  self->n = n;
  self->half = n / 2;
  self->lanes = g_new (VtComplex, find_factors (self->half, self->factors));
  self->turns = make_turns (self->half, self->half);
  self->unpack = make_turns (self->half + 1, n);
  self->out = g_new (VtComplex, self->half);
  return self;
}

void
vt_fft_free (VtFft *self)
{
  g_free (self->turns);
  g_free (self->unpack);
  g_free (self->out);
  g_free (self->lanes);
  g_free (self);
}

static void
join_two (const VtFft *self, VtComplex *out, guint m, guint stride)
{
  for (guint k = 0; k < m; k++)
    {
      VtComplex odd = mul (out[m + k], self->turns[k * stride]);

      out[m + k] = sub (out[k], odd);
      out[k] = add (out[k], odd);
    }
}

static void
join_four (const VtFft *self, VtComplex *out, guint m, guint stride)
{
  for (guint k = 0; k < m; k++)
    {
      VtComplex a = out[k], b = mul (out[m + k], self->turns[k * stride]);
      VtComplex c = mul (out[2 * m + k], self->turns[2 * k * stride]), d = mul (out[3 * m + k], self->turns[3 * k * stride]);
      VtComplex even = add (a, c), odd = sub (a, c), sum = add (b, d), difference = sub (b, d);

      out[k] = add (even, sum);
      out[2 * m + k] = sub (even, sum);
      out[m + k] = (VtComplex) { odd.re + difference.im, odd.im - difference.re };
      out[3 * m + k] = (VtComplex) { odd.re - difference.im, odd.im + difference.re };
    }
}

static void
join_any (const VtFft *self, VtComplex *out, guint p, guint m, guint stride)
{
  for (guint k = 0; k < m; k++)
    {
      for (guint q = 0; q < p; q++)
        self->lanes[q] = mul (out[q * m + k], self->turns[q * k * stride]);
      for (guint r = 0; r < p; r++)
        {
          VtComplex sum = self->lanes[0];

          for (guint q = 1; q < p; q++)
            sum = add (sum, mul (self->lanes[q], self->turns[(guint64) q * r * (self->half / p) % self->half]));
          out[r * m + k] = sum;
        }
    }
}

/* @out (@n) = the transform of every @stride-th value of @in. */
static void
transform (const VtFft *self, const VtComplex *in, VtComplex *out, guint n, guint stride, const guint *factor)
{
  guint p = *factor, m;

  if (n == 1)
    {
      *out = *in;
      return;
    }
  m = n / p;
  for (guint q = 0; q < p; q++)
    transform (self, in + q * stride, out + q * m, m, stride * p, factor + 1);
  if (p == 2)
    join_two (self, out, m, stride);
  else if (p == 4)
    join_four (self, out, m, stride);
  else
    join_any (self, out, p, m, stride);
}

void
vt_fft_real (VtFft *self, const float *signal, VtComplex *bins)
{
  guint half = self->half;

  /* Even samples are the real parts, odd ones the imaginary parts. */
  transform (self, (const VtComplex *) (const void *) signal, self->out, half, 1, self->factors);
  for (guint k = 0; k <= half; k++)
    {
      VtComplex a = self->out[k % half], b = self->out[(half - k) % half];
      VtComplex even = { (a.re + b.re) / 2, (a.im - b.im) / 2 }, odd = { (a.im + b.im) / 2, (b.re - a.re) / 2 };

      bins[k] = add (even, mul (odd, self->unpack[k]));
    }
}
