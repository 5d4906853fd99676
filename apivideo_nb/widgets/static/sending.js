/* Sends bytes from this page to the service, part by part. Knows no notebook.
 *
 * The order of parts does not matter to the service, and one that it holds already is
 * refused: after a lost answer that refusal is the good news.
 */

const PARALLEL = 4; // parts on their way at once
const ATTEMPTS = 8; // of one part, when there is no answer or the service has trouble
const PATIENCE = 20; // of one part, when the service says that there are too many
const STANDSTILL_MS = 60_000; // a line that moves nothing for so long is broken
const ANSWER_MS = 180_000; // the last part's answer may wait for a disk
const HELD = new Set([
  "video-content-range-by-part-part-already-sent",
  "video-source-already-uploaded",
]);

class Stopped extends Error {}

/* What the person is to read: a title, and what the service says beside it. */
class Refused extends Error {
  constructor(title, { status = 0, detail = "", type = "" } = {}) {
    super(title);
    Object.assign(this, { status, detail, type });
  }
}

function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => (clearTimeout(timer), reject(new Stopped()));
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/* One request. Resolves whatever the answer is, with status 0 if there is none. */
function post(url, form, range, signal, onSent) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Stopped());
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    let watch;
    const within = (ms) => {
      clearTimeout(watch);
      watch = setTimeout(abort, ms);
    };
    request.open("POST", url);
    request.setRequestHeader("Content-Range", range);
    request.upload.onprogress = (event) => {
      within(event.loaded < event.total ? STANDSTILL_MS : ANSWER_MS);
      onSent(event.loaded);
    };
    request.onloadend = () => {
      clearTimeout(watch);
      signal.removeEventListener("abort", abort);
      if (signal.aborted) return reject(new Stopped());
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {} // a proxy's page, or nothing
      const wait = Number(request.getResponseHeader("X-RateLimit-Retry-After"));
      resolve({ status: request.status, body: body ?? {}, wait });
    };
    signal.addEventListener("abort", abort, { once: true });
    within(STANDSTILL_MS);
    request.send(form);
  });
}

/* The upload of one video. `renew` gives another token when this one has ended;
 * `onTrouble` hears why a part has to be sent once more. */
class Sender {
  constructor({ url, token, videoId, name, renew, onTrouble = () => {} }) {
    Object.assign(this, { url, token, videoId, name, renew, onTrouble });
  }

  /* Send one part; `total` is "*" while nobody knows it. */
  async part(blob, number, total, signal, onSent = () => {}) {
    let failures = 0, waits = 0, renewals = 0;
    for (;;) {
      const form = new FormData();
      form.append("videoId", this.videoId);
      form.append("file", blob, this.name);
      const { token } = this;
      const url = `${this.url}?token=${encodeURIComponent(token)}`;
      const range = `part ${number}/${total}`;
      const { status, body, wait } = await post(url, form, range, signal, onSent);
      if (status >= 200 && status < 300) return onSent(blob.size);
      const type = String(body.type ?? "");
      if (HELD.has(type.split("/").pop())) return onSent(blob.size);
      onSent(0);
      if (status === 401 && renewals++ < 3) {
        if (token === this.token) this.token = await this.renew(signal);
      } else if (status === 429 && waits++ < PATIENCE) {
        this.onTrouble("The service asks to wait.");
        await pause(1000 * (wait > 0 ? Math.min(wait, 120) : 10), signal);
      } else if (status === 0 || status >= 500) {
        await this.#check(blob);
        if (++failures >= ATTEMPTS) {
          throw status
            ? new Refused(body.title || "The service has trouble.", { status, type })
            : new Refused("The service cannot be reached from this page.");
        }
        this.onTrouble(status ? "The service has trouble; trying again." : "No answer; trying again.");
        const longest = Math.min(30_000, 500 * 2 ** failures);
        await pause(longest * (0.5 + Math.random() / 2), signal);
      } else {
        const detail = body.detail ?? "";
        throw new Refused(body.title || `Status ${status}`, { status, type, detail });
      }
    }
  }

  /* Send all parts of a file but those that the service holds. */
  async file(file, { chunkSize, received, signal, onSent }) {
    const count = Math.ceil(file.size / chunkSize);
    const blob = (n) => file.slice((n - 1) * chunkSize, n * chunkSize);
    const sent = new Map(received.map((n) => [n, blob(n).size]));
    const left = Array.from({ length: count }, (_, i) => i + 1).filter((n) => !sent.has(n));
    const report = () => onSent([...sent.values()].reduce((a, b) => a + b, 0));
    const others = new AbortController();
    const either = AbortSignal.any([signal, others.signal]);
    const work = async () => {
      for (let n; (n = left.shift()); ) {
        const part = blob(n);
        await this.part(part, n, count, either, (bytes) => {
          sent.set(n, Math.min(bytes, part.size)); // the form around it is not counted
          report();
        });
      }
    };
    report();
    try {
      await Promise.all(Array.from({ length: PARALLEL }, work));
    } catch (error) {
      others.abort();
      throw signal.aborted ? new Stopped() : error;
    }
  }

  async #check(blob) {
    try {
      await blob.slice(0, 1).arrayBuffer();
    } catch {
      throw new Refused("The file was changed or removed while it was being sent.");
    }
  }
}

/* Collects what a recorder gives into parts; the last one is known when it ends. */
class Stream {
  constructor(minimum) {
    this.minimum = minimum; // bytes of any part but the last
    this.number = 0;
    this.size = 0; // bytes recorded so far
    this.sent = 0;
    this.pending = [];
    this.ready = []; // full parts, until there is somebody to send them
  }

  add(blob) {
    if (!blob.size) return;
    const held = this.pending.reduce((sum, one) => sum + one.size, 0);
    // only now is it certain that these are not the last
    if (held >= this.minimum) this.ready.push(new Blob(this.pending.splice(0)));
    this.pending.push(blob);
    this.size += blob.size;
  }

  /* Send what is full, one after the other; a call while one runs does nothing. */
  async flush(sender, signal, onSent) {
    if (this.running) return this.running;
    this.running = (async () => {
      for (; this.ready.length; this.ready.shift()) {
        await this.#send(sender, this.ready[0], "*", signal, onSent);
      }
    })();
    try {
      await this.running;
    } finally {
      this.running = null;
    }
  }

  async finish(sender, signal, onSent) {
    await this.flush(sender, signal, onSent);
    await this.flush(sender, signal, onSent); // what came while the first one ran
    const last = new Blob(this.pending);
    await this.#send(sender, last, this.number + 1, signal, onSent);
  }

  async #send(sender, blob, total, signal, onSent) {
    const before = this.sent;
    await sender.part(blob, this.number + 1, total, signal, (bytes) =>
      onSent(before + Math.min(bytes, blob.size)),
    );
    this.number += 1;
    this.sent = before + blob.size;
  }
}
