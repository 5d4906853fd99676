/* The library: a grid of videos, and the one that is looked at (detail.js).
 *
 * All that it shows comes as answers to its questions, and is kept in this page only.
 */

const UNDO_MS = 8000; // for so long a deleted video is only hidden
const PATIENCE_MS = 60_000; // the longest wait for a picture
const TYPING_MS = 300; // after the last key, what was typed is searched for
const SORTS = {
  "createdAt desc": "Newest first",
  "createdAt asc": "Oldest first",
  "updatedAt desc": "Changed last",
  "title asc": "Title A–Z",
  "title desc": "Title Z–A",
};

/* Asks the kernel; `ask` gives a promise of the answer. `onlive` is told when the kernel is
 * gone, and when it answers after all. */
class Kernel {
  constructor(model, onlive) {
    this.model = model;
    this.count = 0;
    this.open = new Map(); // number → [resolve, reject]
    this.lost = () => onlive(false); // ipywidgets' word for a closed line
    this.hear = (answer) => {
      onlive(true);
      const [resolve, reject] = this.open.get(answer.number) ?? [];
      if (!resolve) return;
      this.open.delete(answer.number);
      if (answer.error) reject(new Error(answer.error));
      else resolve(answer.value);
    };
    model.on("msg:custom", this.hear);
    model.on("comm_live_update", this.lost);
  }

  ask(question, details = {}, buffers = []) {
    const number = `${++this.count}-${Math.random()}`;
    return new Promise((resolve, reject) => {
      this.open.set(number, [resolve, reject]);
      this.model.send({ question, details, number }, undefined, buffers);
    });
  }

  close() {
    this.model.off("msg:custom", this.hear);
    this.model.off("comm_live_update", this.lost);
  }
}

const labelled = (label, control, more = {}) =>
  element("label", { class: "apivideo-field", ...more }, element("span", {}, label), control);

const choice = (options, onchange, more = {}) =>
  element("select", { onchange, ...more },
    ...Object.entries(options).map(([value, label]) => element("option", { value }, label)),
  );

class Library {
  constructor(model, el) {
    this.kernel = new Kernel(model, (isLive) => {
      this.root.classList.toggle("apivideo-orphan", !isLive);
    });
    this.number = 1;
    this.asked = 0;
    this.hidden = new Map(); // id of a video about to be deleted → its timer
    this.search = element("input", {
      type: "search", placeholder: "Part of the title",
      oninput: () => {
        clearTimeout(this.typing);
        this.typing = setTimeout(() => this.turn(1), TYPING_MS);
      },
    });
    const again = () => this.turn(1);
    this.tag = choice({ "": "All tags" }, again);
    this.sort = choice(SORTS, again);
    this.which = choice({ "": "Videos", deleted: "Deleted videos" }, () => {
      this.tag.value = "";
      again();
    });
    this.heading = element("h3", { tabindex: -1 }, "Your videos");
    this.counted = element("span", { class: "apivideo-quiet" });
    this.grid = element("ul", { class: "apivideo-grid", "aria-label": "Videos" });
    this.empty = element("p", { class: "apivideo-quiet apivideo-empty" });
    this.before = button("‹ Previous", () => this.turn(this.number - 1));
    this.after = button("Next ›", () => this.turn(this.number + 1));
    this.at = element("input", {
      type: "number", min: 1, class: "apivideo-number", "aria-label": "Page",
      onchange: () => this.turn(Number(this.at.value) || 1),
    });
    this.of = element("span");
    this.pages = element("nav", { class: "apivideo-pages", "aria-label": "Pages" },
      this.before, element("span", {}, "Page ", this.at, this.of), this.after);
    this.status = element("p", { class: "apivideo-status", role: "status" });
    this.problem = element("p", { class: "apivideo-wrong", role: "alert" });
    this.overview = element("section", { "aria-label": "All videos" },
      element("div", { class: "apivideo-filters" },
        labelled("Search", this.search, { class: "apivideo-field apivideo-wide" }),
        labelled("Tag", this.tag), labelled("Sort", this.sort), labelled("Show", this.which)),
      this.grid, this.empty, this.pages);
    this.place = element("section", { hidden: true });
    this.languages = element("datalist", { id: `apivideo-${Math.random().toString(36).slice(2)}` });
    this.root = element("div", { class: "apivideo-library", "data-lm-suppress-shortcuts": "true" },
      element("header", {}, this.heading, this.counted),
      this.problem, this.status, this.overview, this.place, this.languages);
    el.append(this.root);
    this.turn(1);
    this.kernel.ask("languages").then((languages) => {
      this.languages.append(...languages.map(([value, label]) => element("option", { value }, label)));
    }).catch(() => {}); // as below
    this.kernel.ask("tags").then((tags) => {
      this.tag.append(...tags.map((tag) => element("option", { value: tag }, tag)));
    }).catch(() => {}); // without the list of tags all else works
  }

  get deleted() {
    return this.which.value === "deleted";
  }

