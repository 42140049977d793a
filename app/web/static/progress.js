// How far long work has come is looked at again every two seconds, until it has ended: at the address that data-progress
// names, else on the page itself. Without this a link does the same.
// Looking keeps whoever looks signed in, so it ends after a while by itself.

const EVERY_MS = 2000;
const LONGEST_MS = 25 * 60 * 1000;
const since = Date.now();

async function look() {
  const shown = document.querySelector("[data-progress]");
  if (!shown || Date.now() - since > LONGEST_MS) return;
  try {
    const answer = await fetch(shown.dataset.progress || location.href);
    if (answer.status >= 500) throw new Error("away");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (!now) { location.reload(); return; }
    shown.replaceWith(document.importNode(now, true));
  } catch {
    // The server does not answer just now: what is shown stays, and it is asked again.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
