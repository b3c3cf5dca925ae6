"""What the sweep asks of a page, in the page's own language."""

WATCH = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) {
    if (!each.hadRecentInput) window.moved.push([each.value, each.sources.map(({ node }) => node?.className ?? "")]);
  }
}).observe({ type: "layout-shift", buffered: true });

// What stands before the element with the focus; "" for nothing.
window.behind = () => {
  const element = document.activeElement;
  const over = new Set();
  let inside = 0;
  for (const box of element.getClientRects()) {
    if (!box.width || !box.height) continue;
    // The boxes of lines overlap where a face is taller than its lines; the letters stand within their size. What is at
    // a point is told in whole pixels.
    const style = getComputedStyle(element);
    const spare = style.display === "inline" ? Math.max(2, (box.height - parseFloat(style.fontSize)) / 2 + 1) : 2;
    const [left, right, top, bottom] = [box.left + 2, box.right - 2, box.top + spare, box.bottom - spare];
    const middle = [(left + right) / 2, (top + bottom) / 2];
    for (const [x, y] of [[left, top], [right, top], [left, bottom], [right, bottom], middle]) {
      if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
      const there = document.elementFromPoint(x, y);
      if (!there) continue; // a part of a pixel beyond the edge
      inside += 1;
      const own = element.contains(there) || there.contains(element) || there.closest("label")?.control === element;
      if (!own) over.add(`${there.tagName} ${there.className}`);
    }
  }
  const name = () => `${element.tagName} ${element.className} “${element.textContent.trim().slice(0, 40)}”`;
  if (!inside) return `${name()} is out of sight`;
  return over.size ? `${name()} is behind ${[...over].join(", ")}` : "";
};

// What somebody meets who goes round the page with Tab, from its edge to its edge; there the body has the focus.
window.go_round = () => { window.way = { edges: 0, stops: 0, faults: [] }; };
window.go_round();
addEventListener("keydown", ({ key }) => {
  if (key !== "Tab") return;
  const way = window.way;
  if (document.activeElement === document.body) way.edges += 1;
  else if (way.edges === 1) {
    way.stops += 1;
    way.faults.push(window.behind());
  }
}, true);

// As the page was opened: what has the focus looks otherwise, and what was scrolled may be beneath a head that stays.
window.at_rest = () => {
  document.activeElement.blur();
  for (const each of document.querySelectorAll("*")) if (each.scrollTop || each.scrollLeft) each.scrollTo(0, 0);
};

window.hidden_in_turn = () => {
  const can = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const all = [...document.querySelectorAll(can)].filter((each) => each.tabIndex >= 0 && each.checkVisibility());
  const faults = [];
  for (const element of [...all, ...all.reverse()]) {
    element.focus();
    if (document.activeElement === element) faults.push(window.behind());
  }
  return [all.length, faults.filter(Boolean)];
};
"""
# Letters, words and lines as far apart as a reader may set them (WCAG 1.4.12). A constructed sheet, as a reader's own,
# is not the page's to refuse, so the security policy stays on.
APART = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
`);
document.adoptedStyleSheets = [sheet];
"""
# Words that cannot be read to their end. What is hidden from the eye is one pixel; of pictures the words stand beside.
CUT_OFF = """() => {
  const hides = (overflow) => ["hidden", "clip"].includes(overflow);
  const faults = [];
  for (const each of document.body.querySelectorAll("*")) {
    if (each.clientWidth <= 1 || each.clientHeight <= 1 || each.closest("svg") || !each.textContent.trim()) continue;
    const style = getComputedStyle(each);
    const over = [];
    if (hides(style.overflowX) && each.scrollWidth > each.clientWidth + 1) over.push("wide");
    if (hides(style.overflowY) && each.scrollHeight > each.clientHeight + 1) over.push("high");
    if (over.length && each.checkVisibility({ visibilityProperty: true })) {
      const words = each.textContent.trim().slice(0, 40);
      faults.push(`${each.tagName} ${each.className} “${words}” is too ${over.join(", ")}`);
    }
  }
  const room = document.documentElement;
  if (room.scrollWidth > innerWidth) faults.push(`scrolls sideways: ${room.scrollWidth} of ${innerWidth}`);
  return faults;
}"""
# Drawn to the end: GOV.UK Frontend has folded the menu.
DRAWN = """() => {
    const menu = document.querySelector(".govuk-js-service-navigation-toggle");
    return !menu || menu.hasAttribute("aria-expanded") || getComputedStyle(menu).display === "none";
}"""
# The shapes that a page is made of: each element's kind, classes and attributes with those of all that it stands in.
# Pages of one kind with the same shapes differ by their words and by how many rows they have.
OUTLINE = """() => {
  const shapes = new Set();
  const add = (element, within) => {
    const names = [...element.attributes].map(({ name }) => name).sort();
    const shape = `${within} > ${element.tagName}.${element.className} ${names}`;
    shapes.add(shape);
    for (const each of element.children) add(each, shape);
  };
  add(document.body, "");
  return [...shapes].sort().join("\\n");
}"""
