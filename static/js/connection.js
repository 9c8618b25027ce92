// When an answer did not come, or is not one that a page can take in: a kind sentence. htmx swaps
// nothing then (see noSwap in base.html), so what was typed is still there.
const WORDS = {
  offline: "There is no connection right now. What you wrote is still here. Please try again soon.",
  slow: "That took too long. What you wrote is still here. Please try again.",
  400: "This page has been open for a while. Please load it again, then try once more.",
  403: "This page has been open for a while. Please load it again, then try once more.",
  404: "This is not here any more. Please load the page again.",
  410: "This is not here any more. Please load the page again.",
  413: "That is too long to save. Please make it shorter.",
  429: "That was a lot at once. Please wait a minute, then try again.",
  server: "That did not work on our side. What you wrote is still here. Please try again soon.",
};

export function say(text) {
  const notices = document.getElementById("notices");
  if (!notices) return;
  const notice = document.createElement("p");
  notice.className = "notice notice--warn";
  notice.textContent = text;
  notices.replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const { status } = ctx.response;
  if (status === 422) return; // the form comes back with its own messages
  say(WORDS[status] ?? WORDS.server);
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx?.request || ctx.response) return; // not a request, or its answer did come
  say(ctx.request.signal?.reason === "timeout" ? WORDS.slow : WORDS.offline);
});

// A sentence about a request is over when the next one works.
document.addEventListener("htmx:after:swap", () => {
  document.querySelector("#notices > .notice--warn")?.remove();
});
