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
  target: ["chrome109", "safari16.4", "firefox115"],
  logLevel: "warning",
};

await Promise.all([
  build({
    ...common,
    entryPoints: { app: "static/js/app.js", style: "static/css/style.css" },
    format: "esm",
  }),
  // Classic scripts: one runs while the page loads, and Firefox before 147 takes no module as a
  // service worker.
  build({
    ...common,
    entryPoints: { early: "static/js/early.js", sw: "static/js/sw.js" },
    format: "iife",
  }),
]);
await cp("static/install", `${out}/install`, { recursive: true });
await cp("static/icons", `${out}/icons`, {
  recursive: true,
  filter: (path) => !path.endsWith(".py"),
});
