// What notifications and the app's icon look like, from the service worker.

export const pictures = () => ({ icon: ours("icon-192"), badge: ours("badge-96") });

// One of our icons by its name; its address carries a hash.
function ours(name) {
  return self.release?.assets?.find((address) => address.includes(`/${name}.`));
}

// The number on the app's icon, where the platform has one. The app itself sets it at each start.
export async function setBadge(number) {
  if (Number.isSafeInteger(number)) await navigator.setAppBadge?.(number).catch(() => {});
}
