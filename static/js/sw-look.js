// What notifications and the app's icon look like, from the service worker.
import { keepBadge, keptBadge } from "./badge-store.js";

export const pictures = () => ({ icon: ours("icon-192"), badge: ours("badge-96") });

// One of our icons by its name; its address carries a hash.
function ours(name) {
  return self.release?.assets?.find((address) => address.includes(`/${name}.`));
}

// The number on the app's icon, where the platform has one, as the server counts it, which leaves out
// mentees who need a mentor. The app itself sets it at each start. What is `new` never lowers it.
export async function setBadge(number, isNew) {
  if (!Number.isSafeInteger(number) || !navigator.setAppBadge) return;
  const { shown, mentees } = await keptBadge().catch(() => ({ shown: 0, mentees: 0 }));
  const next = Math.max(number + mentees, isNew ? shown : 0);
  await navigator.setAppBadge(next).catch(() => {});
  await keepBadge({ shown: next, mentees }).catch(() => {});
}
