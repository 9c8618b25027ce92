// What is half-written or half-chosen stays when an answer to something else changes the part around
// it; what was sent and what nobody has touched shows what is saved now. With hx-swap="outerMorph"
// the fields themselves stay; with "outerHTML" the new ones with the same ids take over.
const FIELDS = "textarea, input:not([type=hidden], [type=submit], [type=file])";

const drafts = new WeakMap(); // by the answer: the fields to keep, with their values
const refused = new WeakSet(); // forms that came back with messages, so nothing of them is saved

const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

const isChanged = (field) =>
  isChoice(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;

export const isTyped = (part = document.querySelector("main")) =>
  [...part.querySelectorAll(FIELDS)].some(isChanged);

function wasSent(field, { form, body }) {
  if (field.form !== form) return false;
  const sent = body.getAll(field.name);
  return isChoice(field) ? sent.includes(field.value) === field.checked : sent[0] === field.value;
}

const STYLES = ["outerMorph", "outerHTML"];

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const swap = tasks.find((task) => task.type === "main" && STYLES.includes(task.swapSpec.style));
  if (!swap?.target || !ctx.request.form) return;
  if (ctx.response.status === 422) refused.add(ctx.request.form);
  else refused.delete(ctx.request.form);
  const fields = [...swap.target.querySelectorAll(FIELDS)];
  const kept = fields
    .filter((field) => isChanged(field) || refused.has(field.form))
    .filter((field) => !wasSent(field, ctx.request))
    .map((field) => [field, isChoice(field) ? "checked" : "value"])
    .map(([field, what]) => [field, what, field[what]]);
  drafts.set(ctx, { swap, kept });
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!drafts.has(ctx)) return;
  const { swap, kept } = drafts.get(ctx);
  const part = swap.target; // htmx has put the new one there
  const { form } = ctx.request;
  for (const field of part.querySelectorAll(FIELDS)) {
    if (isChoice(field)) field.checked = field.defaultChecked;
    else if (field.value !== field.defaultValue) field.value = field.defaultValue;
  }
  for (const [old, what, value] of kept) {
    const field = old.isConnected ? old : document.getElementById(old.id);
    if (field && field[what] !== value) field[what] = value;
  }
  // a script may take a file away, but not put one back
  if (!refused.has(form)) part.querySelectorAll("input[type=file]").forEach((file) => (file.value = ""));
  if (refused.has(form) && !form.isConnected) refused.add(likeIt(form, part) ?? form);
  fold(part, form);
});

const likeIt = (form, part) =>
  [...part.querySelectorAll("form")].find((one) => one.getAttribute("action") === form.getAttribute("action"));

// What is saved is folded away, what has a message or is not saved is open.
function fold(card, form) {
  for (const more of card.querySelectorAll("details")) {
    if (more.querySelector(".error") || [...more.querySelectorAll(FIELDS)].some(isChanged)) {
      more.open = true;
    } else if (more.contains(form)) {
      more.open = false;
      more.querySelector("summary").focus({ preventScroll: true });
    }
  }
}

// The browser gives back what was typed when it comes back to a page.
window.addEventListener("pageshow", () => {
  for (const more of document.querySelectorAll("main details")) {
    if ([...more.querySelectorAll(FIELDS)].some(isChanged)) more.open = true;
  }
});
