// What the grown-ups' corner is made of.

export function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

export function section(title, ...content) {
  const whole = element("section");
  whole.append(element("h3", { textContent: title }), ...content);
  return whole;
}

export function paragraph(textContent, className = "") {
  return element("p", { textContent, className });
}

export function list(...items) {
  const whole = element("ul");
  whole.append(...items.map((textContent) => element("li", { textContent })));
  return whole;
}

export function labelled(text, field) {
  const label = element("label");
  label.append(element("span", { textContent: text }), field);
  return label;
}

export function plainButton(text, press) {
  const button = element("button", { type: "button", className: "plain", textContent: text });
  button.addEventListener("click", press);
  return button;
}

export function row(...content) {
  const whole = element("div", { className: "row" });
  whole.append(...content);
  return whole;
}

export function select(text, options, value, change) {
  const field = element("select");
  fill(field, options, value);
  field.addEventListener("change", () => change(field.value));
  return labelled(text, field);
}

/** Puts other options into a choice. */
export function fill(field, options, value) {
  field.replaceChildren(...options.map(([key, name]) => new Option(name, key, false, key === value)));
}

export function slider(text, min, max, value, change) {
  const field = element("input", { type: "range", min, max, step: 0.05, value });
  const percent = () => `${Math.round(field.value * 100)} %`;
  const told = element("output", { textContent: percent() });
  field.setAttribute("aria-valuetext", percent());
  field.addEventListener("input", () => {
    told.textContent = percent();
    field.setAttribute("aria-valuetext", percent());
  });
  field.addEventListener("change", () => change(Number(field.value)));
  const label = labelled(text, field);
  label.append(told);
  return label;
}
