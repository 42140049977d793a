// The reading desk by key: marks for passages, and words that answer a question. Positions are counted in Unicode
// characters, as the server counts them. Keys are places on the keyboard, so that they hold for every language.

const text = document.getElementById("text");
const marking = document.querySelector("form[data-marking]");
const form = document.querySelector("form[data-desk]");
const undone = [];
let current = text.querySelector(".passage.unread") ?? text.querySelector(".passage");
let last = current;
const LEFT = "tawthiq-desk-left";

marking.hidden = false;
choose(document.getElementById(location.hash.slice(1)) ?? nextUnread() ?? current, { focus: false });

// After something was kept the reader goes on behind what it was read from.
function nextUnread() {
  const [of, at] = (sessionStorage.getItem(LEFT) ?? "").split(" ");
  if (of !== text.dataset.text || !new URLSearchParams(location.search).has("kept")) return null;
  return passages().find((one) => +one.dataset.starts > +at && one.classList.contains("unread"));
}
form?.addEventListener("submit", () => {
  const ends = [...form.querySelectorAll("input[name=cited]")].map((one) => +one.value.split("-").at(-1));
  const within = passages().filter((one) => +one.dataset.starts < Math.max(...ends));
  sessionStorage.setItem(LEFT, `${text.dataset.text} ${(within.at(-1) ?? current).dataset.starts}`);
});

// ---- where the reader is

function choose(passage, { widen = false, focus = true } = {}) {
  if (!passage) return;
  if (!widen) last = passage;
  current = passage;
  const [from, to] = [last, current].sort((a, b) => a.dataset.starts - b.dataset.starts);
  for (const one of passages()) {
    const inside = +one.dataset.starts >= +from.dataset.starts && +one.dataset.starts <= +to.dataset.starts;
    one.classList.toggle("chosen", inside);
    one.tabIndex = one === current ? 0 : -1;
    if (one === current) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
  }
  if (focus) passage.focus({ preventScroll: true });
  passage.scrollIntoView({ block: "nearest" });
}

function passages() { return [...text.querySelectorAll(".passage")]; }
function chosen() { return passages().filter((one) => one.classList.contains("chosen")); }

function step(by, widen) {
  getSelection().removeAllRanges(); // words chosen in a passage that is left answer nothing
  const all = passages();
  choose(all[all.indexOf(current) + by], { widen });
}

text.addEventListener("click", (event) => {
  const passage = event.target.closest(".passage");
  if (passage && getSelection().isCollapsed && !event.target.closest("a, summary")) choose(passage);
});

// ---- which words

function length(words) { return [...words].length; }

// The words that are selected, cut to whole passages where none are.
function stretch() {
  const selection = getSelection();
  if (!selection.isCollapsed && text.contains(selection.anchorNode)) {
    const range = selection.getRangeAt(0);
    const starts = place(range.startContainer, range.startOffset), ends = place(range.endContainer, range.endOffset);
    if (starts !== null && ends !== null && ends > starts) return { starts, ends, words: selection.toString().trim() };
  }
  const whole = chosen();
  if (!whole.length) return null;
  const [first, final] = [whole[0], whole.at(-1)];
  return {
    starts: +first.dataset.starts,
    ends: +final.dataset.ends,
    words: whole.map((one) => one.querySelector(".words").textContent).join(" "),
    whole: true,
  };
}

// The words of the passage that is read, one after the other as they are read; `extend`: together with those chosen.
const cutter = new Intl.Segmenter(undefined, { granularity: "word" });
function chooseWord(by, extend) {
  const node = current.querySelector(".words").firstChild, selection = getSelection();
  const all = [...cutter.segment(node.data)].filter((one) => one.isWordLike).map((one) => [one.index, one.index + one.segment.length]);
  if (!all.length) return;
  const inside = !selection.isCollapsed && selection.anchorNode === node && selection.focusNode === node;
  const { anchorOffset, focusOffset } = selection;
  const from = all.findIndex(([, end]) => end > Math.min(anchorOffset, focusOffset));
  const to = all.findLastIndex(([start]) => start < Math.max(anchorOffset, focusOffset));
  const [held, at] = anchorOffset <= focusOffset ? [from, to] : [to, from];
  const now = inside ? Math.min(Math.max(at + by, 0), all.length - 1) : by > 0 ? 0 : all.length - 1;
  const kept = inside && extend ? held : now;
  const [first, final] = kept <= now ? [all[kept][0], all[now][1]] : [all[kept][1], all[now][0]];
  selection.setBaseAndExtent(node, first, node, final);
}

