"""The readers of people's own data: every shape, what they refuse, and where they say it is. Run by `cargo xtask test`:

    python3 -m unittest discover --start-directory tools/train/tests
"""

import json
import subprocess
import sys
import tempfile
import unittest
from importlib.util import find_spec
from pathlib import Path

TRAIN = Path(__file__).parents[1]
sys.path.insert(0, str(TRAIN))

from goldcrest_train.nlu.data import Corpus, Sentence, Unusable  # noqa: E402
from goldcrest_train.nlu.labels import MOST_SLOTS, Labels  # noqa: E402
from goldcrest_train.nlu.shapes import load  # noqa: E402

RASA = """version: "3.1"
nlu:
- intent: brew
  examples: |
    - brew [two large](count) cups of [tea]{"entity": "drink", "value": "black tea"}
    - make me a drink
- synonym: tea
  examples: |
    - chai
- intent: stop
  examples: |
    - never mind
"""
SNIPS = {"intents": {"brew": {"utterances": [{"data": [
    {"text": "brew "}, {"text": "two large", "entity": "number", "slot_name": "count"}, {"text": " cups of "},
    {"text": "tea", "entity": "drink"}]}]}}}
RASA_LIST = """nlu:
- intent: brew
  examples:
  - text: |
      brew [two large](count) cups of [tea](drink:hot)
    metadata:
      sentiment: neutral
  - text: "make me a drink"
"""
RASA_JSON = {"rasa_nlu_data": {"common_examples": [
    {"text": "brew two large cups of tea", "intent": "brew", "entities": [
        {"start": 23, "end": 26, "value": "black tea", "entity": "drink"},
        {"start": 5, "end": 14, "value": "2", "entity": "count"}]},
    {"text": "stop", "intent": "stop"}]}}
SNIPS_YAML = """# two intents
---
type: intent
name: brew
slots:
  - name: count
    entity: number
utterances:
  - brew [count:number](two large) cups of [drink](tea)
  - make me a drink
---
type: entity
name: number
values:
  - [two, a pair]
---
type: intent
name: stop
utterances:
  - never mind
"""
LINE = {"text": "brew two large cups of tea", "intent": "brew",
        "slots": [{"slot": "count", "start": 1, "end": 3}, {"slot": "drink", "start": 5, "end": 6}]}
BREW = Sentence("brew two large cups of tea", "brew", ["O", "B-count", "I-count", "O", "O", "B-drink"])


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name: str, content) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def refused(self, name: str, content, where: str, why: str) -> None:
        path = self.file(name, content)
        with self.assertRaises(Unusable) as caught:
            load(path)
        message = str(caught.exception)
        self.assertTrue(message.startswith(f"{path}{where}"), message)
        self.assertIn(why, message)


class Shapes(Folder):
    def test_every_shape_gives_the_same_sentence(self):
        for name, content in (("a.jsonl", json.dumps(LINE) + "\n"), ("a.json", json.dumps(SNIPS)), ("b.json", json.dumps(RASA_JSON)),
                              ("a.yml", RASA), ("b.yml", RASA_LIST), ("c.yaml", SNIPS_YAML)):
            with self.subTest(name):
                self.assertEqual(load(self.file(name, content))[0], BREW)
                self.assertEqual(load(self.file(name, b"\xef\xbb\xbf" + content.encode()))[0], BREW)

    def test_what_else_is_in_files_of_rasa_and_snips(self):
        def rest(name, content):
            return [(s.text, s.intent) for s in load(self.file(name, content))][1:]

        self.assertEqual(rest("a.yml", RASA_LIST), [("make me a drink", "brew")])
        self.assertEqual(rest("a.json", json.dumps(RASA_JSON)), [("stop", "stop")])
        self.assertEqual(rest("b.yml", SNIPS_YAML), [("make me a drink", "brew"), ("never mind", "stop")])

    def test_rasa_leaves_out_what_is_no_intent(self):
        self.assertEqual([(s.text, s.intent) for s in load(self.file("a.yaml", RASA))][1:],
                         [("make me a drink", "brew"), ("never mind", "stop")])

    def test_snips_files_of_one_intent(self):
        one = {"brew": SNIPS["intents"]["brew"]["utterances"]}
        self.assertEqual(load(self.file("a.json", json.dumps(one))), [BREW])

    def test_a_slot_that_ends_inside_a_word_has_the_word(self):
        pieces = [{"text": "dim to "}, {"text": "50", "entity": "percent"}, {"text": "%, "}, {"text": "now", "entity": "time"}]
        read = load(self.file("a.json", json.dumps({"dim": [{"data": pieces}]})))
        self.assertEqual(read, [Sentence("dim to 50%, now", "dim", ["O", "O", "B-percent", "B-time"])])

    def test_neighbouring_spans_of_one_slot_stay_apart(self):
        self.assertEqual(load(self.file("a.yml", "nlu: [{intent: mix, examples: '[rum](drink) [cola](drink)'}]"))[0].tags,
                         ["B-drink", "B-drink"])

    def test_blank_lines_and_separators_of_unicode_count_as_they_should(self):
        rows = json.dumps({"text": "a\u2028b", "intent": "x"}, ensure_ascii=False) + "\n\n" + json.dumps({"intent": "x"})
        self.refused("a.jsonl", rows, ":3: ", "no 'text'")


