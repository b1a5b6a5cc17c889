"""The synthetic clips of the golden test, in integers: `signals/mod.rs` makes the same samples."""

RATE = 16_000
TURN = 1 << 32
WORD = (1 << 32) - 1


class Noise:
    """A 32-bit linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def next(self, amplitude):
        """A sample from -amplitude to amplitude - 1."""
        self.state = (self.state * 1_664_525 + 1_013_904_223) & WORD
        return ((self.state >> 16) * 2 * amplitude >> 16) - amplitude


class Oscillator:
    """Two parabolas for a sine wave; Q15."""

    def __init__(self):
        self.phase = 0

    def next(self, hertz):
        self.phase = (self.phase + hertz * TURN // RATE) & WORD
        angle = (self.phase >> 16) - 32_768
        return angle * (32_768 - abs(angle)) >> 13


class Resonator:
    """A two-pole filter; coefficients in Q14."""

    def __init__(self, feedback, damping):
        self.feedback, self.damping = feedback, damping
        self.last = self.before = 0

    def next(self, sample):
        ringing = self.feedback * self.last - self.damping * self.before >> 14
        self.before, self.last = self.last, sample + ringing
        return self.last


def clip(sample):
    return max(-32_768, min(32_767, sample))


# (first resonator, second resonator), about 730/1090, 270/2290, 300/870, 530/1840 and 660/1720 Hz
VOWELS = [
    ((30_300, 15_500), (28_600, 15_000)),
    ((31_500, 15_700), (19_400, 14_600)),
    ((31_400, 15_700), (29_600, 15_100)),
    ((31_000, 15_600), (23_500, 14_800)),
    ((30_500, 15_500), (24_500, 14_800)),
]


def speech(seconds, seed):
    """Voiced syllables of 180 ms at a falling pitch, hissed onsets, a pause after every fifth."""
    noise = Noise(seed)
    samples = []
    filters = None
    until_pulse = 0
    for n in range(seconds * RATE):
        syllable, within = divmod(n, 2_880)
        if within == 0:
            filters = [Resonator(*pole) for pole in VOWELS[syllable * 7 % 5]]
            until_pulse = 0
        if syllable % 6 == 5:
            samples.append(0)
            continue
        if within < 480:
            excitation = noise.next(400)
        else:
            excitation = 0
            if until_pulse == 0:
                excitation = 2_400
                until_pulse = 110 + syllable % 6 * 9 + within // 160
            until_pulse -= 1
        level = min(within, 2_880 - within, 512)
        voice = filters[1].next(filters[0].next(excitation) >> 2)
        samples.append(voice * level >> 9)
    return samples


def chirp(seconds, amplitude, lowest, highest):
    oscillator = Oscillator()
    length = seconds * RATE
    return [
        oscillator.next(lowest + (highest - lowest) * n // length) * amplitude >> 15
        for n in range(length)
    ]


def bursts(seconds, seed):
    noise = Noise(seed)
    samples = []
    for n in range(seconds * RATE):
        burst, within = divmod(n, 5_600)
        heard = noise.next(32 << burst % 10)
        samples.append(heard if within < 1_900 else 0)
    return samples


def fade(seconds, seed):
    noise = Noise(seed)
    step = seconds * RATE // 15
    return [noise.next(1 << n // step) for n in range(seconds * RATE)]


def with_hum(samples):
    hum = Oscillator()
    return [sample + (hum.next(50) * 2_500 >> 15) + 900 for sample in samples]


def clips():
    """Name and samples of each clip."""
    made = {
        "chirp": chirp(6, 32_000, 40, 7_900),
        "quiet chirp": chirp(5, 40, 7_900, 100),
        "overdriven chirp": [clip(8 * s) for s in chirp(5, 32_000, 200, 3_000)],
        "speech": speech(10, 1),
        "distant speech": [s >> 6 for s in speech(6, 2)],
        "clipped speech": [clip(24 * s) for s in speech(6, 3)],
        "speech over hum": with_hum(speech(6, 4)),
        "noise bursts": bursts(7, 5),
        "fade": fade(6, 6),
        "loud noise": [Noise.next(n, 32_768) for n in [Noise(7)] for _ in range(5 * RATE)],
        "last bit": [Noise.next(n, 1) for n in [Noise(8)] for _ in range(4 * RATE)],
        "rails": [-32_768 if Noise.next(n, 2) < 0 else 32_767 for n in [Noise(9)] for _ in range(4 * RATE)],
        "lowest spikes": [-32_768 if n % 97 == 0 else n % 5 - 2 for n in range(4 * RATE)],
        "square": [32_767 if n * 2 * 440 // RATE % 2 == 0 else -32_768 for n in range(4 * RATE)],
        "silence": [0] * (4 * RATE),
        "after silence": [0] * (2 * RATE) + speech(3, 10),
    }
    return {name: [clip(sample) for sample in samples] for name, samples in made.items()}
