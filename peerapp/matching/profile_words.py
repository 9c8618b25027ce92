"""What the conversation says: each question, why it is asked, who sees the answer, its fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from peerapp.language import lazy
from peerapp.matching.models import Side


@dataclass(frozen=True)
class Ask:
    title: str  # in the summary
    question: str
    why: str


SEEN = {
    Side.MEMBER: lazy(
        "It is used to find a mentor. The coordinator can see it when pairing people. "
        "A mentor sees it only if you tick this."
    ),
    Side.MENTOR: lazy(
        "It is used to find mentees who fit. The coordinator can see it when pairing "
        "people. A member sees it only if you tick this."
    ),
}
SHOW = {
    Side.MEMBER: lazy("Show this to a mentor I ask, or one my program asks for me"),
    Side.MENTOR: lazy("Show this to members I could fit"),
}
# What the other side reads of an answer that holds a wish, too.
NOT_THE_WISH = {
    "pathways": lazy("They see only your pathways, never what is not for you."),
    "gender": lazy("They see only your own gender, never your wish."),
    "age": lazy("They see only something like “In their 40s”, never your wish."),
}
# Who comes together tells of it, whether it is shown or not.
GUESSED = lazy("Someone who is suggested to you, or asks you, may be able to guess it.")
CAN_BE_GUESSED = ("pathways", "gender", "age", "experiences")


def who_sees(question: str, side: Side) -> str:
    said = [SEEN[side], NOT_THE_WISH.get(question)]
    said.append(GUESSED if question in CAN_BE_GUESSED else None)
    return " ".join(str(one) for one in said if one)


ASKS: Mapping[Side, Mapping[str, Ask]] = {
    Side.MEMBER: {
        "recovering_from": Ask(
            lazy("What I am recovering from"),
            lazy("What are you recovering from?"),
            lazy("A mentor who has been there knows how it feels. Choose as many as fit."),
        ),
        "pathways": Ask(
            lazy("My pathway"),
            lazy("Which pathway is yours?"),
            lazy("It helps to walk with someone who knows your way."),
        ),
        "languages": Ask(
            lazy("Languages"),
            lazy("Which languages do you want to talk in?"),
            lazy("We only suggest mentors who speak at least one of them."),
        ),
        "gender": Ask(
            lazy("Gender"),
            lazy("Does the gender of your mentor matter?"),
            lazy("Some of us can only open up to some people. That is fine."),
        ),
        "age": Ask(
            lazy("Age"),
            lazy("Does the age of your mentor matter?"),
            lazy("Some want a mentor of their own age, some want one with more years."),
        ),
        "experiences": Ask(
            lazy("Life experience"),
            lazy("What should a mentor know from their own life?"),
            lazy(
                "Having lived the same things can make it easier to talk. Choose only what matters."
            ),
        ),
        "when": Ask(
            lazy("When I can talk"),
            lazy("When can you talk?"),
            lazy("We look for a mentor who has time when you do. A rough idea is enough."),
        ),
        "how": Ask(
            lazy("How we talk"),
            lazy("How would you like to talk?"),
            lazy("So that you get a mentor who likes to talk the same way."),
        ),
        "hopes": Ask(
            lazy("What I hope for"),
            lazy("What do you hope for?"),
            lazy("A mentor can then say if they are the right one for it."),
        ),
    },
    Side.MENTOR: {
        "recovering_from": Ask(
            lazy("What I have lived"),
            lazy("Which of these have you lived?"),
            lazy("A member finds it easier to trust someone who has been there."),
        ),
        "pathways": Ask(
            lazy("My pathway"),
            lazy("Which pathways do you know from inside?"),
            lazy("Members look for someone who knows their way."),
        ),
        "languages": Ask(
            lazy("Languages"),
            lazy("Which languages can you mentor in?"),
            lazy(
                "Only members who speak one of them are sent your way. "
                "You need at least one to be open for mentees."
            ),
        ),
        "gender": Ask(
            lazy("Gender"),
            lazy("Does the gender of your mentees matter?"),
            lazy("It is fine to have a boundary here. Some members have a wish too."),
        ),
        "age": Ask(
            lazy("Age"),
            lazy("Does the age of your mentees matter?"),
            lazy("It is fine to have a boundary here. Some members have a wish too."),
        ),
        "experiences": Ask(
            lazy("Life experience"),
            lazy("What do you know from your own life?"),
            lazy("Members can say what matters to them. Choose only what you like to be found by."),
        ),
        "when": Ask(
            lazy("When I can talk"),
            lazy("When can you talk?"),
            lazy("We look for members who have time when you do. A rough idea is enough."),
        ),
        "how": Ask(
            lazy("How we talk"),
            lazy("How do you like to talk?"),
            lazy("So that you get mentees who like to talk the same way."),
        ),
        "hopes": Ask(
            lazy("What I am there for"),
            lazy("What can you be for a mentee?"),
            lazy("Members say what they hope for. Nobody has to offer all of it."),
        ),
        "about": Ask(
            lazy("About me"),
            lazy("What would you like members to read?"),
            lazy(
                "A few honest words make it easier to ask you. "
                "Members to whom you are suggested see all of this page."
            ),
        ),
        "limits": Ask(
            lazy("My limits"),
            lazy("How much can you carry?"),
            lazy(
                "Good mentors rest, too. You can change this any time. "
                "Members see your hours. The rest is for the coordinator and for finding mentees."
            ),
        ),
    },
}

# The labels of fields that differ for a mentor; the others stand in profile_forms.py.
MENTOR_LABELS = {
    "recovering_from": lazy("I have lived"),
    "pathways": lazy("Pathways I know"),
    "unwanted_pathways": lazy("Pathways I do not mentor in"),
    "gender_need": lazy("The gender of a mentee"),
    "age_need": lazy("The age of a mentee"),
    "experiences": lazy("I know from my own life"),
    "hopes": lazy("I can be there for"),
}
UNWANTED_HINT = {
    Side.MEMBER: lazy("We will not suggest mentors who walk only these."),
    Side.MENTOR: lazy("We will not send members your way who walk only these."),
}