class Broken(Folder):
    def broken_line(self, change: dict, why: str):
        rows = [json.dumps(LINE), json.dumps({**LINE, **change})]
        self.refused("a.jsonl", "\n".join(rows), ":2: ", why)

    def test_spans(self):
        slot = LINE["slots"][0]
        self.broken_line({"slots": [{**slot, "end": 7}]}, "slot count covers words 1 to 7 of 6")
        self.broken_line({"slots": [{**slot, "start": 3}]}, "slot count covers words 3 to 3 of 6")
        self.broken_line({"slots": [{**slot, "start": -1}]}, "covers words -1 to 3")
        self.broken_line({"slots": [slot, {**slot, "start": 2}]}, "slot count overlaps another")
        self.broken_line({"slots": [{"slot": "count", "start": 1}]}, "no 'end'")
        self.broken_line({"slots": [{**slot, "start": "1"}]}, "'start' is \"1\", expected a number of words")
        self.broken_line({"slots": [3]}, "expected an object, found 3")
        self.broken_line({"slots": {"count": "two"}}, "expected a list")

    def test_fields(self):
        self.broken_line({"text": None}, "'text' is null, expected a text")
        self.broken_line({"intent": 4}, "'intent' is 4, expected a text")
        self.refused("b.jsonl", "[1]", ":1: ", "expected an object, found [1]")
        self.refused("b.jsonl", '{"text": "a", "intent": "x"}\n{"text": ', ":2: ", "Expecting value")

    def test_bytes_that_are_no_text(self):
        self.refused("a.jsonl", json.dumps(LINE).encode() + b"\n\n\xff\xfe", ":3: ", "not UTF-8")
        self.refused("a.yml", b"nlu:\n- intent: \xff", ":2: ", "not UTF-8")

    def test_files_that_are_not_there_or_of_no_known_shape(self):
        with self.assertRaisesRegex(Unusable, "No such file"):
            load(self.folder / "none.jsonl")
        self.refused("a.csv", "text,intent", ": ", "unknown shape")

    def test_spans_of_rasa(self):
        for broken, shown in (("book [two](count seats", "[two]("), ("book [two seats", "[two seats"), ("book two](count)", "book two]"),
                              ("book [two]{\"entity\": }", "[two]{\"entity\": }"), ("book [two] seats", "[two]")):
            text = f"nlu:\n- intent: book\n  examples: |\n    - a table\n    - {broken}\n"
            self.refused("a.yml", text, ":5: ", shown)
        self.refused("a.yml", "nlu:\n- intent: a\n  examples:\n  - text: b\n  - text: |\n\n      c [two\n", ":7: ", "[two")
        self.refused("a.yml", "nlu:\n- intent: a\n  examples:\n  - metadata: b\n", ":4: ", "no text")

    def test_spans_of_rasas_json(self):
        entity = {"start": 0, "end": 4, "entity": "x"}
        for change, why in (({"end": 5}, "slot x covers characters 0 to 5 of 4"), ({"end": 0}, "covers characters 0 to 0"),
                            ({"start": -1}, "covers characters -1 to 4")):
            rows = {"rasa_nlu_data": {"common_examples": [{"text": "stop", "intent": "a", "entities": [{**entity, **change}]}]}}
            # an indent puts each brace, bracket and value on a line of its own: the entity begins on the eighth
            self.refused("a.json", json.dumps(rows, indent=1), ":8: ", why)
        twice = {"rasa_nlu_data": {"common_examples": [{"text": "stop", "intent": "a", "entities": [entity, entity]}]}}
        self.refused("a.json", json.dumps(twice, indent=1), ":13: ", "slot x overlaps another")
        self.refused("a.json", '{"rasa_nlu_data": {"common_examples": [\n{"text": "a"}]}}', ":2: ", "example 1 has no 'intent'")
        self.refused("a.json", '{\n"rasa_nlu_data": {"examples": []}}', ":2: ", "no list under rasa_nlu_data")

    def test_spans_of_snipss_yaml(self):
        for broken, shown in (("book [two](count seats", "[two]("), ("book [two seats", "[two seats"), ("book two](count)", "book two]"),
                              ("book [two] seats", "[two]"), ("book [two]()", "slot two covers no word")):
            self.refused("a.yml", f"type: intent\nname: a\nutterances:\n- b\n- {broken}\n", ":5: ", shown)
        self.refused("a.yml", "type: intent\nname: a\nutterances:\n- [two](count)\n", ":4: ", "expected")
        self.refused("a.yml", "name: a\ntype: intent\n", ":2: ", "no list of utterances")
        self.refused("a.yml", "type: intent\n", ":1: ", "no name")

    def test_empty_texts(self):
        self.refused("a.jsonl", json.dumps(LINE) + '\n{"text": " ", "intent": "x"}', ":2: ", "the text is empty")
        self.refused("a.jsonl", '{"text": "a", "intent": ""}', ":1: ", "the intent is empty")
        self.refused("a.json", '{"brew": [\n{"data": []}]}', ":2: ", "the text is empty")
        self.refused("a.json", '{"rasa_nlu_data": {"common_examples": [\n\n{"text": "", "intent": "a"}]}}', ":3: ", "the text is empty")
        self.refused("a.yml", "nlu:\n- intent: a\n  examples:\n  - text: ''\n", ":4: ", "the text is empty")

    def test_rasa_that_is_no_rasa(self):
        self.refused("a.yml", "nlu:\n- intent: [book\n", ":3", "expected")
        self.refused("a.yml", "- a\n- b\n", ": ", "no list `nlu`")
        self.refused("a.yml", "", ": ", "no list `nlu`")

    def test_snips_that_is_no_snips(self):
        self.refused("a.json", '{"intents":\n {"brew": }}', ":2: ", "Expecting value")
        self.refused("a.json", "[]", ":1: ", "no intents")
        self.refused("a.json", '{"brew":\n3}', ":2: ", "intent brew has no utterances")
        self.refused("a.json", '{"brew": [{"data": [{"text": "a"}]},\n{"data": [{"entity": "x"}]}]}', ":2: ", "utterance 2 of brew has no 'text'")
        self.refused("a.json", '{"intents": {"a": {"utterances": []}, "brew": {"utterances": [\n\n{"data": [{"text": 5}]}]}}}', ":3: ",
                     "utterance 1 of brew is no list of pieces")


