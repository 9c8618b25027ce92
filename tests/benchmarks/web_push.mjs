// Sends with the npm package web-push: `node web_push.mjs FILE`, once for each line that comes in.
// Each line out: how many seconds it took, and how many of the processor.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { folder, subscriptions, text, key, atOnce } = JSON.parse(readFileSync(process.argv[2]));
const webPush = createRequire(`${folder}/`)("web-push");
webPush.setVapidDetails("mailto:operator@example.org", key.publicKey, key.privateKey);
const options = { TTL: 3600, urgency: "high", topic: "a".repeat(32) };

async function sendAll() {
  const began = performance.now(), before = process.cpuUsage();
  for (let at = 0; at < subscriptions.length; at += atOnce) {
    const some = subscriptions.slice(at, at + atOnce);
    await Promise.all(some.map((one) => webPush.sendNotification(one, text, options)));
  }
  const { user, system } = process.cpuUsage(before);
  return [(performance.now() - began) / 1e3, (user + system) / 1e6];
}

for await (const _ of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await sendAll()));
}
