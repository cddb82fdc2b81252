/* The Django admin's own pages; nothing here is needed to use them. */

// A box to choose from is named after what is chosen in it, which may be nothing: it is called as its label says.
function nameTheBox(select) {
  const box = select.parentElement.querySelector(".select2-selection");
  const chosen = box?.querySelector(".select2-selection__rendered");
  const label = select.labels[0];
  if (!chosen || !label) return;
  label.id ||= `label-of-${select.id}`;
  box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
  chosen.setAttribute("aria-labelledby", label.id);
}

addEventListener("load", () => {
  // In jQuery's own queue: behind what makes the boxes, which may come after this event.
  globalThis.django?.jQuery?.(() => document.querySelectorAll("select.admin-autocomplete").forEach(nameTheBox));
  // What scrolls sideways and holds nothing to stop at is scrolled with the keyboard all the same.
  document.querySelectorAll(".inline-group").forEach(group => { group.tabIndex = 0; });
});
