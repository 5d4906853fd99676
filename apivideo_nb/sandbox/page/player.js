
(() => {
  "use strict";
  const config = JSON.parse(document.getElementById("config").textContent);
  const element = (id) => document.getElementById(id);
  const [video, bar, play, trouble] = ["video", "bar", "play", "trouble"].map(element);

  const seconds = (text) => {
    if (!/^\d+(:\d+){0,2}(\.\d+)?$/.test(text ?? "")) return null;
    return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  };
  const [from, until] = (wishes.get("t") ?? "").split(",").map(seconds);
  const start = from ?? 0;
  const end = until != null && until > start ? until : null;
  // in the element, since the page around may change its mind
  video.toggleAttribute("data-loop", wishes.has("loop"));
  video.toggleAttribute("data-bare", wishes.has("hide-controls"));
  const loops = () => "loop" in video.dataset;

  video.muted = wishes.has("muted");
  if (wishes.has("hide-title")) {
    element("title").hidden = true;
    bar.classList.add("bare");
  }
  if (wishes.has("hide-controls")) {
    video.tabIndex = 0;
    const toggle = () => (video.paused ? video.play() : video.pause());
    video.addEventListener("click", toggle);
    video.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      toggle();
    });
  }
  if (wishes.has("show-subtitles")) {
    const show = () => {
      const tracks = [...video.textTracks].filter(({ kind }) => kind === "captions");
      if (tracks.length && !tracks.some((track) => track.mode === "showing")) {
        tracks[0].mode = "showing";
      }
    };
    video.textTracks.addEventListener("addtrack", show);
    show();
  }

  // HLS where the browser can, else MP4, else HLS that it is taught; from one that breaks
  // go on to the next
  const native = video.canPlayType("application/vnd.apple.mpegurl");
  const learns = !native && "MediaSource" in window;
  const sources = [native && config.hls, config.mp4, learns && config.hls].filter(Boolean);
  let current = -1;
  let teacher = null;
  const next = (position, playing) => {
    current += 1;
    teacher?.destroy();
    teacher = null;
    if (current >= sources.length) return fail();
    trouble.hidden = true;
    bar.hidden = false;
    video.addEventListener(
      "loadedmetadata",
      () => {
        if (position > 0) video.currentTime = position;
        if (playing) begin();
      },
      { once: true },
    );
    const url = sources[current];
    if (url === config.hls && !native) teach(url);
    else video.src = url;
  };
  // hls.js is fetched by those only that need it
  const teach = (url) => {
    const script = document.createElement("script");
    script.src = config.library;
    script.addEventListener("error", fail);
    script.addEventListener("load", () => {
      teacher = new Hls({
        enableWorker: false, // the page's policy lets no worker in
        startLevel: -1, // not the lowest: the server is near
        testBandwidth: false,
        abrEwmaDefaultEstimate: 5e7,
      });
      teacher.on(Hls.Events.ERROR, (_, { fatal }) => fatal && next(reached, wanted));
      teacher.loadSource(url);
      teacher.attachMedia(video);
    });
    document.head.append(script);
  };
  const fail = () => {
    element("trouble-text").textContent =
      config.hls && !native && !learns && !config.mp4
        ? "This browser plays no HLS, and there is no MP4 of this video."
        : "The video could not be loaded. The local sandbox may have been stopped.";
    trouble.hidden = false;
    play.hidden = bar.hidden = true;
    video.controls = false;
  };
  // browsers refuse to start with sound before the first click
  const begin = () =>
    video.play().catch((error) => {
      if (error.name !== "NotAllowedError") return;
      video.muted = true;
      video.play().catch(() => {});
    });

  let reached = start;
  let wanted = wishes.has("autoplay");
  video.addEventListener("error", () => {
    if (!teacher) next(reached, wanted); // who teaches says itself what cannot be mended
  });
  element("again").addEventListener("click", () => {
    current = -1;
    next(reached, true);
  });

  let stopped = false;
  video.addEventListener("timeupdate", () => {
    if (!video.error && video.readyState > 0) reached = video.currentTime;
    if (end === null || stopped || video.currentTime < end) return;
    if (loops()) {
      video.currentTime = start;
    } else {
      stopped = true; // once: whoever plays on wants to see the rest
      video.pause();
    }
  });
  video.addEventListener("ended", () => {
    if (!loops()) return;
    video.currentTime = start;
    begin();
  });

  // which of the qualities is on the screen, named by its short side as in the API
  const rungs = [240, 360, 480, 720, 1080, 2160];
  const quality = element("quality");
  video.addEventListener("resize", () => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    quality.textContent = `${rungs.findLast((rung) => rung <= side) ?? rungs[0]}p`;
    quality.hidden = !side;
  });

  // the title steps aside while the video plays
  let timer = 0;
  const rest = () => {
    clearTimeout(timer);
    bar.classList.remove("away");
    if (!video.paused) timer = setTimeout(() => bar.classList.add("away"), 2600);
  };
  for (const name of ["mousemove", "touchstart", "keydown"]) {
    document.addEventListener(name, rest, { passive: true });
  }
  video.addEventListener("pause", () => {
    if (video.error || (loops() && video.ended)) return;
    wanted = false;
    rest();
  });
  video.addEventListener("play", () => {
    wanted = true;
    play.hidden = true;
    // not before: beside the large button they would be a second one
    video.controls = !("bare" in video.dataset);
    if (!bar.classList.contains("away")) rest();
  });
  play.addEventListener("click", () => {
    begin();
    video.focus();
  });
  addEventListener("hashchange", () => location.reload());
  if ("mediaSession" in navigator) {
    navigator.mediaSession.metadata = new MediaMetadata({ title: config.title });
  }
  next(start, wanted);
})();
