// What is typed into a form is sent to be understood when the hand rests, and how it was read is shown beside it. The
// server keeps it as a draft on the way. Nothing here knows what an answer means; without it the button does the same.

const REST_MS = 600;
const LONGEST_MS = 5000;
const TYPED_MS = 1000;
const PART = { "Tawthiq-Part": "form" }; // a page that has more beside its form answers with the form alone

for (const form of document.querySelectorAll("form[data-live]")) keepUp(form);

function keepUp(form) {
  const touched = new Set();
  let waiting = 0, since = 0, running = null;
  let behind = false; // whether something was typed that is not shown back yet
  let refused = false; // whether a page without the form came back: who presses then goes where it leads
  let changes = 0; // what is typed while an answer is on its way is not in it

  for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => { touched.add(event.target.name); readAnew(form, event.target); ask(); });

  // What is kept is what was shown back: who presses faster than that is shown it first, and then it is kept.
  form.addEventListener("submit", (event) => {
    const deed = event.submitter?.value;
    clearTimeout(waiting);
    if (!behind || refused || deed === "check") { running?.abort(); return; }
    event.preventDefault();
    send().then((shown) => shown && keep(form, deed));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const deed = event.shiftKey ? "next" : "save";
    clearTimeout(waiting);
    if (behind && !refused) send().then((shown) => shown && keep(form, deed));
    else keep(form, deed);
  });

  // Letters typed on a list find an answer by any of its words, not by the first alone, and by those of the other
  // language and of a source.
  let typed = "", typedAt = 0;
  form.addEventListener("keydown", (event) => {
    const list = event.target;
    if (!list.matches("select") || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    typed = (Date.now() - typedAt < TYPED_MS ? typed : "") + event.key.toLocaleLowerCase();
    typedAt = Date.now();
    if (!typed.trim()) { typed = ""; return; }
    event.preventDefault();
    const all = [...list.options].map((one) => [one, one.label.toLocaleLowerCase()]);
    const begins = (label) => words(label).some((word) => word.startsWith(typed));
    const found = all.find(([, label]) => label.startsWith(typed)) ?? all.find(([, label]) => begins(label))
      ?? all.find(([one]) => begins(`${one.dataset.other ?? ""} ${one.dataset.said ?? ""}`.toLocaleLowerCase()));
    if (!found || found[0].selected) return;
    list.value = found[0].value;
    for (const kind of ["input", "change"]) list.dispatchEvent(new Event(kind, { bubbles: true }));
  });
  function words(label) { return label.split(/[^\p{L}\p{M}\p{N}]+/u).flatMap((word) => [word, word.replace(/^ال/u, "")]); }

  // Enter accepts an answer and goes on to the next question; what lies on folds is passed over unless it is needed.
  form.addEventListener("keydown", (event) => {
    const control = event.target;
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!form.querySelector("[data-number]") || !control.matches("input, select")) return;
    const next = after(control);
    if (!next) return;
    event.preventDefault();
    for (let fold = next.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    next.focus();
  });
  function after(control) {
    const all = [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.matches("input, select, textarea"));
    const later = all.slice(all.indexOf(control) + 1).filter((one) => one.name !== control.name);
    return later.find((one) => one === form.elements[one.name] || one === form.elements[one.name]?.[0] ? wanted(one) : false);
  }
  // A numbered question, what a new document or a speaker needs, and the kind of what was named.
  function wanted(one) {
    const answer = (name) => new FormData(form).get(name);
    if (one.closest("[data-number]")) return true;
    if (["source_name", "source_kind", "document_kind"].includes(one.name)) return !answer("document") && !answer(one.name);
    if (["originator_name", "originator_kind"].includes(one.name)) return answer("originator") === "other" && !answer(one.name);
    return one.name.endsWith("_kind") && Boolean(answer(one.name.slice(0, -5))) && !answer(one.name);
  }

  function ask() {
    behind = true;
    refused = false;
    changes += 1;
    clearTimeout(waiting);
    since ||= Date.now();
    waiting = setTimeout(send, Math.max(0, Math.min(REST_MS, since + LONGEST_MS - Date.now())));
  }

  async function send() {
    since = 0;
    running?.abort();
    const mine = running = new AbortController(), sent = changes;
    const answers = new FormData(form);
    answers.set("deed", "check");
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: answers, signal: mine.signal, headers: PART });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const read = page.querySelector("form[data-live]");
      refused = !read;
      if (refused) return again(page.querySelector("h1")?.textContent);
      show(form, read, touched);
      if (running === mine && sent === changes) behind = false;
      return true;
    } catch (error) {
      return error.name === "AbortError" ? false : again(form.querySelector("[data-gone]")?.dataset.gone);
    }
  }

  // No form came back: the line is gone, the database starts anew, whoever types is signed out. Nothing of it is kept.
  function again(words) {
    say(form, words);
    form.querySelector("[data-draft]")?.classList.add("alarm");
    clearTimeout(waiting);
    waiting = setTimeout(send, LONGEST_MS);
    return false;
  }

  // Whoever closes the page, or turns to another, has typed what is not sent yet: it goes out by itself.
  function leave() {
    if (!behind) return;
    const answers = new FormData(form);
    answers.set("deed", "check");
    fetch(form.action || location.href, { method: "POST", body: answers, keepalive: true, headers: PART }).catch(() => {});
  }
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });

  if (form.querySelector("input[name=cited]")) ask();
}

