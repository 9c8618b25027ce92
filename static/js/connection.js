// When an answer did not come, or is an error: a kind sentence. htmx swaps nothing then (see noSwap
// in base.html), so what was typed is still there.
const WORDS = {
  offline: "There is no connection right now. What you wrote is still here. Please try again soon.",
  slow: "That took too long. What you wrote is still here. Please try again.",
  other: "That did not work. What you wrote is still here. Please try again soon.",
};

// #notices is a live region, so a screen reader says it where the focus is.
function say(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = "OK";
  close.addEventListener("click", () => toast.remove());
  toast.append(words, close);
  document.getElementById("notices")?.replaceChildren(toast);
}

document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.response.status === 422) return; // the form comes back with its own messages
  const page = new DOMParser().parseFromString(ctx.text, "text/html");
  say(page.querySelector("main .lead")?.textContent ?? WORDS.other);
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx?.request || ctx.response) return; // not a request, or its answer did come
  say(ctx.request.signal?.reason === "timeout" ? WORDS.slow : WORDS.offline);
});

// It is over when the person tries again.
document.addEventListener("htmx:before:request", () => {
  document.querySelector("#notices > .toast")?.remove();
});
