
// #api: the page around the frame drives the player, with the vendor's player SDK
(() => {
  "use strict";
  if (parent === window || !wishes.has("api") || wishes.has("no-api")) return;
  const config = JSON.parse(document.getElementById("config").textContent);
  const element = (id) => document.getElementById(id);
  const [video, bar, title, play] = ["video", "bar", "title", "play"].map(element);
  const poster = video.getAttribute("poster");
  const sdkPlayerId = wishes.get("sdkPlayerId");
  let origin;
  try {
    origin = new URL(atob(wishes.get("sdkOrigin") ?? "")).origin;
  } catch {
    return; // not the SDK's text: nobody is listened to
  }
  const say = (message) => parent.postMessage({ sdkPlayerId, ...message }, origin);
  const tell = (type, facts) => say({ type, ...facts });

  const captions = (mode) => {
    const tracks = [...video.textTracks].filter(({ kind }) => kind === "captions");
    if (mode === "disabled") for (const track of tracks) track.mode = mode;
    else if (!tracks.some((track) => track.mode === mode) && tracks[0]) tracks[0].mode = mode;
  };
  const bare = (wanted) => {
    video.toggleAttribute("data-bare", wanted);
    video.controls = !wanted && play.hidden;
  };
  const chromeless = (wanted) => {
    bare(wanted);
    bar.hidden = wanted;
    play.hidden ||= wanted;
  };
  const size = () => ({ width: video.videoWidth, height: video.videoHeight });
  const quiet = (promise) => promise?.catch(() => {}); // without a click it may be refused
  const orders = {
    play: () => quiet(video.play()),
    pause: () => video.pause(),
    mute: () => (video.muted = true),
    unmute: () => (video.muted = false),
    seek: ({ seek }) => (video.currentTime += seek),
    setCurrentTime: ({ currentTime }) => (video.currentTime = currentTime),
    setVolume: ({ volume }) => (video.volume = Math.min(1, Math.max(0, volume))),
    setPlaybackRate: ({ rate }) => (video.playbackRate = rate),
    setLoop: ({ loop }) => video.toggleAttribute("data-loop", loop),
    setChromeless: (order) => chromeless(order.chromeless),
    // one by one they are the browser's own and cannot be hidden
    hideControls: ({ controls }) => controls || bare(true),
    showControls: ({ controls }) => controls || bare(false),
    hideTitle: () => (title.hidden = true),
    showTitle: () => (title.hidden = false),
    hidePoster: () => video.removeAttribute("poster"),
    showPoster: () => poster && video.setAttribute("poster", poster),
    hideSubtitles: () => captions("disabled"),
    showSubtitles: () => captions("showing"),
    requestFullscreen: () => quiet(document.documentElement.requestFullscreen?.()),
    exitFullscreen: () => quiet(document.exitFullscreen?.()),
    requestPictureInPicture: () => quiet(video.requestPictureInPicture?.()),
    exitPictureInPicture: () => quiet(document.exitPictureInPicture?.()),
    setTheme: ({ theme }) => {
      for (const [name, colour] of Object.entries(theme)) {
        const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        document.documentElement.style.setProperty(`--${kebab}`, colour);
      }
    },
    loadConfig: ({ url }) => {
      const next = new URL(url, location.href);
      if (next.origin === location.origin) location.replace(next);
    },
    getPaused: () => video.paused,
    getPlaying: () => !video.paused && !video.ended,
    getMuted: () => video.muted,
    getDuration: () => video.duration,
    getCurrentTime: () => video.currentTime,
    getPlaybackRate: () => video.playbackRate,
    getVolume: () => video.volume,
    getLoop: () => "loop" in video.dataset,
    getVideoSize: size,
    getMp4Url: () => config.mp4 && new URL(config.mp4, location.href).href,
    isLiveStream: () => false,
  };
  const asks = /^(get|is)/;
  addEventListener("message", ({ source, origin: from, data }) => {
    if (source !== parent || from !== origin || `${data?.sdkPlayerId}` !== sdkPlayerId) return;
    if (!Object.hasOwn(orders, data.message)) return;
    const arg = orders[data.message](data);
    const { callbackId, message } = data;
    if (callbackId) say({ callbackId, arg: asks.test(message) ? arg : undefined });
  });

  for (const name of ["play", "pause", "ended", "error", "seeking", "ratechange"]) {
    video.addEventListener(name, () => tell(name));
  }
  video.addEventListener("play", () => tell("firstplay"), { once: true });
  video.addEventListener("timeupdate", () => {
    tell("timeupdate", { currentTime: video.currentTime });
  });
  video.addEventListener("volumechange", () => tell("volumechange", { volume: video.volume }));
  video.addEventListener("resize", () => tell("qualitychange", { resolution: size() }));
  for (const name of ["mouseenter", "mouseleave"]) {
    document.documentElement.addEventListener(name, () => tell(name));
  }
  addEventListener("resize", () => tell("playerresize"));
  document.addEventListener("fullscreenchange", () => {
    tell("fullscreenchange", { isFullScreen: document.fullscreenElement !== null });
  });
  video.addEventListener("loadedmetadata", () => tell("ready"), { once: true });
  if (wishes.has("hide-poster")) orders.hidePoster();
  if (wishes.has("chromeless")) chromeless(true);
  tell("sdkSync");
})();
