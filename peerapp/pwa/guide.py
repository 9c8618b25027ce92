"""The ways onto the home screen, by kind of browser: templates/pwa/guide has a part for each."""

from peerapp.language import lazy

TITLES = {
    "iphone": lazy("iPhone and iPad"),
    "android": lazy("Android, with Chrome or Edge"),
    "samsung": lazy("Android, with Samsung Internet"),
    "firefox": lazy("Android, with Firefox"),
    "computer": lazy("Computer, with Chrome or Edge"),
    "mac": lazy("Mac, with Safari"),
}


def own_first(user_agent: str) -> dict[str, str]:
    own = way_of(user_agent)
    return {own: TITLES[own], **TITLES}


def way_of(user_agent: str) -> str:
    """An iPad says that it is a Mac: install-guide.js knows better."""

    def says(*words: str) -> bool:
        return any(word in user_agent for word in words)

    if says("iPhone", "iPad", "iPod"):
        return "iphone"
    if says("Android"):
        return "samsung" if says("SamsungBrowser") else "firefox" if says("Firefox") else "android"
    if says("Macintosh") and not says("Chrome", "Firefox"):
        return "mac"
    return "computer"
