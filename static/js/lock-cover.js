// The cover over a page of a device with a PIN. The page stays as it is below, with what was typed.
const { classList } = document.documentElement;

export const cover = () => classList.add("is-covered");
export const isCovered = () => classList.contains("is-covered");

export function uncover() {
  classList.remove("is-covered");
  document.querySelector("dialog.cover")?.remove();
}

// Asks for the PIN over the page; a page that has no form for it goes where there is one.
export function ask() {
  cover();
  const template = document.querySelector("template[data-cover]");
  if (!template) return location.replace(`/unlock?next=${encodeURIComponent(location.pathname)}`);
  if (document.querySelector("dialog.cover")) return;
  const dialog = template.content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  window.htmx.process(dialog);
  // Escape closes no cover: some browsers allow one only, and close at the second
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => dialog.isConnected && dialog.showModal());
  dialog.showModal();
}

const isUnlock = (ctx) => ctx?.request?.form?.matches("dialog [data-unlock]");

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!isUnlock(ctx) || ctx.response) return;
  ctx.request.form.querySelector("[data-no-signal]").hidden = false;
});

// Not before htmx is done with the form: the cover leaves with it.
export function onRight(then) {
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (isUnlock(ctx) && ctx.response?.status === 204) then();
  });
}
