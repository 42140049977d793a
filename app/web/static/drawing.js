// A drawing as a picture: its SVG is put on a canvas and kept as PNG. In a form it is asked for, since that it leaves is on record.

async function drawingOf(button) {
  if (!button.form) return button.closest("figure").querySelector("svg").cloneNode(true);
  const answer = await fetch(button.form.action, { method: "POST", body: new FormData(button.form) });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
}

async function keepAsPng(button) {
  const drawing = await drawingOf(button);
  if (!drawing) return button.form.submit(); // the page that comes says what is wrong
  const { width, height } = drawing.viewBox.baseVal;
  drawing.setAttribute("width", width);
  drawing.setAttribute("height", height);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.outerHTML)}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * 2, height: height * 2 });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const link = Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: button.dataset.png });
  link.click();
}

for (const button of document.querySelectorAll("[data-png]")) {
  button.hidden = false;
  button.addEventListener("click", () => keepAsPng(button));
}