class LabelSets(Folder):
    def test_more_slots_than_the_engine_reads(self):
        def labels(count):
            words = [f"w{i}" for i in range(count)]
            return Labels.of(Corpus([Sentence(" ".join(words), "x", [f"B-{w}" for w in words])], [], [], []))

        self.assertEqual(len(labels(MOST_SLOTS).tags), 255)
        with self.assertRaisesRegex(Unusable, "128 slots, the engine reads 127 at the most; .*w99"):
            labels(MOST_SLOTS + 1)

    def test_names_too_long_and_no_intent_at_all(self):
        with self.assertRaisesRegex(Unusable, "70000 bytes"):
            Labels.of(Corpus([Sentence("a", "x" * 70000, ["O"])], [], [], []))
        with self.assertRaisesRegex(Unusable, "no sentence has an intent"):
            Labels.of(Corpus([Sentence("a", "none", ["O"])], [], [], []))


def command(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "goldcrest_train", "nlu", "--set", "own", *map(str, arguments)],
                          cwd=TRAIN, capture_output=True, text=True, timeout=500, check=False)


def many(folder: Path) -> list[Path]:
    """Examples in all three shapes, of intents that differ by a word."""
    lines = [{"text": f"brew {n} cups", "intent": "brew", "slots": [{"slot": "count", "start": 1, "end": 2}]} for n in range(30)]
    rasa = "nlu:\n- intent: stop\n  examples: |\n" + "".join(f"    - stop machine [{n}](machine)\n" for n in range(30))
    snips = {"rinse": [{"data": [{"text": f"rinse part {n}"}]} for n in range(30)]}
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    (folder / "b.yml").write_text(rasa)
    (folder / "c.json").write_text(json.dumps(snips))
    (folder / "d.txt").write_text("\n".join(f"what happened in year {n}" for n in range(20)))
    return [folder / name for name in ("a.jsonl", "b.yml", "c.json")]


