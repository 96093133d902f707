// One entry of a call in the debugger: a request with its answer, an alert, or a line about what happened.

const ERRORS = "https://www.twilio.com/docs/api/errors/";

const CLOCK = new Intl.DateTimeFormat([], {
  hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23",
});

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const SENTENCES = {
  queued: (event) => `Waits to be dialled: ${event.to}`,
  ringing: (event) => `Rings: ${event.caller} → ${event.to}`,
  answered: () => "Answered",
  bridged: (event) => `Talks to ${event.other_sid}`,
  unbridged: (event) => `No longer talks to ${event.other_sid}`,
  ended: (event) => `Ended: ${event.status} (${event.reason}) after ${event.seconds} s`,
  played: (event) => `Plays ${event.url}`,
  paused: (event) => `Pauses for ${event.seconds} s`,
  speech_stopped: (event) => `Speech cut short by ${event.by}`,
  listening: (event) => `Listens for ${event.input}, ${event.timeout} s`,
  pressed: (event) => `Caller pressed ${event.keys}`,
  spoke: (event) => `Caller said “${event.words}”`,
  heard: (event) => `Hears “${event.words}”`,
  enqueued: (event) => `Waits in ${event.queue}, position ${event.position}`,
  hold_looped: (event) => `Hold of ${event.queue} starts over (${event.loops})`,
  dequeued: (event) => `Left ${event.queue}: ${event.result}`,
  joined: (event) => `Joined conference ${event.conference}`,
  left: (event) => `Left conference ${event.conference}`,
  hold: (event) => (event.on ? "Put on hold" : "Taken off hold"),
  texted: (event) => `Text from ${event.sender} to ${event.to}: ${event.body}`,
};

function table(caption, values) {
  const rows = Object.entries(values).map(([name, value]) => element(
    "tr", {}, element("th", { scope: "row", textContent: name }), element("td", { textContent: value }),
  ));
  return element("details", {}, element("summary", { textContent: `${caption} (${rows.length})` }),
    element("table", {}, element("tbody", {}, ...rows)));
}

function shape(body) {
  const opened = body.length < 4000;
  return element("details", { open: opened }, element("summary", { textContent: "Answer" }),
    element("pre", { tabIndex: 0, textContent: body }));
}

function outcome(answer) {
  if (!answer) return "…";
  if (answer.status === 0) return `no answer: ${answer.body}`;
  return `${answer.status} in ${Math.round(answer.seconds * 1000)} ms`;
}

function exchange(event, answer) {
  const path = event.url.replace(/^https?:\/\/[^/]+/, "");
  const retry = event.attempt > 1 ? `, attempt ${event.attempt}` : "";
  const signature = event.headers["X-Twilio-Signature"];
  const body = element("div", {},
    element("h3", { textContent: `${event.method} ${path} → ${outcome(answer)}` }),
    element("p", { className: "mono", textContent: `${event.purpose}${retry} · ${event.url}` }),
    table("Parameters", event.params));
  if (signature) body.append(element("p", { className: "mono", textContent: `X-Twilio-Signature: ${signature}` }));
  body.append(table("Headers", event.headers));
  if (answer?.body && answer.status) body.append(shape(answer.body));
  return body;
}

function command(event) {
  return element("div", {},
    element("h3", { textContent: `REST ${event.method} ${event.path} → ${event.status}` }),
    table("Parameters", event.params), shape(event.body));
}

function alert(event) {
  return element("div", {},
    element("h3", {}, "Alert ", element("a", { href: `${ERRORS}${event.code}`, rel: "noreferrer", textContent: event.code })),
    element("p", { textContent: event.message }),
    element("p", { className: "mono", textContent: event.url }));
}

function said(event) {
  return element("p", {}, `Says (${event.language}): `,
    element("span", { lang: event.language, textContent: event.text }));
}

function bodyOf(event, answer) {
  if (event.event === "requested") return exchange(event, answer);
  if (event.event === "commanded") return command(event);
  if (event.event === "alert") return alert(event);
  if (event.event === "said") return said(event);
  return element("p", { textContent: SENTENCES[event.event]?.(event) ?? event.event.replaceAll("_", " ") });
}

export function eventItem(event, answer) {
  const item = element("li", {});
  const clock = element("time", { dateTime: event.at, textContent: CLOCK.format(new Date(event.at)) });
  if (event.leg) clock.append(element("span", { className: "leg", textContent: `leg ${event.leg}` }));
  item.append(clock, bodyOf(event, answer));
  item.classList.toggle("exchange", ["requested", "commanded"].includes(event.event));
  item.classList.toggle("alert", event.event === "alert");
  item.classList.toggle("failed", (answer?.status ?? 200) >= 400 || answer?.status === 0);
  item.dataset.answered = event.event === "requested" && !answer ? "no" : "yes";
  return item;
}
