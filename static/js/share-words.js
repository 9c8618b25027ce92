// A title, a text and a link as the words of a note: each in a line of its own, and said once. As
// checkins/sharing_in.py does where there is no service worker.
const PARTS = ["title", "text", "url"];
// What no note can keep.
const NO_WORDS = /[\u0000-\u0008\u000b-\u001f]/g;
const MOST = 100_000; // letters: the page says what had to be left out

export function wordsIn(form) {
  let said = [];
  for (const part of PARTS.map((name) => cleaned(form.get(name))).filter(Boolean)) {
    if (said.some((line) => line.includes(part))) continue;
    said = [...said.filter((line) => !part.includes(line)), part];
  }
  return said.join("\n").slice(0, MOST);
}

function cleaned(part) {
  if (typeof part !== "string") return ""; // a file
  return part.replace(/\r\n?/g, "\n").replace(NO_WORDS, "").trim();
}
