
// the parts of the video: marks on a line at its foot, and a list to jump from
(() => {
  "use strict";
  const element = (id) => document.getElementById(id);
  const video = element("video");
  const [rail, list, toggle, now] = ["rail", "chapters", "parts", "chapter"].map(element);
  const [played, buffered] = ["b", "u"].map((name) => rail.querySelector(name));
  const clock = (seconds) => {
    const parts = [seconds / 60, seconds % 60].map(Math.floor);
    if (seconds >= 3600) parts.splice(0, 1, Math.floor(seconds / 3600), parts[0] % 60);
    return parts.map((part, i) => String(part).padStart(i ? 2 : 1, "0")).join(":");
  };

  // the language of whoever looks, else the first
  const tracks = [...video.querySelectorAll("track[kind=chapters]")];
  const speaks = (tag) => (track) =>
    track.srclang.split("-")[0] === tag.split("-")[0];
  const best = navigator.languages.map((tag) => tracks.find(speaks(tag))).find(Boolean);
  const track = best ?? tracks[0];
  let parts = [];

  const close = () => {
    list.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
  };
  const fraction = (seconds) => `${(100 * seconds) / (video.duration || Infinity)}%`;
  const measure = () => {
    rail.querySelectorAll("i").forEach((mark, i) => {
      mark.style.left = fraction(parts[i + 1].start);
    });
    advance();
  };
  const advance = () => {
    const { currentTime, buffered: ranges } = video;
    played.style.width = fraction(currentTime);
    buffered.style.width = fraction(ranges.length ? ranges.end(ranges.length - 1) : 0);
    const current = parts.findLastIndex((part) => part.start <= currentTime + 0.05);
    parts.forEach(({ button }, i) => {
      if (i === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    now.textContent = parts[current]?.title ?? "";
    now.hidden = current < 0;
  };
  const build = () => {
    const cues = [...(track.track.cues ?? [])];
    parts = cues.map((cue) => {
      const button = document.createElement("button");
      const time = document.createElement("time");
      const title = cue.getCueAsHTML().textContent.trim();
      time.textContent = clock(cue.startTime);
      button.type = "button";
      button.append(time, title || `Chapter ${time.textContent}`);
      button.addEventListener("click", () => {
        video.currentTime = cue.startTime;
        advance();
      });
      return { start: cue.startTime, title, button };
    });
    list.replaceChildren(
      ...parts.map(({ button }) => {
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
    list.lang = track.srclang;
    now.lang = track.srclang;
    rail.querySelectorAll("i").forEach((mark) => mark.remove());
    rail.append(...parts.slice(1).map(() => document.createElement("i")));
    toggle.hidden = rail.hidden = !parts.length;
    if (parts.length) measure();
  };

  if (rail.dataset.always) rail.hidden = false;
  for (const name of ["timeupdate", "progress", "seeking", "ended"]) {
    video.addEventListener(name, advance);
  }
  video.addEventListener("durationchange", measure);
  if (!track) return;
  toggle.addEventListener("click", () => {
    list.hidden = !list.hidden;
    toggle.setAttribute("aria-expanded", String(!list.hidden));
    if (!list.hidden) list.querySelector("[aria-current], button")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    close();
    toggle.focus();
  });
  track.addEventListener("load", build);
  track.track.mode = "hidden"; // read, not drawn
  if (track.readyState === 2) build();
})();
