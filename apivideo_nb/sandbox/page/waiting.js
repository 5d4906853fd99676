
"use strict";
(() => {
  const config = JSON.parse(document.getElementById("config").textContent);
  const headline = document.getElementById("headline");
  const detail = document.getElementById("detail");
  const say = (state, text, more) => {
    if (headline.textContent === text && detail.textContent === more) return;
    document.body.dataset.state = state;
    headline.textContent = text;
    detail.textContent = more;
  };
  const failed = (reason) => say("failed", config.failed, reason);

  let silent = 0;
  const ask = async () => {
    try {
      const answer = await fetch(config.status, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { playable, reason } = await answer.json();
      // keeps query and fragment: the player finds them as they were given
      if (playable) return location.reload();
      if (reason) return failed(reason);
      silent = 0;
      say("preparing", config.preparing, "");
    } catch {
      silent += 1;
      if (silent > 3) say("preparing", config.preparing, config.silent);
    }
    setTimeout(ask, 1000);
  };
  if (config.status && document.body.dataset.state === "preparing") {
    setTimeout(ask, 1000);
  }
})();