// What was understood of an answer before it was changed does not stand under it as if it were of this one.
function readAnew(form, control) {
  const old = control.closest("[data-field]")?.querySelector(":scope > .understood");
  if (!old || !form.dataset.anew) return;
  old.classList.add("anew");
  old.querySelector(".label").textContent = form.dataset.anew;
}

// How each answer was read, what is wrong with those that were touched, and the way to keep it all.
function show(form, read, touched) {
  for (const place of read.querySelectorAll("[data-field]")) {
    const field = form.querySelector(`[data-field="${place.dataset.field}"]`);
    if (!field) continue;
    if ("whole" in field.dataset) { renew(field, place); continue; }
    swap(field, place, ".understood");
    if (!touched.has(place.dataset.field)) continue;
    swap(field, place, ".error");
    field.classList.toggle("wrong", place.classList.contains("wrong"));
  }
  for (const hidden of ["shown"]) {
    form.querySelector(`input[name=${hidden}]`)?.remove();
    const given = read.querySelector(`input[name=${hidden}]`);
    if (given) form.prepend(document.importNode(given));
  }
  const before = form.querySelector("[data-near] p");
  swap(form, read, "[data-near]");
  if (!before) reveal(form.querySelector("[data-near] p"));
  swap(form, read, "[data-keeping]");
}

// What is offered changes with what is typed; the hand stays where it was.
function renew(field, now) {
  if (field.innerHTML === now.innerHTML) return;
  const held = field.contains(document.activeElement) ? document.activeElement : null;
  field.replaceChildren(...[...now.childNodes].map((one) => document.importNode(one, true)));
  if (held?.localName === "select") field.querySelector("select")?.focus();
  else if (held) [...field.querySelectorAll("input")].find((one) => one.value === held.value)?.focus();
}

// What is to be looked at first comes into view beside a text that is read; under a hand that types nothing moves.
function reveal(notice) {
  const pane = notice?.closest(".desk-form");
  if (!pane || pane.contains(document.activeElement)) return;
  const seen = pane.getBoundingClientRect(), at = notice.getBoundingClientRect();
  if (at.top < seen.top || at.bottom > seen.bottom) pane.scrollTop += at.bottom - seen.bottom;
}

function swap(into, from, selector) {
  const old = into.querySelector(selector), now = from.querySelector(selector);
  if (old && now) { if (old.outerHTML !== now.outerHTML) old.replaceWith(document.importNode(now, true)); }
  else if (now) into.append(document.importNode(now, true));
  else old?.remove();
}

function say(form, words) {
  const line = form.querySelector("[data-draft]");
  if (line && words) line.textContent = words;
}

// Keeps the form where it was shown back as it stands; else shows it back.
function keep(form, deed) {
  // Where nothing can be kept yet, it is shown back once more: never is another button pressed that happens to stand there.
  const button = form.querySelector(`button[name=deed][value=${deed}]`) ?? form.querySelector("button[name=deed][value=check]");
  if (button) form.requestSubmit(button);
}
