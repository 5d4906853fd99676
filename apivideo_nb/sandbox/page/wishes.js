
// #autoplay;loop;t=5,1:20;hide-title — what is not known is ignored
// first what the theme of the player asks for, in the same words; the vendor's player SDK
// writes some of them as ?autoplay=true
const wishes = (() => {
  "use strict";
  const { wishes: theme } = JSON.parse(document.getElementById("config").textContent);
  const query = [...new URLSearchParams(location.search)]
    .filter(([name, value]) => ["autoplay", "loop", "muted"].includes(name) && value === "true")
    .map(([name]) => name);
  return new Map(
    [...theme, ...query, ...location.hash.slice(1).split(";")].filter(Boolean).map((wish) => {
      const [, name, value] = /^([^=:]*)[=:]?(.*)$/s.exec(wish);
      return [name.trim(), value];
    }),
  );
})();
