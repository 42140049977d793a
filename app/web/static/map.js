// The live map of a question. It draws what the tiles say and nothing of its own: circles in metres, shaded areas, numbers.
// The list beside it leads: focus on a line shows its shape. Where the browser cannot draw, the still picture stays.

const holder = document.querySelector("[data-map]");
const NOTHING = { type: "FeatureCollection", features: [] };
const said = document.querySelector("[data-said]");

if (holder && document.createElement("canvas").getContext("webgl2")) open(JSON.parse(holder.dataset.map));

async function open(given) {
  const { Map, NavigationControl, ScaleControl } = await import(given.library);
  const arabic = document.documentElement.lang === "ar";
  const look = looks();
  const words = given.words;
  holder.replaceChildren();
  holder.classList.add("map-live");
  const [west, south, east, north] = given.box;
  const map = new Map({
    container: holder, style: style(given, look, arabic), bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 24 }, maxZoom: 17,
    attributionControl: false, cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, maxPitch: 0, fadeDuration: 0,
    locale: {
      "Map.Title": words.map, "NavigationControl.ZoomIn": words.closer, "NavigationControl.ZoomOut": words.further,
      "CooperativeGesturesHandler.WindowsHelpText": words.gesture, "CooperativeGesturesHandler.MacHelpText": words.apple,
      "CooperativeGesturesHandler.MobileHelpText": words.touch,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-left");
  map.addControl(new ScaleControl({}), "bottom-left");
  map.on("load", () => label(map, given));
  map.on("sourcedata", ({ sourceId }) => { if (sourceId === "question") tell(map, words); });
  map.on("idle", () => { tell(map, words); holder.dataset.drawn = "yes"; });
  map.on("click", (event) => {
    const [hit] = map.queryRenderedFeatures(event.point, { layers: ["cell", "shape"] });
    said.textContent = hit ? spoken(hit.properties, words, arabic) : "";
  });
  for (const layer of ["cell", "shape"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  inStep(map);
  follow(map);
}

// Colours are those of the page, in its light and its dark.
function looks() {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name) => tokens.getPropertyValue(`--${name}`).trim();
  return {
    ink: token("ink"), muted: token("muted"), line: token("line"), edge: token("edge"), paper: token("paper"), raised: token("raised"),
    accent: token("accent"), shade: token("uncertain"),
  };
}

function style(given, look, arabic) {
  const name = ["get", arabic ? "name_ar" : "name"];
  const here = (path) => [new URL(path, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}")];
  const font = ["sans-serif"];
  const halo = { "text-halo-color": look.paper, "text-halo-width": 1.4 };
  const text = (size, field) => ({ "text-font": font, "text-size": size, "text-field": field });
  // Beside its place where a number stands on that, and past the ring of one.
  const beside = { "text-variable-anchor-offset": ["center", [0, 0], "bottom", [0, -1.9], "top", [0, 1.9], "left", [1.9, 0], "right", [-1.9, 0]] };
  const number = ["number-format", ["get", "n"], { locale: "en" }];
  return {
    version: 8,
    sources: {
      countries: { type: "geojson", data: given.countries },
      named: { type: "geojson", data: NOTHING },
      places: { type: "vector", tiles: here(given.places), maxzoom: 14 },
      question: { type: "vector", tiles: here(given.question), maxzoom: 16 },
      asked: { type: "geojson", data: given.asked ? box(given.asked) : NOTHING },
      one: { type: "geojson", data: NOTHING },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": look.raised } },
      { id: "land", type: "fill", source: "countries", paint: { "fill-color": look.paper } },
      // One flat tint, however many shapes lie on each other: darker would be read as more.
      { id: "shape", type: "fill", source: "question", "source-layer": "shapes", paint: { "fill-color": look.shade, "fill-antialias": false } },
      { id: "border", type: "line", source: "countries", paint: { "line-color": look.edge, "line-width": 1 } },
      { id: "boundary", type: "line", source: "places", "source-layer": "boundaries",
        paint: { "line-color": look.edge, "line-width": ["match", ["get", "level"], 1, 0.9, 0.4], "line-opacity": 0.8 } },
      { id: "rim", type: "line", source: "question", "source-layer": "shapes",
        paint: { "line-color": look.muted, "line-width": 1, "line-dasharray": [3, 2] } },
      { id: "country", type: "symbol", source: "named", maxzoom: 7,
        layout: { ...text(12, ["get", "name"]), "symbol-sort-key": ["-", 0, ["get", "breadth"]] }, paint: { "text-color": look.muted, ...halo } },
      { id: "unit", type: "symbol", source: "places", "source-layer": "units", layout: { ...text(12, name), ...beside },
        paint: { "text-color": look.muted, ...halo } },
      { id: "settlement", type: "symbol", source: "places", "source-layer": "settlements",
        layout: { ...text(11, name), ...beside, "symbol-sort-key": ["-", 0, ["get", "population"]] }, paint: { "text-color": look.muted, ...halo } },
      { id: "asked", type: "line", source: "asked", paint: { "line-color": look.accent, "line-width": 1.2, "line-dasharray": [4, 3] } },
      { id: "one-shade", type: "fill", source: "one", paint: { "fill-color": look.accent, "fill-opacity": 0.12 } },
      { id: "one", type: "line", source: "one", paint: { "line-color": look.accent, "line-width": 3 } },
      { id: "number", type: "symbol", source: "question", "source-layer": "numbers", filter: [">", ["get", "n"], 1],
        layout: { ...text(13, number), "symbol-sort-key": ["-", 0, ["get", "n"]] },
        paint: { "text-color": look.ink, "text-halo-color": look.paper, "text-halo-width": 1.6 } },
      { id: "cell", type: "circle", source: "question", "source-layer": "cells",
        paint: { "circle-radius": ["step", ["get", "n"], 9, 10, 11, 100, 14, 1000, 17, 10000, 20], "circle-color": look.paper, "circle-stroke-color": look.muted,
          "circle-stroke-width": 1.4 } },
      { id: "cell-number", type: "symbol", source: "question", "source-layer": "cells",
        layout: { ...text(12, number), "text-allow-overlap": true }, paint: { "text-color": look.ink } },
    ],
  };
}

// Countries are named once each, in the reader's language, the larger before the smaller.
async function label(map, given) {
  const outlines = await (await fetch(given.countries)).json();
  const features = outlines.features.map(({ properties }) => ({
    type: "Feature", properties: { ...properties, name: given.names[properties.number] ?? properties.name }, geometry: { type: "Point", coordinates: properties.label },
  }));
  map.getSource("named").setData({ type: "FeatureCollection", features });
}

function spoken(properties, words, arabic) {
  const { n, kind, places } = properties;
  if (!kind) return `${words.cell}: ${n} (${words.places}: ${places})`;
  const name = properties[arabic ? "name_ar" : "name"];
  return `${words[kind]}${name ? ` (${name})` : ""}: ${n}`;
}

// What tiles leave out is said beneath the map.
function tell(map, words) {
  const told = map.querySourceFeatures("question", { sourceLayer: "told" }).map(({ properties }) => properties);
  const left = told.reduce((sum, { without_outline }) => sum + without_outline, 0);
  const wider = Math.max(0, ...told.map((one) => one.wider));
  document.querySelector("[data-told]").textContent = [left && `${words.left}: ${left}`, wider && `${words.wider}: ${wider}`].filter(Boolean).join(" · ");
}

// The list and the map in step: the line that has the focus, or was pressed, is shown on the map.
function inStep(map) {
  let shown = null;
  const show = (event) => {
    const line = event.target.closest(".map-list li");
    if (!line || line === shown) return;
    shown?.removeAttribute("data-shown");
    shown = line;
    // A line that stands beside the map has nothing to show.
    map.getSource("one").setData(line.dataset.shape ? JSON.parse(line.dataset.shape) : NOTHING);
    if (!line.dataset.shape) return;
    line.setAttribute("data-shown", "");
    const shape = JSON.parse(line.dataset.shape);
    const around = bounds(shape);
    const view = map.getBounds();
    if (!view.contains(around[0]) || !view.contains(around[1])) map.fitBounds(around, { padding: 60, maxZoom: Math.max(map.getZoom(), 9) });
  };
  document.addEventListener("focusin", show);
  document.addEventListener("click", show);
}

function bounds(shape) {
  const points = shape.coordinates.flat(shape.type === "MultiPolygon" ? 2 : 1);
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
}

function box([west, south, east, north]) {
  return { type: "Polygon", coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] };
}

// Where the map was moved to becomes the box of the question, by a press or, if so chosen, by itself.
function follow(map) {
  const bar = document.querySelector("[data-needs-map]");
  const link = bar.querySelector("[data-box]");
  const chosen = bar.querySelector("[data-follow]");
  bar.hidden = false;
  const address = () => {
    const view = map.getBounds();
    const clip = (degrees, most) => Math.max(-most, Math.min(most, degrees)).toFixed(3);
    const asked = new URLSearchParams(location.search);
    for (const turn of ["after", "before"]) asked.delete(turn);
    asked.set("bbox", [clip(view.getWest(), 180), clip(view.getSouth(), 90), clip(view.getEast(), 180), clip(view.getNorth(), 90)].join(","));
    return `${location.pathname}?${asked}`;
  };
  const reach = async () => {
    link.href = address();
    if (!chosen.checked) return;
    const to = link.href;
    const answer = await fetch(to);
    if (!answer.ok || to !== link.href) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = page.querySelectorAll("[data-listed]");
    document.querySelectorAll("[data-listed]").forEach((part, number) => parts[number] && part.replaceWith(document.importNode(parts[number], true)));
    document.querySelector("[data-to-list]").href = page.querySelector("[data-to-list]").href;
    for (const field of document.querySelectorAll("#bbox, [data-asked-box]")) field.value = new URL(to).searchParams.get("bbox");
    history.replaceState(null, "", to);
  };
  map.on("moveend", reach);
  chosen.addEventListener("change", reach);
  map.once("load", () => { link.href = address(); });
}
