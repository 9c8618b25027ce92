// "Weekday evenings" ticks its boxes here and now. Without this the button sends the form, and the
// page comes back with them ticked.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-week-pick]");
  if (!button) return;
  event.preventDefault();
  const parts = button.dataset.weekPick.split(" ");
  const isNone = button.value === "none";
  for (const box of button.form.querySelectorAll('[name="parts"]')) {
    if (isNone) box.checked = false;
    else if (parts.includes(box.value)) box.checked = true;
  }
});
