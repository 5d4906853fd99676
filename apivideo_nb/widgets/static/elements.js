/* How parts of a page are made, here and in every module that follows. */

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made[name] = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const button = (label, onclick, more = {}) =>
  element("button", { type: "button", class: "apivideo-button", onclick, ...more }, label);