class Command(Folder):
    def test_check_says_what_there_is_and_needs_no_pytorch(self):
        done = command("--examples", *many(self.folder), "--none", self.folder / "d.txt", "--work", self.folder / "work", "--check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("88 sentences to learn, 11 to tune, 11 to measure", done.stdout)
        self.assertIn("3 intents, 2 slots", done.stdout)
        self.assertFalse((self.folder / "work").exists())

    def test_what_cannot_be_trained_on_is_status_2_and_one_line(self):
        for content, why in (("", "0 different sentences"), (json.dumps({**LINE, "slots": [{"slot": "x", "start": 5, "end": 9}]}),
                                                              "a.jsonl:1: slot x covers words 5 to 9 of 6")):
            done = command("--examples", self.file("a.jsonl", content), "--work", self.folder / "work")
            self.assertEqual(done.returncode, 2)
            self.assertIn(why, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    @unittest.skipUnless(find_spec("numpy"), "no NumPy: pip install numpy")
    def test_an_assistants_templates_and_examples_beside_them(self):
        assistant = self.folder / "assistant"
        (assistant / "sentences").mkdir(parents=True)
        (assistant / "entities").mkdir()
        (assistant / "assistant.yaml").write_text("name: kettle\nlanguage: en\n")
        (assistant / "sentences/kettle.yaml").write_text(
            "language: en\nintents:\n  Boil:\n    data:\n      - sentences:\n"
            "          - (boil|heat) [the] (water|kettle|pot) [for] (tea|coffee|soup|noodles|eggs) [please|now]\n"
            "  Stop:\n    data:\n      - sentences:\n          - (stop|end|cancel) [the] (water|kettle|pot) [please|now]\n")
        done = command("--assistant", assistant, "--examples", *many(self.folder), "--work", self.folder / "work", "--check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("5 intents, 2 slots", done.stdout)

    @unittest.skipUnless(all(map(find_spec, ("torch", "onnx", "onnxruntime"))), "no PyTorch: pip install -r requirements.txt")
    def test_examples_become_a_model_folder(self):
        out = self.folder / "nlu-kettle"
        done = command("--examples", *many(self.folder), "--none", self.folder / "d.txt", "--work", self.folder / "work",
                       "--out", out, "--name", "nlu-kettle", "--without", "distillation", "--steps", 60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({path.name for path in out.iterdir()},
                         {"CARD.md", "manifest.json", "table.bin", "body.onnx", "head.onnx", "golden.jsonl"})
        manifest = json.loads((out / "manifest.json").read_text())
        self.assertEqual((manifest["intents"], manifest["slots"], manifest["has_none"]),
                         (["brew", "rinse", "stop"], ["count", "machine"], True))
        self.assertEqual((out / "table.bin").stat().st_size, manifest["weights"]["table"])
        self.assertGreater(manifest["figures"]["development"]["int8"]["intent"], 80)


if __name__ == "__main__":
    unittest.main()
