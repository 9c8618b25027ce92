"""What a thumb hits: scripts for a page in a browser, each giving what is not right."""

# Of what a selector finds: targets that are small, or (nearly) touch: closer than 8 px both ways.
CLOSE = """(which) => {
  const boxes = [...document.querySelectorAll(which)]
    .filter((it) => it.offsetParent)
    .map((it) => [it.textContent.trim().replace(/\\s+/g, " "), it.getBoundingClientRect()]);
  const small = boxes.filter(([, box]) => Math.min(box.width, box.height) < 47.9);
  const gap = (a, b) => Math.max(
    b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom);
  const close = boxes.flatMap(([name, box], at) => boxes.slice(at + 1)
    .filter(([, other]) => gap(box, other) < 7.9)
    .map(([other, it]) => `${name} | ${other}: ${gap(box, it).toFixed(1)}`));
  return [...small.map(([name, box]) => `${name}: ${box.width} x ${box.height}`), ...close];
}"""
TOO_WIDE = """() => [...document.querySelectorAll("main *")]
  .filter((it) => it.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((it) => it.outerHTML.slice(0, 80))"""
# Whatever can be tapped and is lower or narrower than a thumb wants; a link in a sentence may be.
SMALL = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const isInText = (it) =>
    it.matches("a") && getComputedStyle(it).display === "inline" &&
    it.parentElement.textContent.trim().length > it.textContent.trim().length + 8;
  // its whole card is
  const isCovering = (it) => getComputedStyle(it, "::after").position === "absolute";
  return [...document.querySelectorAll(all)]
    .filter((it) => it.offsetParent && !it.closest(".visually-hidden, .skip"))
    .filter((it) => !isInText(it) && !isCovering(it))
    .map((it) => [it, (it.closest("label") ?? it).getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < 47.5)
    .map(([it, { width, height }]) => `${it.outerHTML.slice(0, 90)}: ${width} x ${height}`);
}"""
