"""`python -m goldcrest_train rewrite`: from pairs to the folder of the model."""

import json
import subprocess
from pathlib import Path

import torch

from . import data, export, noise, reference, train
from .net import Net, Shape

ROOT = Path(__file__).resolve().parents[4]
# What golden vectors are of: heard, said.
GOLDEN = [
    ("turn of the light", "turn off the light"),
    ("play alien bridges", "play leon bridges"),
    ("wake me at heaven", "wake me at seven"),
    ("<unk> the kitchen lamp", "dim the kitchen lamp"),
    ("what is whether", "what is the weather like today"),
    ("cold on", "call anne"),
    ("stop", "stop"),
]


def run(args, log) -> None:
    text = args.data / "text"
    pairs_file = text / "asr-pairs" / "train.jsonl"
    out = args.out or ROOT / "models-quantized" / "rewrite-generate-en"
    args.work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    pairs = data.pairs(args.engine, pairs_file)
    of = lambda part: [p for p in pairs if p.said.part == part]
    sources = [text / "slurp" / "unlabelled.txt", text / "slurp" / "devel.jsonl", text / "hwu64" / "utterances.jsonl"]
    sentences = data.sentences(args.engine, sources, [p.said for p in of("training")])
    log(f"{len(of('training'))} pairs and {len(sentences)} sentences for training, {len(of('development'))} pairs held back")
    checkpoint = args.work / f"generate-{args.seed}-{args.steps or train.STEPS}.pt"
    net = Net(Shape())
    if checkpoint.exists():
        net.load_state_dict(torch.load(checkpoint))
    else:
        costs = noise.learnt_costs((ROOT / "models-quantized" / "rewrite-edit-en" / "model.grwe").read_bytes())
        net = train.train(of("training"), of("development"), sentences, costs, log, args.seed, args.steps or train.STEPS)
        torch.save(net.state_dict(), checkpoint)
    net.quantised(True)
    net.eval()
    write(net, args.engine, pairs, pairs_file, args.trie, out, log, args.seed)


def write(net, engine, pairs, pairs_file, trie, out, log, seed) -> None:
    network = out / "network.grwg"
    network.write_bytes(export.exported(net))
    command = [engine, "rewrite", "fit", "--network", str(network), "--pairs", str(pairs_file), "--trie", str(trie),
               "--out", str(out / "model.grwg"), "--json"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    log(told.strip())
    network.unlink()
    model = (out / "model.grwg").read_bytes()
    both = data.texts(engine, [heard for heard, _ in GOLDEN] + [said for _, said in GOLDEN])
    rows = [(heard.symbols(), said.symbols()) for heard, said in zip(both, both[len(GOLDEN):])]
    (out / "golden.txt").write_text(reference.golden(model, rows))
    manifest = {"seed": seed, "weights": net.shape.weights(), **json.loads(told)}
    manifest.pop("file", None)
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
