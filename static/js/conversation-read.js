// Says which messages were in sight of who reads, while the page is looked at; the number at the
// place for messages goes down with it. Without this there is a button.
import { onContent } from "./content.js";
import { words } from "./words.js";

onContent("[data-read]", (part) => {
  const tell = async () => {
    const fresh = [...part.querySelectorAll("[data-new]")];
    if (!fresh.length || document.hidden) return;
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    const body = new URLSearchParams({ upto: fresh.at(-1).dataset.messageId });
    const headers = { "HX-Request": "true", "X-CSRFToken": token };
    const response = await fetch(part.dataset.read, { method: "POST", headers, body }).catch(() => null);
    if (!response?.ok) return; // said with the next one
    fresh.forEach((line) => line.removeAttribute("data-new"));
    lower(Number(part.dataset.waitsHere ?? 0));
    part.dataset.waitsHere = 0;
  };
  part.addEventListener("conversation-shown", tell);
  document.addEventListener("visibilitychange", tell);
  tell();
});

function lower(by) {
  const count = document.querySelector("[data-unread]");
  if (!count) return;
  const left = Math.max(0, Number(count.dataset.unread) - by);
  count.dataset.unread = left;
  count.textContent = left;
  count.hidden = left === 0;
  document.querySelector("[data-unread-words]").textContent = left ? `, ${words("unread", { num: left })}` : "";
  document.dispatchEvent(new CustomEvent("unread-changed"));
}
