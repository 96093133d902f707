// What is said and pressed in a call, as a list that a screen reader reads on.

export class Transcript {
  #list;

  constructor(list) {
    this.#list = list;
  }

  clear() {
    this.#list.replaceChildren();
  }

  #add(kind, text, language) {
    const item = document.createElement("li");
    item.className = kind;
    const words = document.createElement("span");
    words.textContent = text;
    if (language) words.lang = language;
    item.append(words);
    this.#list.append(item);
    this.#list.scrollTop = this.#list.scrollHeight;
    return item;
  }

  // The line speaks. The answer is marked as being said until `done(cut)` is called on it.
  said(text, language) {
    const item = this.#add("said speaking", text, language);
    return {
      done: (cut) => {
        item.classList.remove("speaking");
        item.classList.toggle("cut", cut);
      },
    };
  }

  // Somebody at another phone speaks.
  heard(words) {
    this.#add("said", `“${words}”`);
  }

  // Keys pressed one after the other stand in one entry, as a phone's display shows them.
  pressed(keys) {
    const last = this.#list.lastElementChild;
    if (last?.classList.contains("keys")) {
      last.firstElementChild.textContent += ` ${keys}`;
    } else {
      this.#add("mine keys", `Pressed ${[...keys].join(" ")}`);
    }
  }

  spoke(words) {
    this.#add("mine", `“${words}”`);
  }

  note(text) {
    this.#add("note", text);
  }

  alert(code, message) {
    this.#add("alert", `Alert ${code}: ${message}`);
  }
}
