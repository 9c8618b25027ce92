// What is half-written or half-chosen stays when an answer to something else changes the card around
// it (hx-swap="outerMorph"); what was sent and what nobody has touched shows what is saved now.
const FIELDS = "textarea, input:not([type=hidden], [type=submit])";

const drafts = new WeakMap(); // by the answer: the fields to keep, with their values
const refused = new WeakSet(); // forms that came back with messages, so nothing of them is saved

const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

const isChanged = (field) =>
  isChoice(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;

export const isTyped = () => [...document.querySelectorAll(`main :is(${FIELDS})`)].some(isChanged);

function wasSent(field, { form, body }) {
  if (field.form !== form) return false;
  const sent = body.getAll(field.name);
  return isChoice(field) ? sent.includes(field.value) === field.checked : sent[0] === field.value;
}

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const swap = tasks.find((task) => task.type === "main" && task.swapSpec.style === "outerMorph");
  if (!swap?.target) return;
  if (ctx.response.status === 422) refused.add(ctx.request.form);
  else refused.delete(ctx.request.form);
  const fields = [...swap.target.querySelectorAll(FIELDS)];
  const kept = fields
    .filter((field) => isChanged(field) || refused.has(field.form))
    .filter((field) => !wasSent(field, ctx.request))
    .map((field) => [field, isChoice(field) ? "checked" : "value"])
    .map(([field, what]) => [field, what, field[what]]);
  drafts.set(ctx, { card: swap.target, kept });
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!drafts.has(ctx)) return;
  const { card, kept } = drafts.get(ctx);
  for (const field of card.querySelectorAll(FIELDS)) {
    if (isChoice(field)) field.checked = field.defaultChecked;
    else if (field.value !== field.defaultValue) field.value = field.defaultValue;
  }
  for (const [field, what, value] of kept) if (field[what] !== value) field[what] = value;
  fold(card, ctx.request.form);
});

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
