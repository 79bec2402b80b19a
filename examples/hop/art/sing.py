"""Makes every sound of hop: python3 sing.py  (needs numpy, and sox for the MP3 files) writes ../sounds."""
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


def chirp(start, end, seconds, bend=1.0, decay=9.0):
    t = time(seconds) / seconds
    return tone(start + (end - start) * t ** bend, seconds, decay=decay, partials=((1, 1.0), (2, 0.22)))


BELL = ((1, 1.0), (2, 0.35), (3, 0.18), (4.2, 0.08))
WOOD = ((1, 1.0), (2.7, 0.5), (5.1, 0.2))

SOUNDS = {
    # name: (loudness 0..1, samples)
    "hop.wav": (0.45, mix((0, chirp(620, 1150, 0.13, 0.7, 14)), (0, noise(0.08, 900, 4000, 40) * 0.18))),
    "land.wav": (0.5, mix((0, tone(210, 0.16, 0.001, 30, WOOD)), (0, noise(0.06, 300, 1500, 60) * 0.5))),
    "perfect.mp3": (0.5, mix((0, tone(880, 0.5, 0.002, 7, BELL)), (0.07, tone(1318.5, 0.6, 0.002, 6, BELL) * 0.8))),
    "berry.mp3": (0.5, mix((0, tone(1046.5, 0.3, 0.002, 9, BELL)), (0.06, tone(1568, 0.4, 0.002, 8, BELL)))),
    "creak.mp3": (0.4, mix(*[(i * 0.045, tone(150 + 18 * i, 0.07, 0.001, 40, WOOD)) for i in range(5)])),
    "snap.mp3": (0.6, mix((0, noise(0.18, 500, 5000, 28)), (0.0, tone(130, 0.25, 0.001, 18, WOOD)))),
    "fall.mp3": (0.5, mix((0, chirp(980, 240, 0.6, 0.8, 2.5)), (0.56, noise(0.25, 120, 700, 16) * 0.9))),
    "best.mp3": (0.5, mix(*[(i * 0.11, tone(f, 0.7, 0.002, 5, BELL)) for i, f in enumerate((659.3, 784, 987.8, 1318.5))])),
    "chirp.mp3": (0.4, mix((0, chirp(2600, 3600, 0.07)), (0.1, chirp(3300, 2500, 0.08)), (0.21, chirp(2700, 3700, 0.06)))),
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
