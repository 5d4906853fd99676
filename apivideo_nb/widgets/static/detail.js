/* One video of the library: player, fields, thumbnail, texts (texts.js), snippets. */

const LOOK_MS = 2000; // between two looks at a video that is being encoded

const minutes = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const fold = (label, ...children) =>
  element("details", { class: "apivideo-fold" }, element("summary", {}, label), ...children);

class Detail {
  constructor(library, id) {
    this.library = library;
    this.kernel = library.kernel;
    this.id = id;
    this.root = element("div", { class: "apivideo-detail" });
  }

  async load() {
    this.video = await this.kernel.ask("video", { id: this.id });
    this.draw();
    this.#look();
  }

  focus() {
    this.root.querySelector("h4").focus();
  }

  close() {
    clearTimeout(this.looking);
  }

  /* Do something, and say how it ended. */
  async attempt(promise, done) {
    try {
      const value = await promise;
      this.library.fail("");
      this.library.say(done);
      return value;
    } catch (error) {
      this.library.say("");
      this.library.fail(error);
      return undefined;
    }
  }

  draw() {
    const { video } = this;
    this.heading = element("h4", { tabindex: -1 }, element("bdi", {}, video.title));
    this.state = element("span", { class: "apivideo-quiet" });
    this.screen = element("div", { class: "apivideo-screen" });
    this.root.replaceChildren(
      element("div", { class: "apivideo-buttons" },
        button("‹ All videos", () => this.library.back()),
        button("Delete", () => this.library.remove(video), { class: "apivideo-button apivideo-last" })),
      element("div", { class: "apivideo-two" },
        element("div", {}, this.screen, this.heading, this.state),
        this.#form()),
      this.#thumbnail(), new Texts(this, "captions", "Captions").root,
      new Texts(this, "chapters", "Chapters").root, this.#snippets());
    this.play();
    this.#say_state(video.state);
  }

  /* A private link opens once: each time the player is drawn it is a fresh one. */
  async play(fresh = false) {
    if (fresh) this.video.player = (await this.kernel.ask("video", { id: this.id })).player;
    this.screen.replaceChildren(element("iframe", {
      src: this.video.player, title: `Player: ${this.video.title}`,
      allow: "autoplay *; fullscreen *", allowfullscreen: true,
    }));
  }

  #say_state(state) {
    const { duration, qualities } = this.video;
    const time = duration ? minutes(Math.round(duration)) : "";
    this.state.textContent = [state, time, ...qualities].filter(Boolean).join(" · ");
  }

  #look() {
    if (["encoded", "failed", "empty", "missing"].includes(this.video.state)) return;
    this.looking = setTimeout(async () => {
      const state = await this.kernel.ask("state", { id: this.id }).catch(() => this.video.state);
      const wasPlayable = ["playable", "encoded"].includes(this.video.state);
      this.video.state = state;
      if (!wasPlayable && ["playable", "encoded"].includes(state)) await this.play(true);
      if (state === "encoded") this.video.qualities = (await this.kernel.ask("video", { id: this.id })).qualities;
      this.#say_state(state);
      this.#look();
    }, LOOK_MS);
  }

