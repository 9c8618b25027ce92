// Where the page is open: what no standard feature tells.

const OWN_WINDOW = ["standalone", "minimal-ui", "fullscreen"];

export const isInstalled = () =>
  navigator.standalone === true || OWN_WINDOW.some((mode) => matchMedia(`(display-mode: ${mode})`).matches);

// An iPad says that it is a Mac, but no Mac has a touch screen.
export const isIos = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);
