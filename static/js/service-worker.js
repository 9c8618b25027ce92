// Registers the service worker once the page has what it needs itself.
if ("serviceWorker" in navigator) {
  const register = () =>
    navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => {
      // Refused (a private window, a full disk): the app works without.
    });
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
}
