// What a script says stands in the page, in the page's language: each sentence by its name in a
// <template data-words> (templates/_words.html). `said` fills its %(holes)s; by `said.num` the
// language chooses among its plurals.
export function words(name, said = {}) {
  const all = [...document.querySelectorAll("template[data-words]")].flatMap(({ content }) => [
    ...content.querySelectorAll(`[data-word="${name}"]`),
  ]);
  const plural = "num" in said ? new Intl.PluralRules(document.documentElement.lang).select(said.num) : undefined;
  const chosen = all.find((one) => one.dataset.plural === plural) ?? all.at(-1);
  return (chosen?.textContent ?? "").replace(/%\((\w+)\)s/g, (hole, key) => said[key] ?? hole);
}

// Whose dates and times the page has, such as es-US.
export function formats() {
  const { dataset, lang } = document.documentElement;
  return dataset.formats ?? lang;
}
