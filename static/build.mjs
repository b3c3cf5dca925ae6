// Builds everything the browser and the PDF need into static/built/. Run by build.py after `npm ci`.

import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";
import { plotlyRules } from "./plotly-rules.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
// Built beside and moved into place whole: a PDF being made meanwhile still finds its fonts.
const finished = path.join(here, "built");
const built = path.join(here, ".building");

const copies = {
  "govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
  "plotly.js-basic-dist-min/plotly-basic.min.js": "plotly-basic.min.js",
};

// Faces for the PDF: text, then the two that hold shapes, ticks, arrows and comparison signs.
const faces = [
  "noto-sans/400Regular/NotoSans_400Regular.ttf",
  "noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf",
  "noto-sans/700Bold/NotoSans_700Bold.ttf",
  "noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf",
  "noto-sans-math/400Regular/NotoSansMath_400Regular.ttf",
];

// The same face for pages: what English needs (26 kB), and what a browser fetches where Welsh or other letters stand.
const pageFaces = ["latin", "latin-ext"].flatMap((letters) => ["400", "700"].map((weight) => `noto-sans-${letters}-${weight}-normal.woff2`));

rmSync(built, { recursive: true, force: true });
mkdirSync(path.join(built, "fonts"), { recursive: true });

const { css } = compile(path.join(here, "scss", "app.scss"), {
  style: "compressed",
  loadPaths: [modules],
  quietDeps: true,
});
writeFileSync(path.join(built, "app.css"), css);

for (const [from, to] of Object.entries(copies)) {
  // Source maps are not shipped, so nothing may point to them.
  const source = readFileSync(path.join(modules, from), "utf8").replace(/\/\/# sourceMappingURL=\S+\s*$/, "");
  writeFileSync(path.join(built, to), source);
}
for (const face of faces) {
  cpSync(path.join(modules, "@expo-google-fonts", face), path.join(built, "fonts", path.basename(face)));
}
for (const face of pageFaces) {
  cpSync(path.join(modules, "@fontsource", "noto-sans", "files", face), path.join(built, "fonts", face));
}
cpSync(path.join(here, "js"), path.join(built, "js"), { recursive: true });
cpSync(path.join(here, "images"), path.join(built, "images"), { recursive: true });

const rules = plotlyRules(readFileSync(path.join(built, "plotly-basic.min.js"), "utf8"));
writeFileSync(path.join(built, "plotly.css"), rules.join("\n") + "\n");

rmSync(finished, { recursive: true, force: true });
renameSync(built, finished);

console.log(`built app.css (${Math.round(css.length / 1024)} kB), plotly.css (${rules.length} rules), ${faces.length + pageFaces.length} fonts`);
