/* The panel's part in the browser: files that are dropped or chosen, and recordings.
 *
 * Bytes go from here to the service; the kernel hears of names, sizes and progress only.
 * Upload tokens come as messages and are kept in closures: nothing here is ever state
 * of the widget, so nothing of it is saved. What is under way belongs to the model, not
 * to a view: it goes on when the cell is scrolled or folded away.
 */

const REPORT_MS = 400; // between two words on how far an upload is

const size = (bytes) => {
  const mib = bytes / 2 ** 20;
  return mib >= 100 ? `${Math.round(mib)} MiB` : `${Math.max(0.1, mib).toFixed(1)} MiB`;
};
const clock = (seconds) => {
  const [m, s] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  return `${m}:${String(s).padStart(2, "0")}`;
};
const isLoopback = (host) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

/* What has been chosen and what is on its way. */
class Desk {
  constructor(model) {
    this.model = model;
    this.page = crypto.randomUUID?.() ?? String(Math.random());
    this.count = 0;
    this.picks = []; // {key, file}, shown and not yet uploaded
    this.held = new Map(); // key → File or Stream, until the kernel says forget
    this.stops = new Map(); // key → AbortController
    this.waiting = new Map(); // key → called with the next token
    this.views = new Set();
    this.isOpen = false; // whether the recorder is shown
    this.studio = null; // devices that are in use
    this.session = null; // what is being recorded
    model.on("msg:custom", (message) => this[`on_${message.type}`]?.(message));
    this.tell({ type: "hello" });
  }

  tell(message) {
    this.model.send(message);
  }

  redraw() {
    for (const view of this.views) view.draw();
  }

  /* Let go of camera and screen, and fold the recorder up. */
  leave() {
    this.studio?.close();
    this.isOpen = false;
    this.studio = this.session = null;
    this.redraw();
  }

  key() {
    return `${this.page}/${++this.count}`;
  }

  pick(files) {
    for (const file of files) this.picks.push({ key: this.key(), file });
    this.#picked();
  }

  unpick(key) {
    this.picks = this.picks.filter((one) => one.key !== key);
    this.#picked();
  }

  #picked() {
    const files = this.picks.map(({ key, file }) => ({ key, name: file.name, size: file.size }));
    this.tell({ type: "picked", files });
    this.redraw();
  }

  /* The kernel has taken over what was chosen. */
  on_taken({ keys }) {
    for (const { key, file } of this.picks) if (keys.includes(key)) this.held.set(key, file);
    this.picks = this.picks.filter(({ key }) => !keys.includes(key));
    this.#picked();
  }

  on_forget({ key }) {
    this.stops.get(key)?.abort();
    this.held.delete(key);
  }

  on_stop({ key }) {
    this.stops.get(key)?.abort();
    if (this.session?.key === key) this.session.drop();
  }

  /* Another panel took this one's place, and nobody can press Stop any more. */
  on_retire() {
    if (this.session) this.session.finish();
    else this.leave();
  }

  on_token({ key, token }) {
    this.waiting.get(key)?.(token);
  }

  on_say({ text }) {
    for (const view of this.views) view.say(text);
  }

  async on_send(order) {
    const { key } = order;
    const what = this.held.get(key);
    if (!what) {
      if (key.startsWith(this.page)) this.tell({ type: "gone", key });
      return; // another page holds it
    }
    const stop = new AbortController();
    this.stops.set(key, stop);
    const progress = { sent: 0, total: what instanceof File ? what.size : 0, note: "" };
    const report = () => this.tell({ type: "progress", key, ...progress });
    const timer = setInterval(report, REPORT_MS);
    const onSent = (sent) => {
      if (sent > progress.sent) progress.note = "";
      progress.sent = sent;
    };
    try {
      const sender = new Sender({
        ...order,
        url: this.#address(order.url),
        videoId: order.video_id,
        renew: (signal) => this.#renew(key, signal),
        onTrouble: (note) => (progress.note = note),
      });
      if (what instanceof File) {
        const { chunk_size: chunkSize, received } = order;
        await sender.file(what, { chunkSize, received, signal: stop.signal, onSent });
      } else {
        await what.send(sender, stop.signal, onSent);
      }
      clearInterval(timer);
      report();
      this.tell({ type: "sent", key });
    } catch (error) {
      clearInterval(timer);
      if (error instanceof Stopped) return this.tell({ type: "stopped", key });
      const { message: title, status = 0, detail = "", type: link = "" } = error;
      this.tell({ type: "failed", key, title, status, detail, link });
    } finally {
      this.stops.delete(key);
    }
  }

  #renew(key, signal) {
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Stopped()), { once: true });
      this.waiting.set(key, resolve);
      this.tell({ type: "token", key });
    });
  }

  #address(url) {
    const there = new URL(url, location.href); // on a hub it is a path
    if (isLoopback(there.hostname) && !isLoopback(location.hostname)) {
      throw new Refused(
        "The local sandbox runs on the kernel's machine, and this browser on another. "
        + "Give the path of a file there, or use an API key.",
      );
    }
    return there.href;
  }
}

/* A recording on its way: sent while it is made, so that its end is the upload's end. */
class Recording {
  constructor(desk, studio, minimum) {
    Object.assign(this, { desk, studio });
    this.key = desk.key();
    this.stream = new Stream(minimum);
    this.over = new Promise((resolve) => (this.end = resolve));
    this.take = new Take(studio, (blob) => {
      this.stream.add(blob);
      this.flush?.();
    });
    studio.onend = () => this.finish();
  }

  start() {
    this.take.start();
    this.desk.held.set(this.key, this);
    const name = `recording.${this.take.extension}`;
    this.desk.tell({ type: "record", key: this.key, name });
  }

  /* Called with each order of the kernel to send; a second one goes on where it stopped. */
  async send(sender, signal, onSent) {
    await new Promise((resolve, reject) => {
      this.flush = () => this.stream.flush(sender, signal, onSent).catch(reject);
      signal.addEventListener("abort", () => reject(new Stopped()), { once: true });
      this.flush();
      this.over.then(resolve);
    });
    this.flush = null;
    await this.stream.finish(sender, signal, onSent);
  }

  async finish() {
    if (this.finishing) return;
    this.finishing = true;
    await this.take.stop();
    this.close();
    this.desk.tell({ type: "recorded", key: this.key });
    this.end();
  }

  async discard() {
    this.finishing = true;
    await this.take.stop();
    this.close();
    this.desk.tell({ type: "discarded", key: this.key });
  }

  /* The kernel's side has ended: there is nobody to record for. */
  async drop() {
    if (!this.finishing) await this.take.stop();
    this.finishing = true;
    this.close();
    this.end();
  }

  close() {
    this.studio.close();
    if (this.desk.session === this) this.desk.leave();
  }
}
