"""What is said near a wake phrase: the phrase itself, and what must not wake."""

PHRASE = "hey goldcrest"
# Two words where an engine's own letter-to-sound is not to be trusted with the bird.
SPOKEN = ("hey gold crest", "hey goldcrest", "hey gold crest!", "hey, gold crest", "hey gold crest?", "hey goldcrest.")

NEAR = (
    "hey|hey there|hey you|gold|crest|gold crest|goldcrest|the goldcrest|a goldcrest|goldcrests|hey gold|hey golden|"
    "hey goldfish|hey goldie|hey goldilocks|hey gold chest|hey gold rush|hey gold ring|hey gold press|hey cold press|"
    "hey cold chest|hey cold rest|hey old crest|hey old chess|hey bold crest|hey coldest|hey oldest|hey told crest|"
    "hey goal rest|hey go rest|hey go west|hey good rest|hey good guess|hey god bless|hey crest|hey chris|hey greg|"
    "hey grace|hey craig|hey jarvis|hey google|okay google|hey siri|alexa|hey computer|hey cortana|hey mycroft|"
    "okay goldcrest|say goldcrest|the gold crest|they hold crests|play gold dress|may go west|way gold rush|"
    "day old bread|stay cold and rest|pay gold tax|hey call chris|hey hold this|hey hold fast|hey gold class|"
    "hey gold crust|hey gold coast|hey gold grass|hey gold crown|hey gold trust|hey bell crest|hey wood crest|"
    "hey hill crest|hey sea crest|hey firecrest|hey gold creek|hey goldberg|hey goldsmith|hey golf quest|hey gull crest|"
    "a cold breast|a bowl of cress|they go first|hay and gold|grey gold vest|hey gold vest|hey gold nest|hey request|"
    "the goldcrest is a very small bird|i saw a goldcrest in the garden|the crest of the wave|gold price today|"
    "what is a goldcrest|play the song goldcrest|hey what's the weather|hey can you help me|hey turn the lights on|"
    "hey go left|hey call the best|hey code rest|hey gourd crest|hey girl crest|hay gold chris|eight gold crests"
).split("|")


def positives(count: int, rng) -> list[str]:
    return [SPOKEN[int(rng.integers(len(SPOKEN)))] for _ in range(count)]


def near_misses(count: int, rng) -> list[str]:
    return [NEAR[i % len(NEAR)] for i in range(count)]
