// A chart as a picture: the drawing on the page, put on a canvas and kept as PNG.
const button = document.querySelector("[data-png]");
const drawing = document.querySelector("svg.chart");

async function keepAsPng() {
  const box = drawing.viewBox.baseVal;
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.outerHTML)}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: box.width * 2, height: box.height * 2 });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const link = Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: "chart.png" });
  link.click();
}

if (button && drawing) {
  button.hidden = false;
  button.addEventListener("click", keepAsPng);
}
