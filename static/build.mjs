// Bundles our stylesheet, scripts and service worker into the folder named on the command line.
import { cp } from "node:fs/promises";
import { build } from "esbuild";

const out = process.argv[2];
const common = {
  outdir: out,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  target: ["chrome105", "safari15.4", "firefox115"],
  logLevel: "warning",
};

await Promise.all([
  build({
    ...common,
    entryPoints: {
      app: "static/js/app.js",
      "pocket-page": "static/js/pocket-page.js",
      style: "static/css/style.css",
    },
    format: "esm",
  }),
  // Classic scripts: one runs while the page loads, and Firefox before 147 takes no module as a
  // service worker.
  build({
    ...common,
    entryPoints: ["early", "sw", "sw-pushes", "sw-off"].map((name) => `static/js/${name}.js`),
    format: "iife",
  }),
]);
await cp("static/install", `${out}/install`, { recursive: true });
await cp("static/icons", `${out}/icons`, {
  recursive: true,
  filter: (path) => !path.endsWith(".py"),
});
