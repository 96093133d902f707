// Numbers as people write them: phone numbers, also as the network wants them, and counts of things.

export function inGroups(number) {
  const plain = asDialled(number);
  const american = plain.match(/^\+1(\d{3})(\d{3})(\d{4})$/);
  if (american) return `+1 ${american.slice(1).join(" ")}`;
  return plain.startsWith("+") ? plain.replace(/(\d{3})(?=\d{2})/g, "$1 ").trim() : number.trim();
}

// Ten digits are a number of North America; anything that is not a number (a client's name) stays as it is.
export function asDialled(text) {
  const plain = text.replace(/[\s().-]/g, "");
  if (/^\d{10}$/.test(plain)) return `+1${plain}`;
  if (/^1\d{10}$/.test(plain)) return `+${plain}`;
  return /^\+?\d+$/.test(plain) ? plain : text.trim();
}

export function following(number) {
  return number.replace(/\d{4}$/, (end) => String(Number(end) + 1).padStart(4, "0"));
}

export function counted(count, thing) {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