  /* Show a page of the grid; of several that were asked for, the last one counts. */
  async turn(number) {
    const asked = ++this.asked;
    this.root.setAttribute("aria-busy", "true");
    try {
      const page = await this.kernel.ask("page", {
        number: Math.max(1, Math.round(number)), title: this.search.value,
        tag: this.tag.value, sort: this.sort.value, deleted: this.deleted,
      });
      if (asked !== this.asked) return;
      if (page.page > page.pages) return this.turn(page.pages);
      this.fail("");
      this.draw(page);
    } catch (error) {
      if (asked === this.asked) this.fail(error, () => this.turn(number));
    } finally {
      if (asked === this.asked) this.root.removeAttribute("aria-busy");
    }
  }

  draw({ cards, page, pages, total, where }) {
    this.number = page;
    this.counted.textContent = `${total.toLocaleString()} ${total === 1 ? "video" : "videos"} · ${where}`;
    this.grid.replaceChildren(...cards.map((card) => this.card(card)));
    const filtered = this.search.value || this.tag.value;
    this.empty.hidden = cards.length > 0;
    this.empty.textContent = filtered ? "No video is like that. Search for less."
      : this.deleted ? "Nothing here can be taken back: deleted videos are kept only by accounts with Video Restore, and by a local sandbox started with --restore."
      : "There are no videos yet. Upload one with av.Panel(), or %apivideo upload.";
    this.pages.hidden = pages < 2;
    [this.at.value, this.at.max, this.of.textContent] = [page, pages, ` of ${pages.toLocaleString()}`];
    this.before.disabled = page <= 1;
    this.after.disabled = page >= pages;
  }

  card(card) {
    const facts = [card.created, card.public ? "" : "private", this.deleted && card.deletes ? `until ${card.deletes}` : ""];
    const picture = element("span", { class: "apivideo-picture" });
    if (card.thumbnail) {
      const image = element("img", { src: card.thumbnail, alt: "", loading: "lazy" });
      this.#draw_patiently(image, card.thumbnail);
      picture.append(image);
    }
    const open = this.deleted ? () => this.restore(card) : () => this.open(card.id);
    const words = element("span", { class: "apivideo-words" },
      element("bdi", { class: "apivideo-title" }, card.title),
      element("span", { class: "apivideo-quiet" }, facts.filter(Boolean).join(" · ")));
    const item = element("li", { "data-id": card.id },
      element("button", {
        type: "button", class: "apivideo-card", onclick: open, title: card.title,
        "aria-label": this.deleted ? `Restore ${card.title}` : `Open ${card.title}`,
      }, picture, words, this.deleted ? element("span", { class: "apivideo-button" }, "Restore") : null));
    item.hidden = this.hidden.has(card.id);
    return item;
  }

  /* A video that has just come has no picture yet: look again, ever more seldom. */
  #draw_patiently(image, src, wait = 1500) {
    image.onload = () => image.classList.remove("apivideo-nothing");
    image.onerror = () => {
      image.classList.add("apivideo-nothing");
      if (wait > PATIENCE_MS) return;
      setTimeout(() => {
        if (!image.isConnected) return;
        image.src = `${src}${src.includes("?") ? "&" : "?"}${Date.now()}`;
        this.#draw_patiently(image, src, 2 * wait);
      }, wait);
    };
  }

  async open(id) {
    const detail = new Detail(this, id);
    this.detail?.close();
    this.detail = detail;
    this.status.textContent = "";
    try {
      await detail.load();
    } catch (error) {
      return this.fail(error, () => this.open(id));
    }
    if (this.detail !== detail) return;
    this.fail("");
    this.place.replaceChildren(detail.root);
    this.place.hidden = false;
    this.overview.hidden = true;
    detail.focus();
  }

  /* Back to the grid, which may have changed. */
  back() {
    const id = this.detail?.id;
    this.detail?.close();
    this.detail = null;
    this.place.hidden = true;
    this.place.replaceChildren();
    this.overview.hidden = false;
    this.turn(this.number).then(() => {
      const card = this.grid.querySelector(`[data-id="${CSS.escape(id ?? "")}"]:not([hidden]) button`);
      (card ?? this.heading).focus();
    });
  }

  /* Hide a video, and delete it when nobody has minded for some seconds. */
  remove({ id, title }) {
    const gone = async () => {
      this.hidden.delete(id);
      try {
        await this.kernel.ask("delete", { id });
        this.say(`${title} is deleted.`);
      } catch (error) {
        this.fail(error);
      }
      if (!this.detail) await this.turn(this.number);
    };
    this.hidden.set(id, setTimeout(gone, UNDO_MS));
    this.back();
    const undo = button("Undo", () => {
      clearTimeout(this.hidden.get(id));
      this.hidden.delete(id);
      this.say(`${title} is kept.`);
      this.turn(this.number);
    });
    this.status.replaceChildren(`${title} will be deleted. `, undo);
  }

  async restore({ id, title }) {
    try {
      await this.kernel.ask("restore", { id });
      this.say(`${title} is back.`);
    } catch (error) {
      this.fail(error);
    }
    this.turn(this.number);
  }

  say(text) {
    this.status.replaceChildren(text);
  }

  fail(error, again = null) {
    const words = error ? [String(error.message ?? error)] : [];
    if (error && again) words.push(" ", button("Try again", again));
    this.problem.replaceChildren(...words);
  }

  close() {
    clearTimeout(this.typing);
    this.detail?.close();
    this.kernel.close();
  }
}
