// Bundles our stylesheet, scripts and service worker into the folder named on the command line.
import { cp } from "node:fs/promises";
import { build } from "esbuild";

const out = process.argv[2];

await build({
  entryPoints: {
    app: "static/js/app.js",
    sw: "static/js/sw.js",
    style: "static/css/style.css",
  },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome109", "safari16.4", "firefox115"],
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
});
await cp("static/icons", `${out}/icons`, { recursive: true });
