// The debugger page: the list of calls, the chosen call, both kept up to date by the network's change stream.

import { eventItem } from "/phone/pages/exchange.js";
import { counted, inGroups } from "/phone/pages/numbers.js";

const list = document.querySelector("#calls");
const title = document.querySelector("#call-title");
const facts = document.querySelector("#facts");
const events = document.querySelector("#events");
const status = document.querySelector("#connection");
const onlyExchanges = document.querySelector("#only-exchanges");
const stale = new Set();
let refreshing = false;

const chosen = () => location.hash.slice(1);
const time = (instant) => new Date(instant).toLocaleTimeString();
const element = (name, properties) => Object.assign(document.createElement(name), properties);

async function fetched(path) {
  const answer = await fetch(path);
  return answer.ok ? answer.json() : null;
}

function callItem(call) {
  const link = element("a", { href: `#${call.sid || "none"}` });
  link.append(
    element("span", { textContent: call.sid ? inGroups(call.from) : "Commands about no call" }),
    element("small", { textContent: time(call.started) }),
    element("small", { textContent: call.sid ? `${call.status} · ${counted(call.requests, "request")}` : "" }),
    element("small", { textContent: call.alerts ? counted(call.alerts, "alert") : "", className: "bad" }),
  );
  if (link.hash.slice(1) === chosen()) link.setAttribute("aria-current", "true");
  const item = element("li");
  item.append(link);
  return item;
}

async function showList() {
  const { calls } = await fetched("/debugger/calls");
  const focused = list.contains(document.activeElement) ? document.activeElement.hash : null;
  list.replaceChildren(...calls.map(callItem));
  if (focused) list.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  const newest = calls.find((call) => call.sid);  // what the worker asks about no call is of interest to few
  if (!chosen() && newest) location.replace(`#${newest.sid}`);
}

function fact(name, value) {
  const pair = element("div");
  pair.append(element("dt", { textContent: name }), element("dd", { textContent: value }));
  return pair;
}

function showFacts(call) {
  title.textContent = call.sid ? `${inGroups(call.from)} → ${inGroups(call.to)}` : "Commands about no call";
  facts.replaceChildren(
    fact(call.sid.startsWith("SM") ? "Text" : "Call", call.sid || "–"),
    fact("Status", call.status),
    fact("Started", new Date(call.started).toLocaleString()),
    fact("Alerts", call.alerts),
  );
  if (call.dropped) facts.append(fact("Oldest entries dropped", call.dropped));
}

// Entries are only added, so that one that was opened stays open and a reader keeps the place.
async function showCall() {
  const sid = chosen();
  const found = sid && await fetched(`/debugger/calls/${sid}`);
  if (!found || sid !== chosen()) return;
  showFacts(found.call);
  const isOther = events.dataset.sid !== sid || found.call.dropped;
  if (isOther) events.replaceChildren();
  events.dataset.sid = sid;
  const answers = new Map(found.events.filter((event) => event.event === "responded").map((event) => [event.exchange, event]));
  const shown = found.events.filter((event) => event.event !== "responded");
  shown.forEach((event, place) => {
    const answer = event.event === "requested" ? answers.get(event.exchange) : null;
    const there = events.children[place];
    if (!there) events.append(eventItem(event, answer));
    else if (answer && there.dataset.answered === "no") there.replaceWith(eventItem(event, answer));
  });
}

async function refresh() {
  if (refreshing) return;
  refreshing = true;
  while (stale.size) {
    const isShown = stale.has(chosen()) || !chosen();
    stale.clear();
    await showList();
    if (isShown) await showCall();
  }
  refreshing = false;
}

function watch() {
  const changes = new EventSource("/debugger/changes");
  changes.addEventListener("open", () => {
    status.textContent = "Live";
    status.classList.remove("lost");
    stale.add(chosen());
    refresh();
  });
  changes.addEventListener("message", (event) => { stale.add(event.data); refresh(); });
  changes.addEventListener("error", () => {
    status.textContent = "The network is gone. Trying again …";
    status.classList.add("lost");
  });
}

window.addEventListener("hashchange", async () => {
  for (const link of list.querySelectorAll("a")) {
    link.toggleAttribute("aria-current", false);
    if (link.hash.slice(1) === chosen()) link.setAttribute("aria-current", "true");
  }
  await showCall();
});
onlyExchanges.addEventListener("change", () => events.classList.toggle("only-exchanges", onlyExchanges.checked));
watch();
