"""The text that a command names, read and checked before anything is trained; needs no PyTorch."""

from collections import Counter
from pathlib import Path

from .data import NONE, SETS, Corpus
from .labels import Labels

ASSISTANTS = Path(__file__).parents[4] / "tools/assistants"


def folder(args) -> Path:
    """The assistant's folder, whether or not it exists."""
    return args.assistant or ASSISTANTS / args.set


def corpus(args) -> Corpus:
    """Sentences of `--set`; `Unusable` where they cannot be trained on."""
    # Templates need NumPy, the readers of examples nothing but PyYAML.
    if args.set == "own":
        from . import own

        read = own.corpus(args.assistant, args.examples, args.none)
    elif args.set == "home":
        from . import home

        read = home.corpus(args.data / "text", folder(args))
    elif args.set == "slurp":
        from . import slurp

        read = slurp.corpus(args.data / "text")
    else:
        read = SETS[args.set](args.data / "text")
    Labels.of(read)
    return read


def described(corpus: Corpus) -> str:
    """One line a fact: sizes of the parts, intents and slots, and intents with too few sentences to be learned well."""
    labels = Labels.of(corpus)
    counts = Counter(s.intent for s in corpus.train + corpus.reworded)
    lines = [f"{len(corpus.train)} sentences to learn, {len(corpus.tune)} to tune, {len(corpus.dev)} to measure, "
             f"{len(corpus.unlabelled)} without labels",
             f"{len(labels.intents)} intents, {len(labels.slots) if corpus.slotted else 0} slots, "
             f"{counts[NONE]} sentences that mean none of them"]
    few = [f"{intent} {counts[intent]}" for intent in labels.intents if counts[intent] < 10]
    if few:
        lines.append(f"fewer than ten sentences to learn: {', '.join(few)}")
    return "\n".join(lines)
