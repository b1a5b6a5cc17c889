"""The generator of the strategy `generate`: what was said, sound by sound, from what was heard."""
