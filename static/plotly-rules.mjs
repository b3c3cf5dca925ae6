// The rules that Plotly would put into a <style> element, which our content security policy forbids.
//
// Plotly no longer ships them as a file, so its bundle is run here against the few parts of a document that it
// touches while loading, and what it inserts is kept. The page links the result as
// <link id="plotly.js-style-global" class="no-inline-styles">, which tells Plotly not to inject anything.

import vm from "node:vm";

const FEWEST = 40; // 4.1.1 has 66; far fewer means that loading changed and the charts would lose their layout

class Element {}

function element() {
  return { style: { setProperty() {} }, setAttribute() {}, appendChild() {}, setAttributeNS() {}, getContext: () => null };
}

export function plotlyRules(source) {
  const rules = [];
  const styles = new Map();
  const style = {
    ...element(),
    matches: () => false,
    setAttribute: (name, value) => name === "id" && styles.set(value, style),
    sheet: { insertRule: (rule, index) => rules.splice(index, 0, rule) },
  };
  const document = {
    getElementById: (id) => styles.get(id) ?? null,
    createElement: (name) => (name === "style" ? style : element()),
    createElementNS: element,
    createTextNode: element,
    addEventListener() {},
    documentElement: element(),
    head: element(),
    body: element(),
  };
  const window = {
    document,
    Element,
    HTMLElement: Element,
    DOMParser: class {},
    URL: { createObjectURL: () => "" },
    navigator: { userAgent: "" },
    location: { href: "", protocol: "https:" },
    addEventListener() {},
    setTimeout,
    clearTimeout,
    performance,
    console,
  };
  window.window = window.self = window;
  vm.runInNewContext(source, window, { filename: "plotly-basic.min.js" });
  if (rules.length < FEWEST) {
    throw new Error(`Plotly inserted ${rules.length} style rules while loading, at least ${FEWEST} were expected`);
  }
  return rules;
}
