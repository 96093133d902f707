// In the view of a file: which line the cursor is in, and from a remark to its line.
const text = document.getElementById("text");
const at = document.querySelector("[data-at]");

function tell() {
  const before = text.value.slice(0, text.selectionStart);
  at.textContent = `Line ${before.split("\n").length} of ${text.value.split("\n").length}`;
}

function go(line) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const height = text.scrollHeight / lines.length;
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  text.scrollTop = Math.max(0, (line - 4) * height);
  tell();
}

document.getElementById("found").addEventListener("click", (event) => {
  const button = event.target.closest("[data-line]");
  if (button) go(Number(button.dataset.line));
});
for (const kind of ["keyup", "click", "input"]) text.addEventListener(kind, tell);
const asked = Number(new URLSearchParams(location.search).get("line"));
if (asked > 0) go(asked);
else tell();