  #form() {
    const { video } = this;
    const text = (value) => element("input", { type: "text", value });
    const check = (checked) => element("input", { type: "checkbox", checked });
    const title = text(video.title), tags = text(video.tags.join(", "));
    const description = element("textarea", { rows: 3 }, video.description);
    const metadata = element("textarea", { rows: 3, placeholder: "key=value, one a line" },
      video.metadata.map((pair) => pair.join("=")).join("\n"));
    const isPublic = check(video.public), mp4 = check(video.mp4_support);
    const save = async (event) => {
      event.preventDefault();
      const lines = metadata.value.split("\n").map((line) => line.trim()).filter(Boolean);
      const wrong = lines.find((line) => line.indexOf("=") < 1);
      if (wrong) return this.library.fail(`Metadata is key=value, one pair a line; this is not: ${wrong}`);
      if (!title.value.trim()) return this.library.fail("A video has a title.");
      const fields = {
        title: title.value.trim(), description: description.value,
        tags: tags.value.split(",").map((tag) => tag.trim()).filter(Boolean),
        metadata: lines.map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1).trim()]),
        public: isPublic.checked, mp4_support: mp4.checked,
      };
      const change = async () => {
        await this.kernel.ask("update", { id: this.id, fields });
        await this.load();
        this.focus();
      };
      await this.attempt(change(), "Saved.");
    };
    return element("form", { class: "apivideo-fields", onsubmit: save },
      labelled("Title", title), labelled("Description", description),
      labelled("Tags", tags), labelled("Metadata", metadata),
      element("div", { class: "apivideo-buttons" },
        element("label", {}, isPublic, "Public"), element("label", {}, mp4, "MP4 download"),
        element("button", { type: "submit", class: "apivideo-button primary apivideo-last" }, "Save")));
  }

  /* The video by itself, without the player; fetched when `load_once` is called. */
  film(more = {}) {
    const made = element("video", { preload: "metadata", playsinline: true, hidden: true, ...more });
    made.load_once = async () => {
      if (made.src) return;
      const link = await this.kernel.ask("film", { id: this.id }).catch(() => null);
      if (link && !made.src) made.src = link;
    };
    made.onloadedmetadata = () => (made.hidden = false); // of some there is none to be had
    return made;
  }

  #thumbnail() {
    const { video } = this;
    const image = element("img", { alt: "The thumbnail now", src: video.thumbnail ?? "" });
    image.hidden = !video.thumbnail;
    const end = video.duration ?? 0;
    const moment = element("input", { type: "number", min: 0, max: end || null, step: 0.1, value: 0, class: "apivideo-number" });
    const slider = element("input", { type: "range", min: 0, max: end, step: 0.1, value: 0, "aria-label": "Moment" });
    const film = this.film({ "aria-label": "The moment" });
    film.muted = true;
    slider.hidden = !end;
    const go = (value) => {
      [moment.value, slider.value] = [value, value];
      film.currentTime = Number(value);
    };
    slider.oninput = () => go(slider.value);
    moment.onchange = () => go(moment.value);
    const changed = (card) => {
      if (!card?.thumbnail) return;
      image.src = `${card.thumbnail}${card.thumbnail.includes("?") ? "&" : "?"}${Date.now()}`;
      image.hidden = false;
    };
    const take = async () => changed(await this.attempt(
      this.kernel.ask("thumbnail", { id: this.id, at: Number(moment.value) }), "The thumbnail is changed."));
    const file = element("input", {
      type: "file", accept: "image/jpeg,image/png,image/webp",
      onchange: async () => {
        if (!file.files.length) return;
        const picture = await file.files[0].arrayBuffer();
        changed(await this.attempt(
          this.kernel.ask("thumbnail", { id: this.id }, [picture]), "The thumbnail is changed."));
        file.value = "";
      },
    });
    const made = fold("Thumbnail", element("div", { class: "apivideo-two" },
      element("div", {}, film, slider,
        element("div", { class: "apivideo-buttons" }, labelled("Second", moment),
          button("Use this moment", take))),
      element("div", {}, image, labelled("Or a picture", file))));
    made.ontoggle = () => made.open && film.load_once();
    return made;
  }

  #snippets() {
    const rows = Object.entries(this.video.snippets).map(([label, value]) => {
      const text = element("textarea", { rows: value.length > 90 ? 3 : 1, readonly: true, spellcheck: false }, value);
      const copy = async () => {
        try {
          await navigator.clipboard.writeText(value);
        } catch {
          text.select(); // the page may not: then the person copies it
          document.execCommand("copy");
        }
        this.library.say(`${label} copied.`);
      };
      return element("div", { class: "apivideo-snippet" },
        labelled(label, text), button("Copy", copy, { "aria-label": `Copy ${label}` }));
    });
    return fold("Share", ...rows);
  }
}

export default {
  render({ model, el }) {
    const library = new Library(model, el);
    return () => library.close();
  },
};
