"""Makes every sound of tiles: python3 sing.py  (needs numpy, and sox for the MP3 files) writes ../sounds."""
import os
import subprocess
import tempfile
import wave

import numpy as np

RATE = 32000
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sounds")
rng = np.random.default_rng(7)


def time(seconds):
    return np.arange(int(RATE * seconds)) / RATE


def tone(frequency, seconds, attack=0.004, decay=5.0, partials=((1, 1.0),)):
    """A struck tone; `frequency` is a number or an array over time."""
    t = time(seconds)
    phase = np.cumsum(np.broadcast_to(frequency, t.shape)) / RATE * 2 * np.pi
    wave_ = sum(level * np.sin(phase * n) * np.exp(-decay * n ** 0.5 * t) for n, level in partials)
    return wave_ * np.minimum(1, t / attack)


def noise(seconds, low, high, decay):
    t = time(seconds)
    spectrum = np.fft.rfft(rng.standard_normal(t.size))
    f = np.fft.rfftfreq(t.size, 1 / RATE)
    spectrum *= np.exp(-(((np.log2(np.maximum(f, 1)) - np.log2((low * high) ** 0.5)) / np.log2(high / low)) ** 2) * 4)
    out = np.fft.irfft(spectrum, t.size)
    return out / np.abs(out).max() * np.exp(-decay * t)


def mix(*parts):
    """Adds (start seconds, sound) parts."""
    size = max(int(RATE * at) + sound.size for at, sound in parts)
    out = np.zeros(size)
    for at, sound in parts:
        start = int(RATE * at)
        out[start:start + sound.size] += sound
    return out


BELL = ((1, 1.0), (2, 0.35), (3, 0.18), (4.2, 0.08))
WOOD = ((1, 1.0), (2.7, 0.5), (5.1, 0.2))

SOUNDS = {
    # name: (loudness 0..1, samples)
    "slide.wav": (0.25, mix((0, noise(0.07, 700, 3000, 45)), (0, tone(260, 0.06, 0.002, 50, WOOD) * 0.4))),
    "join.wav": (0.4, mix((0, tone(523.3, 0.16, 0.002, 20, BELL)), (0.045, tone(784, 0.2, 0.002, 18, BELL)))),
    "big.mp3": (0.5, mix(*[(i * 0.08, tone(f, 0.6, 0.002, 6, BELL)) for i, f in enumerate((523.3, 659.3, 784, 1046.5))])),
    "over.mp3": (0.4, mix(*[(i * 0.16, tone(f, 0.7, 0.004, 5, BELL)) for i, f in enumerate((392, 349.2, 293.7))])),
}


def write_wav(path, samples):
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


for name, (loudness, samples) in SOUNDS.items():
    samples = samples / np.abs(samples).max() * loudness
    fade = min(400, samples.size)
    samples[-fade:] *= np.linspace(1, 0, fade)
    path = os.path.join(OUT, name)
    if name.endswith(".wav"):
        write_wav(path, samples)
    else:
        with tempfile.NamedTemporaryFile(suffix=".wav") as temp:
            write_wav(temp.name, samples)
            subprocess.run(["sox", temp.name, "-C", "64", path], check=True)
