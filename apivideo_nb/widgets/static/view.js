/* What the person sees of it: a place to drop files, and under it the recorder. */

const PICTURES = { camera: "Camera", screen: "Screen", both: "Screen with camera" };
const PART = 5 * 2 ** 20; // the service takes no less, but for the last part

class View {
  constructor(desk, el) {
    this.desk = desk;
    const id = `apivideo-${Math.random().toString(36).slice(2)}`;
    this.input = element("input", {
      type: "file", multiple: true, accept: "video/*,.mkv,.mxf,.avi,.mts,.ts,.gif",
      class: "apivideo-unseen", tabindex: -1, "aria-label": "Files to upload",
      onchange: () => {
        desk.pick(this.input.files);
        this.input.value = ""; // so that the same file can be chosen again
      },
    });
    this.choose = button("Choose files…", () => this.input.click());
    this.record = button("Record…", () => this.#open());
    this.picks = element("ul", { class: "apivideo-picks", "aria-label": "Chosen files" });
    this.status = element("div", { class: "apivideo-unseen", role: "status" });
    this.problem = element("p", { class: "apivideo-wrong", role: "alert" });
    this.zone = element("div", { class: "apivideo-zone" },
      element("span", { class: "apivideo-hint" }, "Drop videos of this computer here"),
      element("span", { class: "apivideo-buttons" }, this.choose, this.record),
    );
    this.#listenForDrops(this.zone);
    const radio = (value, label) =>
      element("label", {},
        element("input", { type: "radio", name: id, value, checked: value === "camera" }),
        label,
      );
    this.sound = element("input", { type: "checkbox", checked: true });
    this.choice = element("fieldset", {},
      element("legend", { class: "apivideo-unseen" }, "What to record"),
      ...Object.entries(PICTURES).map(([value, label]) => radio(value, label)),
      element("label", {}, this.sound, "Microphone"),
    );
    this.preview = element("video", { playsinline: true, "aria-label": "Preview" });
    this.preview.muted = true;
    this.clock = element("span", { class: "apivideo-clock" });
    this.show = button("Show preview", () => this.#show(), { class: "apivideo-button primary" });
    this.start = button("Start recording", () => this.#start(), { class: "apivideo-button primary" });
    this.pause = button("Pause", () => this.#pause());
    this.stop = button("Stop and upload", () => desk.session?.finish(), { class: "apivideo-button primary" });
    this.discard = button("Discard", () => desk.session?.discard());
    this.close = button("Close", () => this.#close());
    this.controls = [this.show, this.start, this.stop, this.pause, this.discard, this.close];
    this.studio = element("section", { class: "apivideo-studio", "aria-label": "Record" },
      this.choice, this.preview,
      element("div", { class: "apivideo-buttons" }, this.clock, ...this.controls),
    );
    el.classList.add("apivideo-browser");
    el.append(this.zone, this.input, this.picks, this.studio, this.problem, this.status);
    this.ticking = setInterval(() => this.#tick(), 500);
    desk.views.add(this);
    this.draw();
    // what is typed in the panel is meant for it, and no shortcut of the notebook's: an
    // "r" that chooses from a list would make the cell a raw one
    const keep = ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true");
    this.placed = new ResizeObserver(() => {
      el.closest(".apivideo-panel")?.addEventListener("focusin", keep);
    });
    this.placed.observe(el);
  }

  remove() {
    clearInterval(this.ticking);
    this.placed.disconnect();
    this.desk.views.delete(this);
  }

  say(text) {
    this.status.textContent = text;
  }

  draw() {
    const { picks, session, studio, isOpen } = this.desk;
    const focused = this.picks.contains(document.activeElement);
    this.picks.replaceChildren(
      ...picks.map(({ key, file }) =>
        element("li", {},
          element("bdi", {}, file.name),
          element("span", { class: "apivideo-hint" }, size(file.size)),
          button("✕", () => this.desk.unpick(key), { "aria-label": `Remove ${file.name}`, title: "Remove" }),
        ),
      ),
    );
    if (focused) (this.picks.querySelector("button") ?? this.choose).focus();
    this.studio.hidden = !isOpen;
    this.record.setAttribute("aria-expanded", String(Boolean(isOpen)));
    this.record.disabled = Boolean(isOpen);
    this.choice.hidden = Boolean(studio);
    this.preview.hidden = !studio;
    const stream = studio?.stream ?? null;
    if (this.preview.srcObject !== stream) {
      this.preview.srcObject = stream;
      if (stream) this.preview.play().catch(() => {}); // the first frame will do
    }
    const shown = session
      ? [this.stop, this.pause, this.discard]
      : studio ? [this.start, this.close] : [this.show, this.close];
    const had = document.activeElement;
    for (const control of this.controls) control.hidden = !shown.includes(control);
    if (this.controls.includes(had) && had.hidden) (isOpen ? shown[0] : this.record).focus();
    this.pause.textContent = session?.take.paused ? "Go on" : "Pause";
    this.#tick();
  }

  #tick() {
    const { session } = this.desk;
    this.clock.hidden = !session;
    if (!session) return;
    const { take, stream } = session;
    this.clock.classList.toggle("apivideo-live", !take.paused);
    this.clock.textContent =
      `${take.paused ? "❚❚ Paused" : "● Recording"} ${clock(take.seconds)} · ${size(stream.size)}`;
  }

  #listenForDrops(zone) {
    const over = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.stopPropagation(); // the notebook has drops of its own
      event.dataTransfer.dropEffect = "copy";
      zone.classList.add("apivideo-over");
    };
    zone.addEventListener("dragenter", over);
    zone.addEventListener("dragover", over);
    zone.addEventListener("dragleave", (event) => {
      if (!zone.contains(event.relatedTarget)) zone.classList.remove("apivideo-over");
    });
    zone.addEventListener("drop", (event) => {
      zone.classList.remove("apivideo-over");
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      event.stopPropagation();
      this.desk.pick(event.dataTransfer.files);
    });
  }

  #open() {
    this.problem.textContent = whyNot();
    if (this.problem.textContent) return;
    this.desk.isOpen = true;
    this.desk.redraw();
    this.choice.querySelector("input:checked").focus();
  }

  async #show() {
    this.problem.textContent = "";
    const studio = new Studio();
    this.show.disabled = true;
    try {
      await studio.open(this.choice.querySelector("input:checked").value, this.sound.checked);
      this.desk.studio = studio;
      studio.onend = () => this.#close();
    } catch (error) {
      studio.close();
      this.problem.textContent = error.message;
    } finally {
      this.show.disabled = false;
      this.desk.redraw();
      if (this.desk.studio) this.start.focus();
    }
  }

  #start() {
    const { desk } = this;
    try {
      desk.session = new Recording(desk, desk.studio, PART);
      desk.session.start();
    } catch (error) {
      desk.session = null;
      this.problem.textContent = `The recording did not start: ${error.message}`;
    }
    desk.redraw();
  }

  #pause() {
    const { take } = this.desk.session;
    if (take.paused) take.resume();
    else take.pause();
    this.draw();
  }

  #close() {
    this.desk.leave();
    this.record.focus();
  }
}

export default () => {
  let desk;
  return {
    initialize({ model }) {
      desk = new Desk(model);
      return () => desk.leave();
    },
    render({ el }) {
      const view = new View(desk, el);
      return () => view.remove();
    },
  };
};