function onwards(key) {
  const leftwards = getComputedStyle(current.querySelector(".words")).direction === "rtl";
  return (key === "ArrowRight") === leftwards ? -1 : 1;
}

function place(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const words = element.closest(".words") ?? element.closest(".passage")?.querySelector(".words");
  if (!words) return null;
  const passage = words.closest(".passage");
  if (!words.contains(node)) return +passage.dataset[offset ? "ends" : "starts"];
  const before = document.createRange();
  before.setStart(words, 0);
  before.setEnd(node, offset);
  return +passage.dataset.starts + length(before.toString());
}

// The passages in which a stretch lies: what is quoted where nobody marked more.
function around({ starts, ends }) {
  const within = passages().filter((one) => +one.dataset.starts < ends && +one.dataset.ends > starts);
  return { starts: +within[0].dataset.starts, ends: +within.at(-1).dataset.ends, words: within.map((one) => one.querySelector(".words").textContent).join(" ") };
}

// ---- words that answer a question

// What it is all about, in what voice, how precisely: that is in no words of the text.
const IN_NO_WORDS = ["incident", "intervention", "modality", "degree", "precision", "several"];

// A name may stand elsewhere in the text: it says who is meant, and nothing is cited from there.
const NAMES = ["victim", "alleged", "by", "addressee", "party", "where_from"];
function outside({ starts, ends }) {
  const quote = [...form.querySelectorAll("input[name=cited]")].find((one) => one.value.startsWith("quote="));
  if (!quote) return false;
  const [from, to] = quote.value.split("=")[1].split("-").map(Number);
  return ends <= from || starts >= to;
}

function answer(field) {
  const said = stretch();
  const name = field.dataset.field;
  if (name === "originator" && said && !said.whole) return passedOn(said);
  const control = field.querySelector("input:not([type=radio], [type=checkbox]), textarea, select");
  if (!control) return turn([...field.querySelectorAll("input")]);
  if (!said || IN_NO_WORDS.includes(name) || (said.whole && control.matches("select"))) { open(control); control.focus(); return; }
  remember();
  const aside = NAMES.includes(name) && outside(said);
  if (!aside) cite(name, said);
  const before = control.value;
  if (control.matches("select")) propose(control, said.words);
  else control.value = name === "also_at" && before ? `${before}\n${said.words}` : said.words;
  if (name === "quote") control.dataset.own = "";
  open(control);
  if (control.value === before) control.focus(); // pressed again, or nothing to propose: the cursor goes there
  if (name !== "quote" && !aside) quoted(said);
  changed(control);
  if (control.value !== before) tellDone(said.words, field.querySelector("label"));
  askKind(control, said.words);
}

// Of a few answers offered the next one: pressed again, the one after.
function turn(choices) {
  remember();
  const now = choices[(choices.findIndex((one) => one.checked) + 1) % choices.length];
  now.checked = true;
  changed(now);
  tellDone(now.labels[0].textContent, now.closest("fieldset").querySelector("legend"));
}

// The kind that goes with a name: as it is on record, as its words say; else it is asked for at once.
function askKind(control, words) {
  const kind = form.querySelector(`select[name="${control.name === "party" ? "party_of" : control.name === "value" ? "party_kind" : control.name.replace(/_name$/, "") + "_kind"}"]`);
  if (!kind || (control.name === "value" && form.querySelector("[name=path]").value !== "context.relation")) return;
  const known = form.querySelectorAll(`[data-known="${control.name.endsWith("_name") ? "sources" : "parties"}"] option`);
  const same = [...known].find((one) => one.value.toLocaleLowerCase() === words.toLocaleLowerCase());
  const before = kind.value;
  if (same) kind.value = same.dataset.kind;
  else propose(kind, words, true);
  open(kind);
  if (kind.value !== before) changed(kind);
  else if (document.activeElement !== control) kind.focus();
}

// R: the document passes these words' speaker on.
function passedOn(said = stretch()) {
  if (!form || !said) return;
  remember();
  const who = form.querySelector("[name=originator_name]");
  form.querySelector("[name=originator][value=other]").checked = true;
  who.value = said.words;
  open(who);
  quoted(said);
  changed(who);
  tellDone(said.words, keyed("passed_on"));
  askKind(who, said.words);
}

