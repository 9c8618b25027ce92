// What a person sees of a form that waits: the words that they typed, chose or tapped just now.
export function wordsOf(form, submitter) {
  const fields = [...form.elements].flatMap(ofField);
  const tapped = submitter && (submitter.name || !fields.length) ? [`${groupOf(submitter)} ${text(submitter)}`.trim()] : [];
  return [...tapped, ...fields];
}

function ofField(field) {
  if (field.type === "radio" || field.type === "checkbox") {
    if (!field.checked || !field.value || field.defaultChecked) return [];
    return [`${groupOf(field)} ${text(field.labels?.[0])}`.trim()];
  }
  const isTyped = field.matches("textarea, input:not([type=hidden], [type=submit], [type=button])");
  return isTyped && field.value !== field.defaultValue ? [field.value.trim()] : [];
}

function groupOf(field) {
  const group = field.closest("fieldset, [role=radiogroup]");
  const label = group?.getAttribute("aria-labelledby");
  const name = text(group?.querySelector("legend") ?? (label && document.getElementById(label)));
  return name && (/[?.:]$/.test(name) ? name : `${name}:`);
}

const text = (element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
