/* vk-functions.glsl: functions of one number, numbered as VtUnary.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef FUNCTION_ID
#define FUNCTION_ID 0
#endif
layout (constant_id = FUNCTION_ID) const uint FUNCTION = 0;

float sigmoid (float x) { return 1.0 / (1.0 + exp (-x)); }

/* Some drivers' tanh() overflows for large numbers. */
float tanh_ (float x)
{
  float e = exp (-2.0 * abs (x));
  float y = abs (x) < 0.01 ? abs (x) * (1.0 - x * x / 3.0) : (1.0 - e) / (1.0 + e);

  return x < 0.0 ? -y : y;
}

/* erf by its Taylor series near 0 and by Abramowitz and Stegun 7.1.26 elsewhere,
 * where that is good to 1.5e-7. */
float erf_ (float x)
{
  float a = abs (x), t = 1.0 / (1.0 + 0.3275911 * a), x2 = x * x;
  float p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  float near = 1.1283791671 * a *
               (1.0 - x2 * (1.0 / 3.0 - x2 * (0.1 - x2 * (1.0 / 42.0 - x2 * (1.0 / 216.0 - x2 / 1320.0)))));
  float y = a < 0.5 ? near : 1.0 - p * exp (-x2);

  return x < 0.0 ? -y : y;
}

/* ln (1 + e^x) without overflow, and without losing small e^x. */
float softplus_ (float x)
{
  float e = exp (-abs (x));

  return max (x, 0.0) + (e < 1e-3 ? e - 0.5 * e * e : log (1.0 + e));
}

/* The sine of @x + @quarters quarter turns. Drivers' sin() may be good to 2^-11
 * only; the angle is brought near zero by pi/2 in three parts (Cody and Waite). */
float sine_ (float x, int quarters)
{
  float n = round (x * 0.636619772), r = ((x - n * 1.5703125) - n * 4.83751297e-4) - n * 7.549789954e-8, r2 = r * r;
  int quarter = int (n) + quarters;
  float s = r + r * r2 * (-1.6666654611e-1 + r2 * (8.3321608736e-3 - r2 * 1.9515295891e-4));
  float c = 1.0 - 0.5 * r2 + r2 * r2 * (4.166664568e-2 + r2 * (-1.388731625e-3 + r2 * 2.443315711e-5));
  float a = (quarter & 1) != 0 ? c : s;

  return (quarter & 2) != 0 ? -a : a;
}

float apply (float x)
{
  switch (FUNCTION)
    {
    case 0: return x * sigmoid (x);
    case 1: return 0.5 * x * (1.0 + erf_ (x * 0.70710678118654752));
    case 2: return 0.5 * x * (1.0 + tanh_ (0.79788456080286536 * (x + 0.044715 * x * x * x)));
    case 3: return x * sigmoid (1.702 * x);
    case 4: return max (x, 0.0);
    case 5: return tanh_ (x);
    case 6: return sigmoid (x);
    case 7: return exp (x);
    case 8: return clamp (x, 0.0, 6.0);
    case 9: return softplus_ (x);
    case 10: return sine_ (x, 0);
    case 11: return sine_ (x, 1);
    case 12: return -x;
    case 13: return abs (x);
    case 14: return sqrt (x);
    default: return log (max (x, 1.17549435e-38));
    }
}
