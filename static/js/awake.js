// The screen stays on while a tool runs, where the phone lets us.
let lock = null;

export async function stayAwake() {
  lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
}

export function mayRest() {
  lock?.release().catch(() => {});
  lock = null;
}
