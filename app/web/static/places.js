// A press on a number of the small map chooses the place that has it, as its answer above does.

document.addEventListener("click", (event) => {
  const dot = event.target.closest("[data-choose]");
  const answers = dot?.closest("fieldset").querySelectorAll("input") ?? [];
  const answer = [...answers].find((one) => one.value === dot.dataset.choose);
  if (!answer) return;
  answer.checked = true;
  answer.focus();
  answer.dispatchEvent(new Event("change", { bubbles: true }));
});
