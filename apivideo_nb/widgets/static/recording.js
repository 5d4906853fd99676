/* Camera, screen and microphone, as one stream that is recorded. Knows no notebook. */

const KINDS = [
  "video/webm;codecs=h264,opus", // a service need not encode it again to play it
  "video/webm;codecs=vp8,opus", // light enough for any machine
  "video/webm",
  "video/mp4",
];
const SLICE_MS = 1000; // the recorder hands over what it has every so often
const FRAMES = 25; // a second, of a picture in a picture

/* Why this page cannot record at all, or nothing. */
function whyNot() {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    return "Browsers record only on pages with https:// and on localhost. Open the "
      + "notebook that way, or record elsewhere and choose the file.";
  }
  return window.MediaRecorder ? "" : "This browser cannot record.";
}

const SENTENCES = {
  NotAllowedError: (what) =>
    `The browser did not allow ${what}. Allow it with the sign in the address bar, `
    + "then try again.",
  NotFoundError: (what) => `There is no ${what} here. Connect one, or choose another.`,
  NotReadableError: (what) =>
    `Another program holds the ${what}. Close it there, then try again.`,
};

async function ask(what, question) {
  try {
    return await question();
  } catch (error) {
    const sentence = SENTENCES[error.name];
    throw new Error(sentence ? sentence(what) : `No ${what}: ${error.message}`);
  }
}

/* Something to record: `stream`, and `close` to let go of all devices. */
class Studio {
  constructor() {
    this.streams = [];
    this.closers = [];
  }

  /* `picture` is camera, screen or both. */
  async open(picture, microphone) {
    const { mediaDevices } = navigator;
    let screen, camera, voice;
    if (picture !== "camera") {
      // first: it may be asked for only in answer to a click
      screen = await this.#hold("screen", () =>
        mediaDevices.getDisplayMedia({ video: { frameRate: 30 }, audio: true }),
      );
    }
    if (picture !== "screen") {
      camera = await this.#hold("camera", () =>
        mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } }),
      );
    }
    if (microphone) {
      voice = await this.#hold("microphone", () =>
        mediaDevices.getUserMedia({ audio: true }),
      );
    }
    const shown = screen && camera ? await this.#compose(screen, camera) : screen ?? camera;
    const sounds = [screen, voice].filter((one) => one?.getAudioTracks().length);
    const sound = sounds.length > 1 ? this.#mix(sounds) : sounds[0];
    const tracks = [...shown.getVideoTracks(), ...(sound?.getAudioTracks() ?? [])];
    this.stream = new MediaStream(tracks);
    // "Stop sharing", or a camera that was pulled out
    for (const one of [screen, camera]) {
      one?.getVideoTracks()[0].addEventListener("ended", () => this.onend?.());
    }
  }

  close() {
    for (const stream of this.streams) for (const track of stream.getTracks()) track.stop();
    for (const closer of this.closers.splice(0)) closer();
  }

  async #hold(what, question) {
    const stream = await ask(what, question);
    this.streams.push(stream);
    return stream;
  }

  async #compose(screen, camera) {
    const [back, front] = await Promise.all([screen, camera].map(playing));
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d", { alpha: false });
    const draw = () => {
      const { videoWidth: width, videoHeight: height } = back;
      if (canvas.width !== width || canvas.height !== height) {
        Object.assign(canvas, { width, height });
      }
      pen.drawImage(back, 0, 0, width, height);
      const w = Math.round(width / 4);
      const h = Math.round((w * front.videoHeight) / front.videoWidth);
      const gap = Math.round(width / 50);
      pen.drawImage(front, width - w - gap, height - h - gap, w, h);
    };
    draw();
    this.closers.push(every(1000 / FRAMES, draw));
    const stream = canvas.captureStream(FRAMES);
    this.streams.push(stream);
    return stream;
  }

  #mix(streams) {
    const context = new AudioContext();
    const mixed = context.createMediaStreamDestination();
    for (const one of streams) context.createMediaStreamSource(one).connect(mixed);
    this.closers.push(() => context.close());
    return mixed.stream;
  }
}

/* Call again and again, also while the page is hidden: its own timers sleep then. */
function every(ms, call) {
  const source = `setInterval(() => postMessage(0), ${ms})`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    const worker = new Worker(url);
    worker.onmessage = call;
    return () => worker.terminate();
  } catch {
    const timer = setInterval(call, ms); // the page allows no workers
    return () => clearInterval(timer);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function playing(stream) {
  const video = document.createElement("video");
  Object.assign(video, { srcObject: stream, muted: true });
  await video.play();
  return video;
}

/* A recorder over an open studio; counts the seconds that are really recorded. */
class Take {
  constructor(studio, onData) {
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    this.recorder = new MediaRecorder(studio.stream, { mimeType });
    this.recorder.ondataavailable = (event) => onData(event.data);
    this.extension = mimeType.startsWith("video/mp4") ? "mp4" : "webm";
    this.before = 0;
  }

  get paused() {
    return this.recorder.state === "paused";
  }

  get seconds() {
    const running = this.recorder.state === "recording" ? Date.now() - this.since : 0;
    return (this.before + running) / 1000;
  }

  start() {
    this.recorder.start(SLICE_MS);
    this.since = Date.now();
  }

  pause() {
    this.before = this.seconds * 1000;
    this.recorder.pause();
  }

  resume() {
    this.recorder.resume();
    this.since = Date.now();
  }

  /* Resolves when the last of it was handed over. */
  stop() {
    return new Promise((resolve) => {
      if (this.recorder.state === "inactive") return resolve();
      this.before = this.seconds * 1000;
      this.recorder.onstop = resolve;
      this.recorder.stop();
    });
  }
}
