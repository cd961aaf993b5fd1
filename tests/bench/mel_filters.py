"""Whisper's mel filters, for the scripts beside it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import numpy as np

RATE, N_FFT = 16000, 400


def mel_filters(n_mels):
    """Slaney's: triangles of area 1."""
    to_mel = lambda hz: hz * 3 / 200 if hz < 1000 else 15 + 27 * np.log(hz / 1000) / np.log(6.4)
    to_hz = lambda mel: mel * 200 / 3 if mel < 15 else 1000 * np.exp((mel - 15) * np.log(6.4) / 27)
    edges = np.array([to_hz(to_mel(RATE / 2) * i / (n_mels + 1)) for i in range(n_mels + 2)])
    bins = np.arange(N_FFT // 2 + 1) * RATE / N_FFT
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle))) * 2 / (high - low)
