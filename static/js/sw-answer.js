// Does what a button of a notification says, and shows what the server says to it.
import { pictures, setBadge } from "./sw-look.js";
import { post } from "./sw-post.js";

const MOMENT = 4_000; // milliseconds: long enough to read a short sentence

// Whether it was done.
export async function answer(token, tag) {
  const said = await press(token);
  if (said) await Promise.all([setBadge(said.app_badge), thank(said, tag)]);
  return Boolean(said);
}

async function press(token) {
  try {
    const response = await post("/push/answers", { token });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // offline, or too slow
  }
}

// In place of the notification, without a sound. It leaves by itself, unless it leads somewhere.
async function thank({ said, hint, lang, dir, navigate }, tag) {
  const options = { body: hint, tag, lang, dir, silent: true, data: { navigate }, ...pictures() };
  await self.registration.showNotification(said, options);
  if (navigate) return;
  await new Promise((soon) => setTimeout(soon, MOMENT));
  const shown = await self.registration.getNotifications({ tag });
  shown.filter(({ title }) => title === said).forEach((one) => one.close());
}
