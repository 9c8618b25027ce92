// An installed app is brought back days later with yesterday's page on the screen: load today's.
function today(zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format();
}

function isNewDay(card) {
  try {
    return today(card.dataset.zone) !== card.dataset.today;
  } catch {
    return false; // a zone that this browser does not know yet
  }
}

document.addEventListener("visibilitychange", () => {
  const card = document.querySelector("[data-today]");
  const typed = document.querySelector("#checkin textarea")?.value;
  const saved = document.querySelector("#checkin textarea")?.defaultValue;
  if (document.visibilityState === "visible" && card && typed === saved && isNewDay(card)) {
    location.reload();
  }
});
