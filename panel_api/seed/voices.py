"""What invented people say, by where the need lies. All of it is invented."""

from collections.abc import Mapping
from random import Random
from typing import Final

CHILD: Final[Mapping[str, tuple[str, ...]]] = {
    "talking": ("I know what I want to say but the words get stuck.", "I like it when people wait for me."),
    "understanding": ("Teachers say a lot of things at once. I like pictures.",),
    "interaction": ("I like trains. I want a friend who likes trains.", "Break time is the hard bit."),
    "learning": ("I like it when we do it with things I can hold.", "Maths goes too fast."),
    "skills": ("Reading makes my head tired. I like stories when someone reads them.",),
    "attention": ("I forget what I was doing. Moving helps.",),
    "relationships": ("People fall out with me and I don't know why.",),
    "feelings": ("I get cross and then I am sorry. Mr Hill lets me go outside.",),
    "wellbeing": ("My tummy hurts on school days.", "I worry at night."),
    "hearing": ("It is too noisy to hear in the hall.",),
    "vision": ("I can see it if it is big and close.",),
    "movement": ("I want to do PE with everyone.",),
    "senses": ("The lights buzz. I like my headphones.",),
    "health": ("I don't like missing things when I am at hospital.",),
    "self_care": ("I want to do my own coat.",),
    "organisation": ("I like to know what is next.",),
}
FAMILY: Final = (
    "We see a happy child at weekends and a worn-out one on Friday. We would like help before it gets harder.",
    "The school has been kind. What works is one person who knows her; when that person is away, it falls apart.",
    "He is doing better with the extra help. We are afraid it will stop.",
    "We would like to be asked first, not told after.",
    "At home we use pictures and a timer, and it works. Could school do the same?",
)
SCHOOL: Final = (
    "We have run two cycles of support. The first helped a little; the second more, and takes an adult each morning.",
    "Small groups help. Progress slows when the class works as a whole.",
    "We use the notional budget for daily sessions and now reach its end.",
    "The support is working and costs more than we can meet from our own budget.",
    "We have asked the specialist teacher in, and follow the advice; the targets are met in part.",
)


def child_words(random: Random, levels: Mapping[str, int]) -> str:
    """What the child says about the strand that matters most to them."""
    most = max(levels.values())
    return random.choice(CHILD[random.choice([name for name, level in levels.items() if level == most])])
