
// tells the local sandbox that this page is watched, for the analytics of its API
(() => {
  "use strict";
  const { report } = JSON.parse(document.getElementById("config").textContent);
  const video = document.getElementById("video");
  if (!report) return;
  const view = Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) =>
    number.toString(36).padStart(7, "0"),
  ).join("-");
  let events = [];
  const note = (type, value = 0) => events.push({ type, value });
  const send = () => {
    if (!events.length) return;
    const body = JSON.stringify({ view, referrer: document.referrer, events });
    events = [];
    // outlives the page; a report that is lost is no trouble
    if (navigator.sendBeacon?.(report, body)) return;
    fetch(report, { method: "POST", body, keepalive: true }).catch(() => {});
  };

  let seen = false;
  const impress = () => {
    if (!seen) note("impression", performance.now());
    seen = true;
  };
  let since = null;
  const beat = () => {
    if (since === null) return;
    const now = performance.now();
    note("watch", (now - since) / 1000);
    since = now;
  };
  const rest = () => {
    beat();
    since = null;
    send();
  };

  // going on after a pause is no new play; once more after the end is one
  let anew = true;
  let starting = false;
  video.addEventListener("loadeddata", () => {
    impress();
    send();
  });
  video.addEventListener("play", () => {
    impress(); // some browsers load nothing before
    if (anew) note("play");
    starting ||= anew;
    anew = false;
  });
  video.addEventListener("playing", () => {
    if (starting) note("start");
    starting = false;
    since ??= performance.now();
    send();
  });
  for (const name of ["pause", "waiting"]) video.addEventListener(name, rest);
  video.addEventListener("ended", () => {
    anew = true;
    note("end");
    rest();
  });
  setInterval(() => {
    beat();
    send();
  }, 10_000);
  document.addEventListener("visibilitychange", () => {
    beat();
    send();
  });
  addEventListener("pagehide", rest);
})();
