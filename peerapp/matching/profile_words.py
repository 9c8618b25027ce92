"""What the conversation says: each question, why it is asked, who sees the answer, its fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from peerapp.matching.models import Side


@dataclass(frozen=True)
class Ask:
    title: str  # in the summary
    question: str
    why: str


SEEN = {
    Side.MEMBER: "It is used to find a mentor. The coordinator can see it when pairing people. "
    "A mentor sees it only if you tick this.",
    Side.MENTOR: "It is used to find mentees who fit. The coordinator can see it when pairing "
    "people. A member sees it only if you tick this.",
}
SHOW = {
    Side.MEMBER: "Show this to a mentor I ask, or one my program asks for me",
    Side.MENTOR: "Show this to members I could fit",
}
# What the other side reads of an answer that holds a wish, too.
NOT_THE_WISH = {
    "pathways": "They see only your pathways, never what is not for you.",
    "gender": "They see only your own gender, never your wish.",
    "age": "They see only something like “In their 40s”, never your wish.",
}
# Who comes together tells of it, whether it is shown or not.
GUESSED = "Someone who is suggested to you, or asks you, may be able to guess it."
CAN_BE_GUESSED = ("pathways", "gender", "age", "experiences")


def who_sees(question: str, side: Side) -> str:
    said = [SEEN[side], NOT_THE_WISH.get(question)]
    return " ".join(filter(None, [*said, GUESSED if question in CAN_BE_GUESSED else None]))


ASKS: Mapping[Side, Mapping[str, Ask]] = {
    Side.MEMBER: {
        "recovering_from": Ask(
            "What I am recovering from",
            "What are you recovering from?",
            "A mentor who has been there knows how it feels. Choose as many as fit.",
        ),
        "pathways": Ask(
            "My pathway",
            "Which pathway is yours?",
            "It helps to walk with someone who knows your way.",
        ),
        "languages": Ask(
            "Languages",
            "Which languages do you want to talk in?",
            "We only suggest mentors who speak at least one of them.",
        ),
        "gender": Ask(
            "Gender",
            "Does the gender of your mentor matter?",
            "Some of us can only open up to some people. That is fine.",
        ),
        "age": Ask(
            "Age",
            "Does the age of your mentor matter?",
            "Some want a mentor of their own age, some want one with more years.",
        ),
        "experiences": Ask(
            "Life experience",
            "What should a mentor know from their own life?",
            "Having lived the same things can make it easier to talk. Choose only what matters.",
        ),
        "when": Ask(
            "When I can talk",
            "When can you talk?",
            "We look for a mentor who has time when you do. A rough idea is enough.",
        ),
        "how": Ask(
            "How we talk",
            "How would you like to talk?",
            "So that you get a mentor who likes to talk the same way.",
        ),
        "hopes": Ask(
            "What I hope for",
            "What do you hope for?",
            "A mentor can then say if they are the right one for it.",
        ),
    },
    Side.MENTOR: {
        "recovering_from": Ask(
            "What I have lived",
            "Which of these have you lived?",
            "A member finds it easier to trust someone who has been there.",
        ),
        "pathways": Ask(
            "My pathway",
            "Which pathways do you know from inside?",
            "Members look for someone who knows their way.",
        ),
        "languages": Ask(
            "Languages",
            "Which languages can you mentor in?",
            "Only members who speak one of them are sent your way. "
            "You need at least one to be open for mentees.",
        ),
        "gender": Ask(
            "Gender",
            "Does the gender of your mentees matter?",
            "It is fine to have a boundary here. Some members have a wish too.",
        ),
        "age": Ask(
            "Age",
            "Does the age of your mentees matter?",
            "It is fine to have a boundary here. Some members have a wish too.",
        ),
        "experiences": Ask(
            "Life experience",
            "What do you know from your own life?",
            "Members can say what matters to them. Choose only what you like to be found by.",
        ),
        "when": Ask(
            "When I can talk",
            "When can you talk?",
            "We look for members who have time when you do. A rough idea is enough.",
        ),
        "how": Ask(
            "How we talk",
            "How do you like to talk?",
            "So that you get mentees who like to talk the same way.",
        ),
        "hopes": Ask(
            "What I am there for",
            "What can you be for a mentee?",
            "Members say what they hope for. Nobody has to offer all of it.",
        ),
        "about": Ask(
            "About me",
            "What would you like members to read?",
            "A few honest words make it easier to ask you. "
            "Members to whom you are suggested see all of this page.",
        ),
        "limits": Ask(
            "My limits",
            "How much can you carry?",
            "Good mentors rest, too. You can change this any time. "
            "Members see your hours. The rest is for the coordinator and for finding mentees.",
        ),
    },
}

# The labels of fields that differ for a mentor; the others stand in profile_forms.py.
MENTOR_LABELS = {
    "recovering_from": "I have lived",
    "pathways": "Pathways I know",
    "unwanted_pathways": "Pathways I do not mentor in",
    "gender_need": "The gender of a mentee",
    "age_need": "The age of a mentee",
    "experiences": "I know from my own life",
    "hopes": "I can be there for",
}
UNWANTED_HINT = {
    Side.MEMBER: "We will not suggest mentors who walk only these.",
    Side.MENTOR: "We will not send members your way who walk only these.",
}