// The quotation follows what is marked until somebody marks or writes one.
function quoted(said) {
  const quote = form.querySelector("[name=quote]");
  if (quote.value && quote.dataset.own !== undefined) return;
  const marks = [...form.querySelectorAll("input[name=cited]")].filter((one) => !one.value.startsWith("quote="));
  const all = marks.map((one) => one.value.split("=")[1].split("-").map(Number));
  const whole = around({ starts: Math.min(said.starts, ...all.map((a) => a[0])), ends: Math.max(said.ends, ...all.map((a) => a[1])) });
  quote.value = whole.words;
  cite("quote", whole);
}

function cite(name, { starts, ends }) {
  form.querySelectorAll("input[name=cited]").forEach((one) => one.value.startsWith(name + "=") && one.remove());
  const mark = document.createElement("input");
  Object.assign(mark, { type: "hidden", name: "cited", value: `${name}=${starts}-${ends}` });
  form.prepend(mark);
  showMarked();
}

// Of the answers offered, the one whose words stand in the passage, in the language of the text; none is chosen where
// several could be. Of the answers that share a stem with the words, the one that says no more than that: "killed" is
// Killing before it is Attempted killing. Where no label says it, further words that speak of an answer do.
// What somebody is (`whole`) goes by whole words: a farmer is no army, and neither are armed men.
function propose(select, words, whole = false) {
  if (select.value) return;
  const said = bare(words), single = parts(words);
  const says = (stem) => (whole ? !NO_KIND.includes(stem) && single.some((word) => isOf(word, stem)) : isArabic(stem) ? single.some((word) => isOf(word, stem)) : said.includes(stem));
  const speaks = (known) => (known.includes(" ") ? ` ${single.join(" ")} `.includes(` ${known} `) : single.some((word) => word === known || (isArabic(known) && isOf(word, known))));
  const all = [...select.options].filter((one) => one.value);
  const labelled = all.filter((one) => [one.label, one.dataset.other ?? ""].flatMap(stems).some(says));
  const fitting = labelled.length ? labelled : all.filter((one) => one.dataset.said?.split("|").some(speaks));
  const [first, second] = fitting.sort((one, other) => parts(one.label).length - parts(other.label).length);
  if (first && (!second || parts(first.label).length < parts(second.label).length)) select.value = first.value;
}
const NO_KIND = ["arme"];
function isOf(word, stem) {
  if (!isArabic(stem)) return word.startsWith(stem);
  const ofStem = ends(stem);
  return begins(word).flatMap(ends).some((form) => ofStem.includes(form));
}
// Arabic writes "and", "in", "to" and the article before a word, and who did it behind it.
function begins(word) {
  const rest = [word, word.replace(/^[وف]/, "")];
  return [...rest, ...rest.map((one) => one.replace(/^(?:[بك]?ال|لل|[بكل])/, ""))].filter((one) => one.length > 2);
}
function ends(word) {
  const short = word.replace(/(?:وا|ون|ين|ان|ات|تا|نا|ها|هم|يه|ه|ي|ت|ن|ا)$/, "");
  return short.length > 2 ? [word, short] : [word];
}
function isArabic(word) { return /\p{Script=Arabic}/u.test(word); }
function bare(text) {
  return text.toLocaleLowerCase().replace(/[\u064b-\u0652\u0640]/g, "").replace(/[أإآٱ]/g, "ا").replace(/ؤ/g, "و").replace(/[ئى]/g, "ي").replace(/ة/g, "ه");
}
function parts(label) { return bare(label).split(/[^\p{L}]+/u).filter(Boolean); }
function stems(label) {
  return parts(label).map((word) => (isArabic(word) ? word.replace(/^ال/, "") : word.length > 4 ? word.slice(0, Math.max(4, word.length - 3)) : ""))
    .filter((stem) => stem.length > 2 && !["علي", "غير", "الي"].includes(stem));
}

