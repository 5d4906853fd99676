/* Where videos go, and a form for a key. The key is a message, never state of the widget. */

export default {
  render({ model, el }) {
    const make = (tag, attributes, ...children) => {
      const made = Object.assign(document.createElement(tag), attributes);
      made.append(...children);
      return made;
    };
    const button = (label, onclick, className = "apivideo-button") =>
      make("button", { type: "button", className, onclick }, label);

    const where = make("span", { className: "apivideo-hint" });
    const open = button("Use a key…", () => show(true), "apivideo-link");
    const forget = button("Forget the key", () => model.send({ type: "forget" }), "apivideo-link");
    const input = make("input", {
      type: "password", autocomplete: "off", spellcheck: false,
      onkeydown: (event) => event.key === "Enter" && send(),
    });
    const keep = make("input", { type: "checkbox" });
    const keeping = make("label", {}, keep, "Keep it in this machine's keyring");
    const login = button("Log in", () => send(), "apivideo-button primary");
    const cancel = button("Cancel", () => show(false));
    const said = make("span", { className: "apivideo-said-of-key" });
    said.setAttribute("role", "status");
    const form = make("div", { className: "apivideo-form", hidden: true },
      make("label", {}, "API key", input), keeping,
      make("span", { className: "apivideo-buttons" }, login, cancel),
    );

    function show(isOpen) {
      form.hidden = !isOpen;
      input.value = "";
      said.textContent = "";
      draw();
      (isOpen ? input : open).focus();
    }

    function draw() {
      where.textContent = model.get("where");
      open.hidden = !form.hidden;
      forget.hidden = !form.hidden || !model.get("can_forget");
      keeping.hidden = !model.get("can_keep");
    }

    function send() {
      if (!input.value || login.disabled) return input.focus();
      model.send({ type: "key", key: input.value, keep: keep.checked });
      input.value = "";
      login.disabled = true;
      said.textContent = "Asking the service…";
      said.classList.remove("apivideo-wrong");
    }

    const hear = (message) => {
      if (message.type !== "said") return;
      login.disabled = false;
      if (message.well) show(false);
      else input.focus();
      said.textContent = message.text;
      said.classList.toggle("apivideo-wrong", !message.well);
    };
    const changes = "change:where change:can_forget change:can_keep";
    model.on("msg:custom", hear);
    model.on(changes, draw);
    el.classList.add("apivideo-key");
    el.append(make("span", { className: "apivideo-where" }, where, open, forget), form, said);
    draw();
    return () => {
      model.off("msg:custom", hear);
      model.off(changes, draw);
    };
  },
};
