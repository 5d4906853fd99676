/* Where videos go, and a form for a key. The key is a message, never state of the widget. */

export default {
  render({ model, el }) {
    const link = (label, onclick) => button(label, onclick, { class: "apivideo-link" });
    const where = element("span", { class: "apivideo-hint" });
    const open = link("Use a key…", () => show(true));
    const forget = link("Forget the key", () => model.send({ type: "forget" }));
    const input = element("input", {
      type: "password", autocomplete: "off", spellcheck: "false",
      onkeydown: (event) => event.key === "Enter" && send(),
    });
    const keep = element("input", { type: "checkbox" });
    const keeping = element("label", {}, keep, "Keep it in this machine's keyring");
    const login = button("Log in", () => send(), { class: "apivideo-button primary" });
    const cancel = button("Cancel", () => show(false));
    const said = element("span", { class: "apivideo-said-of-key", role: "status" });
    const form = element("div", { class: "apivideo-form", hidden: true },
      element("label", {}, "API key", input), keeping,
      element("span", { class: "apivideo-buttons" }, login, cancel),
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
    el.append(element("span", { class: "apivideo-where" }, where, open, forget), form, said);
    draw();
    return () => {
      model.off("msg:custom", hear);
      model.off(changes, draw);
    };
  },
};