function open(control) { for (let fold = control.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true; }
function changed(control) { control.dispatchEvent(new Event("input", { bubbles: true })); }

form?.querySelector("[name=quote]")?.addEventListener("input", (event) => {
  if (event.isTrusted) event.target.dataset.own = "";
});

// Which words answer what is seen in the text.
function showMarked() {
  const marks = [...form.querySelectorAll("input[name=cited]")].map((one) => one.value.split("="));
  for (const field of form.querySelectorAll("[data-field]")) {
    field.classList.toggle("marked", marks.some(([name]) => name === field.dataset.field));
  }
  if (!CSS.highlights) return;
  const ranges = marks.filter(([name]) => name !== "quote").flatMap(([, where]) => rangesOf(...where.split("-").map(Number)));
  CSS.highlights.set("cited", new Highlight(...ranges));
}

function rangesOf(starts, ends) {
  return passages().flatMap((one) => {
    const [from, to] = [Math.max(starts, +one.dataset.starts), Math.min(ends, +one.dataset.ends)];
    const node = one.querySelector(".words").firstChild;
    if (from >= to || !node) return [];
    const letters = [...node.data], at = +one.dataset.starts;
    const range = document.createRange();
    range.setStart(node, letters.slice(0, from - at).join("").length);
    range.setEnd(node, Math.min(node.length, letters.slice(0, to - at).join("").length));
    return [range];
  });
}

function remember() {
  const before = [...new FormData(form)].filter(([name]) => !["csrf_token", "once", "shown"].includes(name));
  undone.push({ form: before });
}

function recall(before) {
  form.querySelectorAll("input[name=cited]").forEach((one) => one.remove());
  const answers = new Map();
  for (const [name, value] of before) answers.set(name, [...(answers.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (["hidden", "submit", "button"].includes(control.type) || !control.name) continue;
    const given = answers.get(control.name) ?? [];
    if (control.type === "radio" || control.type === "checkbox") control.checked = given.includes(control.value);
    else control.value = given.shift() ?? "";
  }
  for (const [name, where] of before.filter(([name]) => name === "cited").map(([, value]) => value.split("="))) {
    const [starts, ends] = where.split("-").map(Number);
    cite(name, { starts, ends });
  }
  showMarked();
  changed(form.querySelector("[name=quote]"));
}

// C: the incident that is chosen says so already. What of it stands in these words answers the same questions again;
// who says so is left as it is, unless the speaker is named here.
function giveAgain(which) {
  const of = form?.elements.incident?.value;
  if (!of || form.querySelector("input[name=cited]")) return [];
  const there = [...text.querySelectorAll(".here [data-of]")].filter((one) => one.dataset.of === of);
  const known = there.filter((one) => which.includes(one.closest(".passage"))).map((one) => one.dataset.claim);
  const found = new Map();
  for (const one of there.filter((one) => !known.includes(one.dataset.claim))) {
    const answers = JSON.parse(one.dataset.answers);
    const said = [one.dataset.quote, answers.stated].map((words) => standing(which, words)).find(Boolean);
    const named = answers.field + (answers.code ?? "");
    if (said && said.ends - said.starts > (found.get(named)?.said.ends - found.get(named)?.said.starts || 0)) found.set(named, { answers, said });
  }
  if (!found.size) return [];
  remember();
  const rows = [...form.querySelectorAll("select[name=act]")];
  for (const { answers, said } of found.values()) {
    const control = answers.code ? rows.shift() : form.querySelector(`[name="${answers.field}"]`);
    if (!control) continue;
    control.value = answers.code ?? (answers.kind ? answers.stated : said.words);
    for (const [name, value] of [[`${answers.field}_kind`, answers.kind], ["degree", answers.degree]]) {
      if (value) form.querySelector(`[name="${name}"]`).value = value;
    }
    cite(answers.field, said);
    open(control);
  }
  const { answers } = [...found.values()].find((one) => one.answers.speaker && standing(which, one.answers.speaker)) ?? {};
  if (answers) {
    form.querySelector("[name=originator][value=other]").checked = true;
    form.querySelector("[name=originator_name]").value = answers.speaker;
    form.querySelector("[name=originator_kind]").value = answers.speaker_kind;
  }
  const whole = around({ starts: +which[0].dataset.starts, ends: +which.at(-1).dataset.ends });
  form.querySelector("[name=quote]").value = whole.words;
  cite("quote", whole);
  changed(form.querySelector("[name=quote]"));
  return [...found.values()].map((one) => one.said.words);
}

// Where words stand in one of some passages as words, however their letters are written.
function standing(which, words) {
  const sought = bare(words.trim());
  for (const passage of which) {
    const letters = [...passage.querySelector(".words").textContent], places = [];
    let folded = "";
    letters.forEach((letter, at) => { for (const one of bare(letter).split("")) { folded += one; places.push(at); } });
    for (let at = folded.indexOf(sought); sought && at >= 0; at = folded.indexOf(sought, at + 1)) {
      if (/[\p{L}\p{N}]/u.test(`${folded[at - 1] ?? ""}${folded[at + sought.length] ?? ""}`)) continue;
      let end = places[at + sought.length - 1] + 1;
      while (/\p{M}/u.test(letters[end] ?? "")) end += 1;
      const from = +passage.dataset.starts;
      return { starts: from + places[at], ends: from + end, words: letters.slice(places[at], end).join("") };
    }
  }
  return null;
}

// ---- what a passage is

async function mark(code, which = chosen(), { remembered = true } = {}) {
  if (!which.length) return;
  const words = spoken(which);
  const given = code === "repeats" && remembered ? giveAgain(which) : [];
  if (remembered) undone.push({ ...(given.length ? undone.pop() : {}), marks: which.map((one) => [one.dataset.starts, one.dataset.given]) });
  const next = which.at(-1).nextElementSibling;
  const starts = which.map((one) => one.dataset.starts);
  which.forEach((one) => one.classList.toggle("unread", code === "unread"));
  if (remembered) choose(next ?? which.at(-1));
  const went = await send({ deed: "mark", mark: code, starts });
  if (!went || !remembered) return went;
  tellDone(words, keyed(code));
  if (given.length) { tellOf("again", { words: given.join(" · "), key: keyed("undo").dataset.key }); return went; }
  const cited = starts.some((one) => document.getElementById("p" + one)?.querySelector(".here"));
  if (code === "repeats" && !cited) tell(marking.dataset.nothingCited);
}

// Where a passage begins: `back` is what takes it back.
async function cutAt(given, back, words, button) {
  if (!await send(given)) return;
  undone.push({ sent: back });
  tellDone(words, button);
}

function split(button) {
  const said = stretch(), raw = getSelection().toString();
  if (!said || said.whole) return;
  const at = said.starts + length(raw) - length(raw.trimStart());
  cutAt({ deed: "split", at }, { deed: "join", starts: [at] }, said.words, button);
}

function join(button) {
  const at = +current.dataset.starts;
  cutAt({ deed: "join", starts: [at] }, { deed: "split", at }, spoken([current]), button);
}

// One after the other, so that an older page never takes a newer one's place. What is refused is said, and nothing goes.
// Says whether it went.
let sending = Promise.resolve();
function send(given) {
  sending = sending.then(() => sendNow(given)).catch(() => notMarked(marking.dataset.gone));
  return sending;
}

function notMarked(words) {
  for (const one of passages()) one.classList.toggle("unread", one.dataset.read === "no");
  tell(words);
  return false;
}

function tell(words) { marking.querySelector("[data-told]").textContent = words; }

// A key is soon pressed by mistake where letters are commands: what it did is said, and which key takes it back.
function tellDone(words, by) {
  const parts = { words: short(words), deed: called(by), key: keyed("undo").dataset.key };
  tellOf("done", parts);
}

// What a button or a question is called, without its key.
function called(by) {
  const said = by.cloneNode(true);
  said.querySelectorAll("kbd, .needed").forEach((one) => one.remove());
  return said.textContent.trim().replace(/\s+/g, " ");
}

function tellOf(what, parts) {
  tell(marking.dataset[what].replace(/\{(\w+)\}/g, (_, part) => `\u2068${parts[part]}\u2069`)); // each in its own direction
}

function short(words) { return length(words) > 60 ? [...words].slice(0, 60).join("") + "…" : words; }
function spoken(which) { return which.map((one) => one.querySelector(".words").textContent).join(" "); }
function keyed(code) { return buttons.find((one) => name(one) === code); }

async function sendNow(given) {
  const sent = new FormData(marking);
  for (const [name, value] of Object.entries(given)) [value].flat().forEach((one) => sent.append(name, one));
  const answer = await fetch(marking.action, { method: "POST", body: sent });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("text");
  if (!now) return notMarked(page.querySelector("main .prose")?.textContent ?? marking.dataset.gone);
  tell("");
  const [at, from] = [current?.id, last?.id], focused = text.contains(document.activeElement);
  text.replaceChildren(...[...now.childNodes].map((one) => document.importNode(one, true)));
  last = document.getElementById(from) ?? passages()[0];
  choose(document.getElementById(at) ?? passages()[0], { widen: true, focus: focused });
  if (form) showMarked();
  return true;
}

// What the server did not take back can be taken back still.
async function undo() {
  const was = undone.pop();
  if (!was) return;
  if (!await takeBack(was)) { undone.push(was); return; }
  tell(marking.dataset.undone);
}

async function takeBack(was) {
  if (was.form) recall(was.form);
  if (was.sent) return send(was.sent);
  for (const [starts, code] of was.marks ?? []) {
    const passage = document.getElementById("p" + starts);
    if (passage && !await mark(code, [passage], { remembered: false })) return false;
  }
  return true;
}

// ---- keys

const MINE = "tawthiq-desk-keys";
const mine = kept();
function kept() { try { return JSON.parse(localStorage.getItem(MINE)) ?? {}; } catch { return {}; } }
const buttons = [...marking.querySelectorAll("[data-key]")];
for (const button of buttons) if (mine[name(button)]) setKey(button, mine[name(button)]);

function name(button) { return button.dataset.mark ?? button.dataset.deed ?? "passed_on"; }
function setKey(button, key) { button.dataset.key = key; button.querySelector("kbd").textContent = key; }

const deeds = {
  split,
  join,
  undo,
  passed_on: () => passedOn(),
};

function press(button) {
  if (button.dataset.mark) mark(button.dataset.mark);
  else deeds[name(button)]?.(button);
}

let changing = null;
marking.addEventListener("mousedown", (event) => event.preventDefault()); // what is selected stays selected
marking.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.deed === "keys") {
    const on = marking.classList.toggle("changing");
    changing = null;
    buttons.forEach((one) => one.classList.remove("waits"));
    tell(on ? marking.dataset.changing : "");
  } else if (marking.classList.contains("changing")) {
    changing = button;
    buttons.forEach((one) => one.classList.toggle("waits", one === button));
    tellOf("waits", { deed: called(button) });
  } else press(button);
});

