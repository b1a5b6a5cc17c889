"""Training text of the `home` assistant: its templates, what people said in data sets, and what means none of it.

`RELATED` says which labels of HWU64 and CLINC150 mean an intent of `home`, and under which words; sentences of the
labels in `UNCLEAR` may or may not, so they are only shown to the teacher, who decides. All others mean none.
"""

import re
from pathlib import Path

from .data import NONE, Corpus, Sentence, order, read
from .spoken import sentences

RELATED = (
    ("iot_hue_lighton", "LightOn", r"\b(on)\b"), ("iot_hue_lightoff", "LightOff", r"\b(off|out)\b"),
    ("iot_hue_lightup", "LightBrighter", r"^(?!.*\b(percent|to)\b)"), ("iot_hue_lightdim", "LightDimmer", r"^(?!.*\b(percent|to)\b)"),
    ("iot_hue_lightchange", "LightColor", r"\b(red|blue|green|yellow|orange|purple|pink|white|colou?rs?)\b"),
    ("audio_volume_up", "VolumeUp", r"^(?!.*\b(to|at)\b)"), ("audio_volume_down", "VolumeDown", r"^(?!.*\b(to|at)\b)"),
    ("audio_volume_mute", "VolumeMute", r"^(?!.*\b(un|for|until|till)\b)"),
    ("play_music", "MediaPlay", r"\b(jazz|rock|pop|blues|classical|country|music)\b"), ("play_radio", "MediaPlay", r"\bthe radio$"),
    ("play_audiobook", "AudiobookPlay", r"\b(read|book)\b"),
    ("iot_coffee", "BrewStart", r"^(?!.*\b(at|am|pm|every|in|tomorrow|off|buy|order)\b)"),
    ("datetime_query", "TimeNow", r"^(?=.*\btime\b)(?!.*\b(in|at|zone|date|for|until|till)\b)"),
    ("datetime_query", "DateToday", r"^(?=.*\b(date|day)\b)(?!.*\b(tomorrow|is the|easter|next|last|falls)\b)"),
    ("timer", "TimerSet", ""), ("next_song", "MediaNext", ""), ("thank_you", "Thanks", ""), ("what_can_i_ask_you", "Help", ""),
    ("time", "TimeNow", r"^(?!.*\b(in|zone|timezone|at|for)\b)"), ("date", "DateToday", r"^(?!.*\b(tomorrow|from|after|days|yesterday)\b)"),
    ("change_volume", "VolumeSet", r"\b(to|at)\b.*\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|max\w*|full|half)\b"),
    ("change_volume", "VolumeUp", r"^(?!.*\b(to|at)\b)(?=.*\b(up|louder|raise|increase|higher)\b)"),
    ("change_volume", "VolumeDown", r"^(?!.*\b(to|at)\b)(?=.*\b(down|quieter|lower|decrease|softer)\b)"),
    ("cancel", "NeverMind", ""),
)
UNCLEAR = {"iot_hue_lighton", "iot_hue_lightoff", "iot_hue_lightup", "iot_hue_lightdim", "iot_hue_lightchange", "audio_volume_up",
           "audio_volume_down", "audio_volume_mute", "audio_volume_other", "play_music", "play_radio", "play_audiobook", "iot_coffee",
           "datetime_query", "music_settings", "change_volume", "smart_home", "cancel", "time", "date", "timer", "next_song",
           "general_commandstop", "general_praise", "thank_you", "what_can_i_ask_you", "iot_wemo_on", "iot_wemo_off", "iot_hue",
           "repeat", "general_repeat", "play_podcasts", "music_query", "yes", "no", "general_affirm", "general_negate",
           "general_confirm", "general_dontcare", "maybe", "whisper_mode", "timezone", "reset_settings"}
# Measured, never learned: other words for the intents, what sounds like a command and is none, and both by two writers
# who had seen neither the training text nor these.
HELD, NEAR = "paraphrases/held.jsonl", "paraphrases/near.jsonl"
INDEPENDENT, INDEPENDENT_2 = "paraphrases/independent.jsonl", "paraphrases/independent-2.jsonl"


def natural(rows: list[Sentence]) -> tuple[list[Sentence], list[Sentence], list[str]]:
    """Sentences that mean an intent, that mean none, and texts of which nobody said."""
    meant, none, unclear = [], [], []
    for s in rows:
        text = s.text.lower()
        rule = next((intent for label, intent, words in RELATED if label == s.intent and re.search(words, text)), None)
        if rule:
            meant.append(Sentence(s.text, rule, []))
        elif s.intent in UNCLEAR:
            unclear.append(s.text)
        else:
            none.append(Sentence(s.text, NONE, ["O"] * len(s.words)))
    return meant, none, unclear


def corpus(root: Path, folder: Path, drawn: int = 5000, reworded: int = 18000, near: int = 8000, nones: int = 5000,
           texts: int = 6000, seed: int = 11) -> Corpus:
    """`reworded` sentences say the templates' intents in other words, `near` ones sound like commands and are none."""
    templates = sentences(folder, drawn, seed)
    rows = [s for _, s in read(root / "hwu64/utterances.jsonl")]
    rows += [s for _, s in read(root / "slurp/devel.jsonl")]
    rows += [s for _, s in read(root / "clinc150/train.jsonl")]
    meant, none, unclear = natural(rows)
    none = sorted(none, key=lambda s: order(s.text))
    dev = [s for _, s in read(folder / "paraphrases/development.jsonl")]
    held = {s.text for s in dev} | {s.text for part in (HELD, NEAR, INDEPENDENT, INDEPENDENT_2) for _, s in read(folder / part)}
    lines = (root / "slurp/unlabelled.txt").read_text().splitlines()
    lines = sorted(dict.fromkeys(lines), key=order)[:texts]
    unlabelled = [t for t in dict.fromkeys([*unclear, *lines]) if t.strip() and t not in held]
    train = sorted(templates + meant + none[:nones], key=lambda s: order(s.intent + s.text))
    train = [s for s in train if s.text not in held]
    tune = train[: len(train) // 15]
    said = [s for s in sentences(folder, reworded, seed + 1, "paraphrases/training/*.yaml", near) if s.text not in held]
    return Corpus(train[len(tune):], tune, dev, unlabelled, reworded=said)
