/* Captions or chapters of a video: written or taken from a file, and tried before they are
 * saved. */

const BEGINNINGS = {
  captions: "WEBVTT\n\n00:00.000 --> 00:02.000\nWhat is said\n",
  chapters: "WEBVTT\n\n00:00.000 --> 00:10.000\nFirst chapter\n",
};
const TIME = String.raw`((?:\d+:)?[0-5]?\d:[0-5]\d[.,]\d{1,3})`;
const TIMES = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}(?:\s|$)`);
const MOST_CUES = 500; // that are shown

const seconds = (time) =>
  time.replace(",", ".").split(":").reduce((sum, part) => 60 * sum + Number(part), 0);

/* Read WebVTT or SubRip as players do; `wrong` is what is to be said about it, if anything. */
function readCues(text) {
  const cues = [];
  for (const block of text.replace(/\r\n?/g, "\n").split(/\n[ \t]*\n/)) {
    const lines = block.split("\n");
    const at = lines.findIndex((line) => line.includes("-->"));
    if (at < 0) continue;
    const times = TIMES.exec(lines[at]);
    if (!times) return { cues, wrong: `No times, as in 00:01.000 --> 00:02.500: ${lines[at].trim()}` };
    const [start, end] = [seconds(times[1]), seconds(times[2])];
    if (end <= start) return { cues, wrong: `It ends before it begins: ${lines[at].trim()}` };
    cues.push({ start, end, text: lines.slice(at + 1).join("\n").trim() });
  }
  return { cues, wrong: cues.length ? "" : "There is nothing to show yet." };
}

class Texts {
  constructor(detail, kind, label) {
    Object.assign(this, { detail, kind, label });
    this.library = detail.library;
    this.summary = element("summary", {}, label);
    this.list = element("ul", { class: "apivideo-texts" });
    this.language = element("input", {
      type: "text", class: "apivideo-number", placeholder: "en", list: this.library.languages.id,
    });
    this.text = element("textarea", { rows: 10, spellcheck: false, oninput: () => this.#preview() },
      BEGINNINGS[kind]);
    this.film = detail.film({ controls: true, "aria-label": `Preview of the ${kind}` });
    this.wrong = element("p", { class: "apivideo-quiet", role: "status" });
    this.cues = element("ol", { class: "apivideo-cues", "aria-label": `${label} as they are written` });
    const file = element("input", {
      type: "file", accept: ".vtt,.srt,text/vtt",
      onchange: async () => {
        if (file.files.length) this.text.value = await file.files[0].text();
        file.value = "";
        this.#preview();
      },
    });
    this.root = element("details", { class: "apivideo-fold", ontoggle: () => this.#opened() },
      this.summary, this.list,
      element("div", { class: "apivideo-two" },
        element("div", {},
          labelled("Language", this.language), labelled("Text (WebVTT or SubRip)", this.text),
          element("div", { class: "apivideo-buttons" },
            button(`Save ${kind}`, () => this.#save()), labelled("From a file", file))),
        element("div", {}, this.film, this.wrong, this.cues)));
    this.#draw(detail.video[kind]);
  }

  #opened() {
    if (!this.root.open) return;
    this.film.load_once();
    this.track ??= this.film.addTextTrack(this.kind, this.label, "en");
    this.track.mode = this.kind === "captions" ? "showing" : "hidden";
    this.#preview();
  }

  /* Show what is written as it will be: over the film, and as a list to jump by. */
  #preview() {
    if (!this.track) return;
    const { cues, wrong } = readCues(this.text.value);
    for (const cue of [...(this.track.cues ?? [])]) this.track.removeCue(cue);
    for (const cue of cues) this.track.addCue(new VTTCue(cue.start, cue.end, cue.text));
    this.wrong.textContent = wrong;
    const shown = cues.slice(0, MOST_CUES).map(({ start, text }) => {
      const go = () => (this.film.currentTime = start + 0.01); // where no other cue ends
      return element("li", {},
        button(minutes(start), go, { class: "apivideo-link", "aria-label": `Go to ${minutes(start)}` }),
        element("bdi", {}, text.replace(/<[^>]*>/g, "")));
    });
    this.cues.replaceChildren(...shown);
  }

  #draw(found) {
    this.detail.video[this.kind] = found;
    const languages = found.map((one) => one.language).join(", ");
    this.summary.textContent = languages ? `${this.label} (${languages})` : this.label;
    this.list.replaceChildren(...found.map(({ language, name }) =>
      element("li", {}, `${name || language} `,
        button(`Edit ${language}`, () => this.#edit(language)),
        button(`Delete ${language}`, () => this.#delete(language)))));
  }

  /* Ask the kernel about one text, and say how it ended. */
  #ask(question, language, done, more = {}) {
    const details = { id: this.detail.id, kind: this.kind, language, ...more };
    return this.detail.attempt(this.detail.kernel.ask(question, details), done);
  }

  async #edit(language) {
    const said = await this.#ask("text", language, "");
    if (said !== undefined) [this.language.value, this.text.value] = [language, said];
    this.#preview();
    this.text.focus();
  }

  async #delete(language) {
    const left = await this.#ask("delete_text", language, `${this.label} deleted.`);
    if (left) this.#draw(left);
  }

  async #save() {
    const language = this.language.value.trim();
    if (!language) {
      this.library.fail("Which language is it? Such as en, or fr-CA.");
      return this.language.focus();
    }
    const done = `${this.label} saved; the player shows them.`;
    const found = await this.#ask("save_text", language, done, { text: this.text.value });
    if (!found) return;
    this.#draw(found);
    this.detail.play(true);
  }
}