// Letters of commands can be changed; those of the reader's steps and of tabs stay.
function isFree(key) { return /^[A-Z]$/.test(key) && !"JK".includes(key) && !document.querySelector(`[data-tab="${key}"]`); }

function changeKey(key) {
  const other = buttons.find((one) => one.dataset.key === key && one !== changing), old = changing.dataset.key;
  if (other) setKey(other, old);
  setKey(changing, key);
  for (const one of buttons) mine[name(one)] = one.dataset.key;
  localStorage.setItem(MINE, JSON.stringify(mine));
  changing.classList.remove("waits");
  const asked = form?.querySelector(`[data-asks="${key}"] :is(label, legend)`);
  const parts = { deed: called(changing), key, other: other ? called(other) : asked ? called(asked) : "", old };
  changing = null;
  tellOf(other ? "swapped" : asked ? "taken" : "changed", parts);
}

// Arrows belong to the page but where a passage is read.
function reading(event) { return event.target.classList.contains("passage"); }

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && form?.contains(document.activeElement)) { choose(current); return; }
  // A list that was opened for a name waits for its kind: words are chosen all the same, and Up and Down choose there.
  if (["ArrowLeft", "ArrowRight"].includes(event.code) && event.target.matches("[data-desk] select")) {
    choose(current);
    chooseWord(onwards(event.code), event.shiftKey);
    event.preventDefault();
    return;
  }
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const key = event.code.replace(/^(Key|Digit|Numpad)/, "");
  if (changing && key.length === 1 && !isFree(key)) tellOf("fixed", { key, deed: called(changing) });
  else if (changing && isFree(key)) changeKey(key);
  else if (key === "J" || (event.code === "ArrowDown" && reading(event))) step(1, event.shiftKey);
  else if (["ArrowLeft", "ArrowRight"].includes(event.code) && reading(event)) chooseWord(onwards(event.code), event.shiftKey);
  else if (key === "K" || (event.code === "ArrowUp" && reading(event))) step(-1, event.shiftKey);
  else {
    const button = event.shiftKey ? null : buttons.find((one) => one.dataset.key === key);
    const asked = (event.shiftKey ? "⇧" : "") + (key === "0" ? "10" : key);
    const field = form?.querySelector(`[data-number="${asked}"], [data-asks="${asked}"]`);
    const tab = document.querySelector(`[data-tab="${key}"]`);
    if (!button && !field && (!tab || event.shiftKey)) return;
    if (button) press(button);
    else if (field) answer(field);
    else tab.click();
  }
  event.preventDefault();
});

if (form) showMarked();
