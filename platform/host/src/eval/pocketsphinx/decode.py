"""Decodes recordings from standard input with PocketSphinx and a finite-state grammar.

Each recording is its number of samples (u32) and the samples (i16, 16 kHz), little-endian; the answer is one
line of JSON: the words, or null. Arguments: grammar, dictionary.
"""
import json
import struct
import sys

try:
    from pocketsphinx import Decoder, get_model_path
except ImportError as error:
    print(json.dumps({"missing": str(error)}), flush=True)
    sys.exit(0)

decoder = Decoder(
    hmm=get_model_path("en-us/en-us"),
    fsg=sys.argv[1],
    dict=sys.argv[2],
    bestpath=False,
    loglevel="FATAL",
)
print(json.dumps({"ready": True}), flush=True)
source = sys.stdin.buffer
while header := source.read(4):
    (count,) = struct.unpack("<I", header)
    decoder.start_utt()
    decoder.process_raw(source.read(2 * count), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    print(json.dumps(found.hypstr if found else None), flush=True)
