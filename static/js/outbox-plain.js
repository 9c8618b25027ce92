// A form with data-outbox and without htmx: it goes its usual way when the server answers at all. One
// without a token, as on the offline page, is always sent from here.
import { tellLost } from "./connection.js";
import { newId, put } from "./outbox-put.js";
import { patience } from "./patience.js";

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || !form.matches("[data-outbox]:not([hx-post])")) return;
  event.preventDefault();
  form.setAttribute("aria-busy", "true"); // a second tap waits, see busy.js
  const saidAt = new Date();
  if (!form.elements.id.value) form.elements.id.value = newId();
  const body = new FormData(form, submitter);
  if (form.elements.csrf_token && (await isThere())) return go(form, submitter);
  if (!(await put(form, submitter, body, saidAt))) tellLost({ request: { form } });
  form.removeAttribute("aria-busy");
});

export async function isThere() {
  const there = fetch("/healthz", { cache: "no-store", signal: patience(5_000) });
  return there.then(() => true, () => false);
}

// form.submit() knows no button and asks no listener.
function go(form, submitter) {
  if (submitter?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(field);
  }
  HTMLFormElement.prototype.submit.call(form);
}
